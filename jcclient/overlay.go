package jcclient

import (
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// overlay is the object as it was, with the change in it.
func (p *plan) overlay(was map[string]jsontext.Value, change []byte) ([]byte, error) {
	var given map[string]jsontext.Value
	if err := decode(change, &given); err != nil {
		return nil, err
	}
	is := maps.Clone(was)
	for name, v := range given {
		over := ""
		if i := slices.IndexFunc(p.params, func(a param) bool { return a.name == name }); i >= 0 {
			over = p.params[i].over
		}
		laid, err := lay(over, was[name], v)
		if err != nil {
			return nil, err
		}
		is[name] = laid
	}
	return json.Marshal(is, json.Deterministic(true))
}

// lay puts a value over what was there, as a field's over tag says. What is of
// another kind takes its place.
func lay(over string, was, given jsontext.Value) (jsontext.Value, error) {
	switch {
	case over == "" || empty(was) || was.Kind() != given.Kind():
		return given, nil
	case over == "members":
		return layMembers(was, given)
	}
	var before, after []jsontext.Value
	if err := decode(was, &before); err != nil {
		return nil, err
	}
	if err := decode(given, &after); err != nil {
		return nil, err
	}
	for _, item := range after {
		key, err := keyOf(item, over)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(before, func(old jsontext.Value) bool {
			k, err := keyOf(old, over)
			return err == nil && k == key
		})
		if at < 0 {
			before = append(before, item)
			continue
		}
		if before[at], err = layMembers(before[at], item); err != nil {
			return nil, err
		}
	}
	return json.Marshal(before)
}

func layMembers(was, given jsontext.Value) (jsontext.Value, error) {
	var before, after map[string]jsontext.Value
	if err := decode(was, &before); err != nil {
		return nil, err
	}
	if err := decode(given, &after); err != nil {
		return nil, err
	}
	maps.Copy(before, after)
	return json.Marshal(before, json.Deterministic(true))
}

// keyOf is the text that tells an item of a list from the others.
func keyOf(item jsontext.Value, member string) (string, error) {
	var o map[string]jsontext.Value
	if err := decode(item, &o); err != nil {
		return "", err
	}
	var key string
	return key, decode(o[member], &key)
}
