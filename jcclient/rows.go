package jcclient

import (
	"errors"
	"fmt"
	"strconv"

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

// readRows reads the rows and the total. A list that is missing or null is an
// error: it must not pass for an empty one.
func readRows(a answer, reply *Reply) error {
	var rows rowList
	if a.request.route.API == V1 {
		var envelope struct {
			TotalCount *int    `json:"totalCount"`
			Results    rowList `json:"results"`
		}
		if err := decode(a.body, &envelope); err != nil {
			return err
		}
		rows = envelope.Results
		if n := envelope.TotalCount; n != nil && *n >= 0 {
			reply.Total = *n
		}
	} else {
		if err := decode(a.body, &rows); err != nil {
			return err
		}
		if n, err := strconv.Atoi(a.header.Get("x-total-count")); err == nil && n >= 0 {
			reply.Total = n
		}
	}
	if rows == nil {
		return errNoRows
	}
	reply.Items = rows
	return nil
}
