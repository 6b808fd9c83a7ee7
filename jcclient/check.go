package jcclient

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// check refuses an input that must not become a request.
func (p *plan) check(api API, in reflect.Value) error {
	for _, a := range p.params {
		v := in.FieldByIndex(a.index)
		if v.IsZero() && a.optional {
			continue
		}
		if !a.optional && absent(v) {
			return badArgument(a.name, "is missing")
		}
		if a.place != inBody || v.Type() == wordsType {
			if err := checkPlain(a.name, v); err != nil {
				return err
			}
		}
		if err := checkWords(api, a.name, v); err != nil {
			return err
		}
		if err := checkValue(a.name, v); err != nil {
			return err
		}
	}
	if whole, ok := in.Interface().(interface{ misfit() error }); ok {
		return whole.misfit()
	}
	return nil
}

// absent says whether a required argument was not given. A false or a 0 is
// taken at its word.
func absent(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.String, reflect.Slice:
		return v.Len() == 0
	case reflect.Struct, reflect.Pointer:
		return v.IsZero()
	}
	return false
}

// longestWord bounds every text that goes into a query.
const longestWord = 1024

// checkPlain refuses what could break out of a query: line ends, NUL, length.
func checkPlain(name string, v reflect.Value) error {
	words := []string{}
	switch v = reflect.Indirect(v); {
	case v.Type() == wordsType:
		words = v.Interface().(Words)
	case v.Kind() == reflect.String:
		words = append(words, v.String())
	}
	for _, w := range words {
		switch {
		case strings.ContainsAny(w, "\r\n\x00"):
			return badArgument(name, "holds a line end or a NUL: leave it out")
		case len(w) > longestWord:
			return badArgument(name, "is longer than %d bytes: shorten it", longestWord)
		}
	}
	return nil
}

// checked is a type that knows whether one of its values may be sent.
type checked interface{ problem() string }

// checkValue walks a value for what no request may hold: an ID that is none, a
// word that JumpCloud does not publish, a time that is none, a NUL.
func checkValue(name string, v reflect.Value) error {
	switch c := v.Interface().(type) {
	case checked:
		if problem := c.problem(); problem != "" {
			return &ArgumentError{name, problem}
		}
		return nil
	case jsontext.Value:
		if !c.IsValid() {
			return badArgument(name, "is not valid JSON")
		}
		return nil
	}
	switch v.Kind() {
	case reflect.Pointer:
		return checkPointer(name, v)
	case reflect.Slice:
		for i := range v.Len() {
			if err := checkValue(fmt.Sprintf("%s[%d]", name, i), v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Struct:
		return checkStruct(name, v)
	case reflect.String:
		return checkString(name, v)
	}
	return nil
}

// checkPointer follows a pointer. One to "" clears a field, whatever its type.
func checkPointer(name string, v reflect.Value) error {
	if v.IsNil() || v.Elem().Kind() == reflect.String && v.Elem().Len() == 0 {
		return nil
	}
	return checkValue(name, v.Elem())
}

func checkStruct(name string, v reflect.Value) error {
	for f, inner := range v.Fields() {
		tag, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		optional := strings.Contains(options, "omitzero")
		if optional && inner.IsZero() {
			continue
		}
		if !optional && absent(inner) { // an empty list that was given clears
			return badArgument(name+"."+tag, "is missing")
		}
		if err := checkValue(name+"."+tag, inner); err != nil {
			return err
		}
	}
	return nil
}

func checkString(name string, v reflect.Value) error {
	if e, ok := v.Interface().(enum); ok && !slices.Contains(e.Values(), v.String()) {
		return badArgument(name, "%.40q is none of %s", v.String(), strings.Join(e.Values(), ", "))
	}
	if strings.ContainsRune(v.String(), 0) {
		return badArgument(name, "holds a NUL: leave it out")
	}
	return nil
}
