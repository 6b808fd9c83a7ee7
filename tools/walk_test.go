package tools

import (
	"slices"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// What is read of JSON stays what it is while more is read, one within the
// other, and nobody who adds to it writes into what it was read from.
func TestWhatIsReadOfJSONStays(t *testing.T) {
	const text = `{"a":[1,{"b":"x"}],"a":{"c":null},"d":"y"}`
	raw := jsontext.Value(text)
	var kept []jsontext.Value
	for _, v := range Members(raw) {
		kept = append(kept, v)
		for _, inside := range Members(v) {
			kept = append(kept, inside)
		}
		for one := range elements(v) {
			kept = append(kept, one)
		}
	}
	for range Members(jsontext.Value(`{"z":"zzzzzzzzzzzzzzzzzzzzzzzzzz"}`)) {
	}
	var got []string
	for i, v := range kept {
		got = append(got, string(v))
		kept[i] = append(v, "~~~~"...)
	}
	if want := []string{`[1,{"b":"x"}]`, `1`, `{"b":"x"}`, `{"c":null}`, `null`, `"y"`}; !slices.Equal(got, want) || string(raw) != text {
		t.Errorf("%q of %s", got, raw)
	}
}
