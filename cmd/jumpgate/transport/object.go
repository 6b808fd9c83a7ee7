package transport

import "github.com/go-json-experiment/json/jsontext"

// An object is written in parts, to be sent one after the other: what is small is
// put together, and what is large is a part as it is, so that nobody copies it.
type object struct {
	parts [][]byte
	open  []byte // the part that is being written
	some  bool   // it has a member
}

// partOfItsOwn is what a value is from so many bytes on.
const partOfItsOwn = 4 << 10

func (o *object) add(name string, value jsontext.Value) {
	o.name(name)
	o.value(value)
}

func (o *object) name(name string) {
	between := byte(',')
	if !o.some {
		o.some, between = true, '{'
	}
	o.open, _ = jsontext.AppendQuote(append(o.open, between), name)
	o.open = append(o.open, ':')
}

// value is that of the member that was named last. It must not change any more.
func (o *object) value(v jsontext.Value) {
	if len(v) < partOfItsOwn {
		o.open = append(o.open, v...)
		return
	}
	o.parts, o.open = append(o.parts, o.open, v), nil
}

// end is the whole object.
func (o *object) end() [][]byte {
	if !o.some {
		o.open = append(o.open, '{')
	}
	return append(o.parts, append(o.open, '}'))
}
