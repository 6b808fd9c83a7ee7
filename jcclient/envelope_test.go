package jcclient

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// The published listings travel in more than one envelope: every row is read
// once, whichever it is.
func TestEveryEnvelopeIsReadToItsEnd(t *testing.T) {
	s := shelf{rows: 250}
	for name, c := range map[string]struct {
		list    List[Empty, User]
		answers http.HandlerFunc
	}{
		"v1, in results":     {v1List[Empty, User]("GET /things"), s.v1},
		"v1, the whole list": {v1All[Empty, User]("GET /things"), says(200, s.list("_id", 0, s.rows))},
		"v2, the list":       {v2List[Empty, User]("GET /things"), s.v2},
		"v2, in a member":    {v2ListIn[Empty, User]("GET /things", "records"), s.in("records")},
		"v2, the whole list": {v2All[Empty, User]("GET /things"), says(200, s.list("_id", 0, s.rows))},
	} {
		t.Run(name, func(t *testing.T) {
			client, sv := serve(t, c.answers)
			seen := 0
			for _, err := range c.list.All(t.Context(), client, Empty{}) {
				if err != nil {
					t.Fatal(err)
				}
				seen++
			}
			sent, whole := sv.requests(), c.list.Listing.(*listing).whole
			if seen != s.rows || len(sent) != 3 {
				t.Errorf("%d rows in %d requests", seen, len(sent))
			}
			for _, r := range sent {
				if asked := strings.HasPrefix(r.query, "limit=100&skip="); asked == whole || whole && r.query != "" {
					t.Errorf("asked for %q", r.query)
				}
			}
		})
	}
}

// in is v2 as the newer services speak it: the rows in a member, the total beside them.
func (s shelf) in(member string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		from, to := s.cut(r)
		says(200, fmt.Sprintf(`{"totalCount":%d,%q:%s}`, s.rows, member, s.list("id", from, to)))(w, r)
	}
}

func TestAWholeListIsGivenInPages(t *testing.T) {
	list := v1All[UserID, User]("GET /systemusers/{id}/sshkeys")
	c, _ := serve(t, says(200, rowsOf("_id", 0, 7)))
	for _, p := range []struct {
		page       Page
		rows, skip int
		more       bool
	}{{Page{}, 7, 7, false}, {Page{Limit: 3}, 3, 3, true}, {Page{Limit: 3, Skip: 6}, 1, 7, false}, {Page{Skip: 7}, 0, 7, false}, {Page{Skip: 99}, 0, 7, false}} {
		rows, reply, err := list.Rows(t.Context(), c, UserID{ID: testID}, p.page)
		if err != nil || len(rows) != p.rows || reply.Total != 7 || reply.More != p.more || reply.Skip != p.skip {
			t.Errorf("%+v: %d rows, %+v, %v", p.page, len(rows), reply, err)
		}
	}
	_, _, err := list.Rows(t.Context(), c, UserID{ID: testID}, Page{Limit: 101})
	wantArgument(t, err, "limit")
}

func TestAMemberThatHoldsNoRowsIsAnError(t *testing.T) {
	list := v2ListIn[Empty, User]("GET /things", "records")
	for _, body := range []string{`[]`, `{}`, `{"totalCount":0}`, `{"records":null}`, `{"records":{}}`, `{"results":[]}`, `{"records":[],"totalCount":"1"}`, `{"records":[],"records":[]}`} {
		c, _ := serve(t, says(200, body))
		_, err := list.Do(t.Context(), c, Empty{})
		wantUnusable(t, err, false)
	}
}
