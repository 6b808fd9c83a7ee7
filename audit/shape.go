package audit

import (
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// A shape is how a part of a record looks when this package has written it, as told by its Go type.
type shape struct {
	form    form
	typ     reflect.Type
	members []part // of an object, in the order in which they are written
	element *shape // of a list, or what a pointer points to
}

type part struct {
	name  string // with its quotes and colon
	field int
	shape *shape
}

type form uint8

const (
	other   form = iota // is for the JSON library to judge
	text                // a string
	whole               // a number without a fraction, and without a sign
	number              // one that may have a fraction
	truth               // true or false
	moment              // a time, at the width at which all are written
	value               // JSON of any kind
	list                //
	object              //
	pointer             // takes no room in the line
)

var recordShape = sync.OnceValue(func() *shape { return shapeOf(reflect.TypeFor[Record]()) })

func shapeOf(t reflect.Type) *shape {
	s := &shape{typ: t}
	switch t {
	case reflect.TypeFor[time.Time]():
		s.form = moment
		return s
	case reflect.TypeFor[jsontext.Value]():
		s.form = value
		return s
	case reflect.TypeFor[Tree](): // it stands in one record of a whole file
		return s
	}
	switch t.Kind() {
	case reflect.String:
		s.form = text
	case reflect.Int, reflect.Int64, reflect.Uint64:
		s.form = whole
	case reflect.Float64:
		s.form = number
	case reflect.Bool:
		s.form = truth
	case reflect.Slice:
		s.form, s.element = list, shapeOf(t.Elem())
	case reflect.Pointer:
		s.form, s.element = pointer, shapeOf(t.Elem())
	case reflect.Struct:
		s.form = object
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			if name != "-" {
				s.members = append(s.members, part{`"` + name + `":`, i, shapeOf(t.Field(i).Type)})
			}
		}
	}
	return s
}
