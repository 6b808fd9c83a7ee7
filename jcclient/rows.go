package jcclient

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// mostRows bounds a page whatever was asked for: {} repeated fills memory
// long before it fills the limit of bytes.
const mostRows = insightsRows

var (
	errNoRows      = errors.New("there is no list in it")
	errNoObject    = errors.New("there is no object in it")
	errTooManyRows = fmt.Errorf("it has more than %d rows", mostRows)
)

// rowList is the rows of a page as sent. It reads no further than a page goes.
type rowList []jsontext.Value

// UnmarshalJSONFrom reads a list of objects; null leaves it nil.
func (l *rowList) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	*l = nil
	begin, err := d.ReadToken()
	switch {
	case err != nil:
		return err
	case begin.Kind() == 'n':
		return nil
	case begin.Kind() != '[':
		return errNoRows
	}
	*l = rowList{}
	for d.PeekKind() != ']' {
		row, err := d.ReadValue()
		switch {
		case err != nil:
			return err
		case row.Kind() != '{':
			return errNoObject
		case len(*l) == mostRows:
			return errTooManyRows
		}
		*l = append(*l, row.Clone())
	}
	_, err = d.ReadToken()
	return err
}

// wrapped is an object that holds a page's rows, and their total beside them.
type wrapped struct {
	member string
	rows   rowList
	total  *int
}

// UnmarshalJSONFrom reads the two members, and passes over all others.
func (w *wrapped) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if begin, err := d.ReadToken(); err != nil || begin.Kind() != '{' {
		return errors.Join(errNoRows, err)
	}
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return err
		}
		switch name.String() {
		case w.member:
			err = w.rows.UnmarshalJSONFrom(d)
		case "totalCount", "events_count":
			err = json.UnmarshalDecode(d, &w.total)
		default:
			err = d.SkipValue()
		}
		if err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}

// readRows reads the rows and the total. A list that is missing or null is an
// error: it must not pass for an empty one.
func readRows(a answer, e envelope, reply *Reply) error {
	if n, err := strconv.Atoi(a.header.Get("x-total-count")); err == nil && n >= 0 && a.request.route.API != V1 {
		reply.Total = n
	}
	page := wrapped{member: e.member}
	var into any = &page
	if e.member == "" {
		into = &page.rows
	}
	if err := decode(a.body, into); err != nil {
		return err
	}
	if page.rows == nil {
		return errNoRows
	}
	if n := page.total; n != nil && *n >= 0 {
		reply.Total = *n
	}
	reply.Items = page.rows
	return nil
}
