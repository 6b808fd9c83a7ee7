package sandbox

import (
	"iter"
	mathbits "math/bits"
	"slices"
)

// Bits are a set of numbers. A set that is made is never changed: older copies
// of the directory hold it too.
type bits []uint64

// bitsWhere are the numbers below size that have a property.
func bitsWhere(size int, has func(n int) bool) bits {
	b := make(bits, (size+63)/64)
	for n := range size {
		if has(n) {
			b[n>>6] |= 1 << (n & 63)
		}
	}
	return b
}

// bitsBelow are all numbers below size.
func bitsBelow(size int) bits {
	b := make(bits, (size+63)/64)
	for i := range b {
		b[i] = ^uint64(0)
	}
	if rest := size & 63; rest > 0 {
		b[len(b)-1] = 1<<rest - 1
	}
	return b
}

func (b bits) has(n int) bool { return n>>6 < len(b) && b[n>>6]>>(n&63)&1 == 1 }

func (b bits) with(numbers ...int) bits {
	c := slices.Clone(b)
	for _, n := range numbers {
		for n>>6 >= len(c) {
			c = append(c, 0)
		}
		c[n>>6] |= 1 << (n & 63)
	}
	return c
}

func (b bits) or(other bits) bits {
	if len(b) < len(other) {
		b, other = other, b
	}
	c := slices.Clone(b)
	for i := range other {
		c[i] |= other[i]
	}
	return c
}

func (b bits) without(others ...bits) bits {
	c := slices.Clone(b)
	for _, other := range others {
		for i := range min(len(c), len(other)) {
			c[i] &^= other[i]
		}
	}
	return c
}

func (b bits) count() int {
	n := 0
	for _, word := range b {
		n += mathbits.OnesCount64(word)
	}
	return n
}

// from are the numbers in order, without the first skip of them. It passes
// over those 64 at a time.
func (b bits) from(skip int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i, word := range b {
			if here := mathbits.OnesCount64(word); skip >= here {
				skip -= here
				continue
			}
			for ; word != 0; word &= word - 1 {
				if skip > 0 {
					skip--
					continue
				}
				if !yield(i<<6 + mathbits.TrailingZeros64(word)) {
					return
				}
			}
		}
	}
}
