package jcclient

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// repeats writes a text until so many bytes are written, or nobody reads.
func repeats(w io.Writer, text string, size int) {
	text = strings.Repeat(text, 1+(1<<20)/len(text))
	for written := 0; written < size; written += len(text) {
		if _, err := io.WriteString(w, text); err != nil {
			return
		}
	}
}

func TestAnAnswerThatIsTooLongIsRefused(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"spaces after the end": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{}`)
			repeats(w, " ", mostBytes)
		},
		"one string": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"username":"`)
			repeats(w, "x", mostBytes)
		},
		"ten gigabytes, as it says": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "10000000000")
			repeats(w, "x", 1<<40)
		},
		"a gzip bomb": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			var bomb bytes.Buffer
			z := gzip.NewWriter(&bomb)
			repeats(z, "x", 1)
			z.Close()
			for range mostBytes >> 20 { // one stream of gzip may follow another
				_, _ = w.Write(bomb.Bytes())
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, s := serve(t, h)
			_, err := GetUser.Call(t.Context(), c, UserID{ID: testID})
			wantUnusable(t, err, false)
			if err != nil && !strings.Contains(err.Error(), "32 MiB") || len(s.requests()) != 1 {
				t.Errorf("got %v after %d requests", err, len(s.requests()))
			}
		})
	}
}

func TestAnAnswerOfAllTheLengthThatIsAllowedIsTaken(t *testing.T) {
	c, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{}`+strings.Repeat(" ", mostBytes-2))
	})
	if _, err := GetUser.Call(t.Context(), c, UserID{ID: testID}); err != nil {
		t.Error(err)
	}
}

func TestAPageOfAMillionRowsIsRefused(t *testing.T) {
	rows := strings.Repeat(`{},`, 1_000_000) + `{}`
	for _, test := range []struct {
		list Listing
		body string
	}{{ListUsers, `{"totalCount":1000001,"results":[` + rows + `]}`}, {ListUserGroups, `[` + rows + `]`}, {QueryEvents, `[` + rows + `]`}} {
		c, _ := serve(t, says(200, test.body))
		reply, err := test.list.Do(t.Context(), c, filled(test.list.In()).Interface())
		wantUnusable(t, err, false)
		if reply.Items != nil {
			t.Errorf("%s: %d rows came back", test.list.Route(), len(reply.Items))
		}
	}
}

// A page of many rows is given up at the first row too many.
func TestTooManyRowsAreNotEvenRead(t *testing.T) {
	body := []byte("[" + strings.Repeat(`{},`, 1_000_000) + `{}]`)
	few := testing.AllocsPerRun(1, func() {
		if err := decode(body, new(rowList)); err == nil {
			t.Error("it was taken")
		}
	})
	if few > 2*mostRows {
		t.Errorf("%.0f allocations were made", few)
	}
}

func TestAnErrorThatIsTooLongIsCut(t *testing.T) {
	c, _ := serveWith(t, Options{MaxTries: 1}, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(404)
		repeats(w, "x", 1<<30)
	})
	_, err := GetUser.Call(t.Context(), c, UserID{ID: testID})
	if err == nil || len(err.Error()) > 1000 || !strings.Contains(err.Error(), "404") {
		t.Errorf("got %.2000v", err)
	}
}

func TestHeadersThatAreTooLongAreRefused(t *testing.T) {
	c, s := serveWith(t, Options{MaxTries: 1}, says(200, `{}`, "X-Long", strings.Repeat("x", 2<<20)))
	_, err := GetUser.Call(t.Context(), c, UserID{ID: testID})
	if err == nil || len(s.requests()) != 1 {
		t.Errorf("got %v", err)
	}
}

// piped lets a client talk to a function, over a connection in memory.
func piped(c *Client, talk func(server net.Conn)) {
	c.http.Transport.(plainHTTP).DialContext = func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go talk(server)
		return client, nil
	}
}

func TestAServerThatDripsIsGivenUp(t *testing.T) {
	for name, begin := range map[string]string{
		"the body": "HTTP/1.1 200 OK\r\n\r\n", "the head": "HTTP/1.1 200 OK\r\nX: ", "nothing at all": "",
	} {
		for _, op := range []Operation{GetUser, UpdateUser} {
			t.Run(op.Route().Method+" "+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					c, err := New(Options{ConsoleURL: "http://127.0.0.1", APIKey: NewSecret(testKey), MaxTries: 1})
					if err != nil {
						t.Fatal(err)
					}
					start, asked, done := time.Now(), 0, make(chan bool)
					piped(c, func(server net.Conn) {
						defer close(done)
						asked++
						if _, err := http.ReadRequest(bufio.NewReader(server)); err != nil {
							t.Error(err)
						}
						for text := begin; time.Since(start) < time.Hour; text = "x" {
							if _, err := io.WriteString(server, text); err != nil {
								return
							}
							time.Sleep(time.Second)
						}
					})
					_, err = op.Do(t.Context(), c, filled(op.In()).Interface())
					if op.Route().Read {
						if err == nil {
							t.Error("it was taken")
						}
					} else {
						wantUnsure(t, err)
					}
					if took := time.Since(start); took != longestAttempt || asked != 1 {
						t.Errorf("it took %s and %d requests", took, asked)
					}
					<-done
				})
			})
		}
	}
}

// net/http hands the connection over with such an answer, and its deadlines
// with it: what reads from that could read for ever.
func TestAServerThatSwitchesProtocolsHoldsNobody(t *testing.T) {
	const switches = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"
	for name, o := range map[string]Options{
		"JumpCloud":     {APIKey: NewSecret(testKey)},
		"the token URL": {ClientID: "id", ClientSecret: NewSecret("CANARY"), TokenURL: "http://127.0.0.1/oauth2/token"},
	} {
		for _, op := range []Operation{GetUser, UpdateUser} {
			t.Run(op.Route().Method+" "+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					o.ConsoleURL, o.MaxTries = "http://127.0.0.1", 1
					c, err := New(o)
					if err != nil {
						t.Fatal(err)
					}
					done := make(chan bool)
					piped(c, func(server net.Conn) {
						defer close(done)
						if _, err := http.ReadRequest(bufio.NewReader(server)); err != nil {
							t.Error(err)
						}
						_, _ = io.WriteString(server, switches)
						_, _ = io.Copy(io.Discard, server) // until the client closes it
					})
					start := time.Now()
					_, err = op.Do(t.Context(), c, filled(op.In()).Interface())
					if failed, ok := errors.AsType[*Error](err); err == nil || ok && failed.MayHaveHappened == op.Route().Read || time.Since(start) > 0 {
						t.Errorf("got %v after %s", err, time.Since(start))
					}
					<-done
				})
			})
		}
	}
}
