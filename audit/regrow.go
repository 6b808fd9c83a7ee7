package audit

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

// regrow is the tree over all records of a log that this process has locked, the last of which has the number seq. It reads what the last checkpoint does not save it:
// after a log was closed in peace nothing, else from the beginning of its newest file. An error says that the log is not the one that was signed.
func (c checkpointFile) regrow(log string, newest *os.File, size int64, seq uint64) (Tree, error) {
	signed, _ := c.lastCheckpoint()
	if uint64(signed.Size) > seq {
		return Tree{}, fmt.Errorf("it ends with record %d, and its last checkpoint, in %s, covers %d: its end was cut off, or an older copy put in its place", seq, checkpointsPath(log), signed.Size)
	}
	if signed.Size > 0 && c.edge.Size == signed.Size && c.edge.root() == signed.Root {
		if tree, ok := c.edge.upTo(newest, size, seq); ok {
			return tree, nil
		}
	}
	files, err := Segments(log)
	if err != nil {
		return Tree{}, err
	}
	files = append(files, Segment{Path: log})
	for i, file := range slices.Backward(files) {
		tree, ok, err := treeBefore(file)
		if err != nil {
			return Tree{}, err
		}
		if ok {
			return treeOver(tree, files[i:], seq, signed)
		}
	}
	if seq == 0 {
		return Tree{}, nil
	}
	return Tree{}, errors.New("none of its files begins with the first record, or with one that carries the tree of those before it")
}

// upTo takes in the records after the edge from the end of the newest file; ok is false when they are too many for that, or not there.
func (t Tree) upTo(newest *os.File, size int64, seq uint64) (Tree, bool) {
	var after [][]byte
	for line, err := range linesBackwards(newest, size) {
		if err != nil || uint64(t.Size)+uint64(len(after)) == seq || len(after) == 4*checkpointEvery {
			break
		}
		after = append(after, bytes.Clone(line))
	}
	t = t.clone()
	for _, line := range slices.Backward(after) {
		q, ok := quickLink(line)
		if !ok || q.seq != uint64(t.Size)+1 {
			return Tree{}, false
		}
		t.add(line)
	}
	return t, uint64(t.Size) == seq
}

// treeBefore is the tree of all records before a file; ok is false when the file has none, or its first record does not carry it.
func treeBefore(file Segment) (tree Tree, ok bool, err error) {
	in, err := file.Open()
	if err != nil {
		return Tree{}, false, err
	}
	defer in.Close()
	line, err := nextLine(bufio.NewReaderSize(in, 2*maxLine))
	if err != nil {
		return Tree{}, false, nil
	}
	first, err := linkOf(line)
	switch {
	case err != nil:
		return Tree{}, false, fmt.Errorf("the first line of %s: %w", file.Path, err)
	case first.seq == 1:
		return Tree{}, true, nil
	case first.tree == nil || first.tree.check() != nil || uint64(first.tree.Size) != first.seq-1:
		return Tree{}, false, nil
	}
	return *first.tree, true, nil
}

// treeOver goes on with a tree over files, up to the record with the number seq, and holds it against what was signed.
func treeOver(tree Tree, files []Segment, seq uint64, signed Checkpoint) (Tree, error) {
	tree = tree.clone()
	for _, file := range files {
		in, err := file.Open()
		if err != nil {
			return Tree{}, err
		}
		lines := bufio.NewReaderSize(in, 4*maxLine)
		for {
			if tree.Size == signed.Size && signed.Size > 0 && tree.root() != signed.Root {
				in.Close()
				return Tree{}, fmt.Errorf("its records are not those that its last checkpoint (%d records) covers: they were rewritten", signed.Size)
			}
			line, err := nextLine(lines)
			if err == io.EOF || uint64(tree.Size) == seq { // what a crash tore comes after it
				break
			}
			if err != nil {
				in.Close()
				return Tree{}, fmt.Errorf("%s: %w", file.Path, err)
			}
			tree.add(line)
		}
		in.Close()
	}
	return tree, nil
}
