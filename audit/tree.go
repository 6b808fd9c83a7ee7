package audit

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// Tree is the right edge of an RFC 6962 tree whose leaves are the lines of a log, each without its newline: what it takes to go on with it, and to tell its root.
// However many lines there are, it is as small as the binary digits of their number.
type Tree struct {
	Size int64       `json:"size"` // lines so far
	Edge []tlog.Hash `json:"edge"` // roots of the perfect subtrees, the largest first: one for each 1 in the binary digits of Size
}

// add takes in the next line.
func (t *Tree) add(line []byte) { t.addLeaf(tlog.RecordHash(line), nil) }

// addLeaf takes in the next line's leaf hash, and tells note of each perfect subtree that it completes: level 0 is the leaf.
func (t *Tree) addLeaf(h tlog.Hash, note func(level int, n int64, h tlog.Hash)) {
	n := t.Size
	for level := 0; ; level++ {
		if note != nil {
			note(level, n>>level, h)
		}
		if n>>level&1 == 0 {
			break
		}
		last := len(t.Edge) - 1
		h = tlog.NodeHash(t.Edge[last], h)
		t.Edge = t.Edge[:last]
	}
	t.Edge = append(t.Edge, h)
	t.Size++
}

// root is the hash of all lines so far, as a checkpoint states it.
func (t Tree) root() tlog.Hash {
	if t.Size == 0 {
		h, _ := tlog.TreeHash(0, nil) // of no lines: nothing is read
		return h
	}
	h := t.Edge[len(t.Edge)-1]
	for _, left := range slices.Backward(t.Edge[:len(t.Edge)-1]) {
		h = tlog.NodeHash(left, h)
	}
	return h
}

// clone shares nothing with t.
func (t Tree) clone() Tree { return Tree{t.Size, slices.Clone(t.Edge)} }

func (t Tree) equal(u Tree) bool { return t.Size == u.Size && slices.Equal(t.Edge, u.Edge) }

// check says what is wrong with an edge that was read.
func (t Tree) check() error {
	switch {
	case t.Size < 0:
		return errors.New("its tree has a size below zero")
	case len(t.Edge) != bits.OnesCount64(uint64(t.Size)):
		return fmt.Errorf("its tree of %d lines has an edge of %d hashes, not %d", t.Size, len(t.Edge), bits.OnesCount64(uint64(t.Size)))
	}
	return nil
}

// subtrees ranges over the edge as perfect subtrees, as addLeaf notes them.
func (t Tree) subtrees(note func(level int, n int64, h tlog.Hash)) {
	begin, rest := int64(0), uint64(t.Size)
	for _, h := range t.Edge {
		level := bits.Len64(rest) - 1
		note(level, begin>>level, h)
		begin += 1 << level
		rest &^= 1 << level
	}
}
