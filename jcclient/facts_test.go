package jcclient

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// facts say by its name what a field must hold, whoever declares it.
var facts = []struct {
	named *regexp.Regexp
	holds Data
	not   []string // type.member: named so, and something else
}{
	{regexp.MustCompile(`(?i)(password|passwd|passphrase|secret|private_?key|api_?key|(access|refresh|auth)_?token|recovery_?key|otp_?seed|connect_?key)$`), SecretData, nil},
	{regexp.MustCompile(`(?i)^(.*e-?mail|.*phone|(first|middle|last)name|user_?name|employeeIdentifier|.*appleId|serialNumber|hostname|.*_ip|.*IP|upn|poBox|streetAddress|postalCode|locality|extendedAddress|location|search|q|filter|search_term|exact_match|changes)$`), PII, nil},
	{regexp.MustCompile(`(?i)^(command|description|notes?|message|error_message|public_key|emailDisclaimer)$`), Text, nil},
}

func TestFieldsHoldWhatTheirNamesSay(t *testing.T) {
	seen, met := map[reflect.Type]bool{}, make([]int, len(facts))
	var walk func(reflect.Type)
	walk = func(typ reflect.Type) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice && typ != valueType {
			typ = typ.Elem()
		}
		if typ.Kind() != reflect.Struct || typ == timeType || seen[typ] {
			return
		}
		seen[typ] = true
		for f := range typ.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			walk(f.Type)
			kind := f.Type
			for kind.Kind() == reflect.Pointer || kind.Kind() == reflect.Slice && kind != valueType {
				kind = kind.Elem()
			}
			if kind.Kind() == reflect.Bool || kind.Kind() == reflect.Struct { // asks whether, or has fields of its own
				continue
			}
			for i, fact := range facts {
				if name == "" || !fact.named.MatchString(name) || slices.Contains(fact.not, typ.Name()+"."+name) {
					continue
				}
				if met[i]++; Holds(f) != fact.holds {
					t.Errorf("%s.%s (%s) holds %q: by its name it is %s", typ.Name(), f.Name, name, Holds(f), fact.holds)
				}
			}
		}
	}
	for _, op := range operations {
		walk(op.In())
		if op.Out() != nil {
			walk(op.Out())
		}
	}
	for i, n := range met {
		if n < 3 {
			t.Errorf("only %d fields are %s by their names", n, facts[i].holds)
		}
	}
}

func TestWhatSaysNothingIsASecret(t *testing.T) {
	for _, d := range []Data{"", "harmless", SecretData} {
		if !d.Secret() {
			t.Errorf("%q may be shown", d)
		}
	}
	for _, d := range []Data{Public, Identifier, PII, Text} {
		if d.Secret() {
			t.Errorf("%q may not be shown", d)
		}
	}
}
