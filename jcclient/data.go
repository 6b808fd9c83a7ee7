package jcclient

import (
	"reflect"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Data says what a field of an input or a model holds. The zero Data is
// unknown: treat it like a secret.
type Data string

// The kinds of data, from harmless to secret.
const (
	Public     Data = "public" // states, kinds, versions, flags
	Identifier Data = "id"     // names an object
	PII        Data = "pii"    // names, addresses, phones, serial numbers of people and their devices
	Text       Data = "text"   // free text and code
	SecretData Data = "secret" // passwords, keys; Secret is the type of a key
)

// Secret says whether the data must never be shown or kept: secrets, and
// whatever nobody has said to be anything else.
func (d Data) Secret() bool {
	switch d {
	case Public, Identifier, PII, Text:
		return false
	}
	return true
}

// Unknown holds the members of an object that its model does not name: nothing
// that JumpCloud sent is lost, and what was read can be written back.
type Unknown = map[string]jsontext.Value

// enum is a string type of a few published values.
type enum interface{ Values() []string }

var (
	idType    = reflect.TypeFor[ID]()
	opaqueID  = reflect.TypeFor[OpaqueID]()
	timeType  = reflect.TypeFor[Time]()
	enumType  = reflect.TypeFor[enum]()
	valueType = reflect.TypeFor[jsontext.Value]()
	wordsType = reflect.TypeFor[Words]()
	idsType   = reflect.TypeFor[[]ID]()
)

// Holds says what a field holds: its data tag, or what its type tells of
// itself. For a struct, or a list of structs, it is Public: ask their fields.
func Holds(f reflect.StructField) Data {
	if tag, ok := f.Tag.Lookup("data"); ok {
		switch d := Data(tag); d {
		case Public, Identifier, PII, Text, SecretData:
			return d
		}
		return ""
	}
	t := f.Type
	if t == reflect.TypeFor[Unknown]() && strings.HasSuffix(f.Tag.Get("json"), ",embed") {
		return Text
	}
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice && t != valueType {
		t = t.Elem()
	}
	switch {
	case t == idType, t == opaqueID:
		return Identifier
	case t == timeType, t.Implements(enumType), t.Kind() == reflect.Struct:
		return Public
	case t.Kind() >= reflect.Bool && t.Kind() <= reflect.Float64:
		return Public
	}
	return ""
}
