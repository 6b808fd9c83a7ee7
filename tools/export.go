package tools

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"sync/atomic"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// An Export is a whole listing on its way to a file or a pipe. It needs the
// grant of the tool that lists, and is masked as that tool's answers are.
type Export struct {
	Format Format
	To     Outlet
	From   Checkpoint // where an export that broke off had come to; zero is the beginning
}

// An Outlet takes what an export writes.
type Outlet interface {
	// Open is called once, when the export was decided and its intent is on
	// disk. It returns what an export that broke off had written; nil if nothing.
	Open() (io.Reader, error)

	io.Writer

	// Reached is called when a page was written, and once more with Whole at
	// the end: what cannot be kept is an error of the export.
	Reached(Checkpoint) error
}

// A Checkpoint is how far an export has come: all that another process needs
// to go on.
type Checkpoint struct {
	Args jsontext.Value // the request as it was decided: names are ids, and an open end is a time
	Mark jcclient.Mark  // where the listing goes on

	Rows    int
	Total   int // of the listing; -1 when JumpCloud does not say
	Bytes   int64
	SHA256  string // of those bytes
	Spelled int    // hidden characters that are written out
	Defused int    // cells that would have been formulas
	Whole   bool
}

// errOutput is what an outlet could not take.
var errOutput = errors.New("the export could not be written")

// longestWrite is about how much of a page is written at once.
const longestWrite = 256 << 10

// A run is one export under way.
type run struct {
	Checkpoint
	sheet  sheet
	to     Outlet
	sum    hash.Hash
	sent   atomic.Int64 // requests
	status int          // of the latest page
}

// exportAll makes the decided export: page after page, a few of them read
// ahead, and each written before the next one is looked at. No deadline bounds
// the whole: each request has the client's own, and its tries.
func (c *call) exportAll(ctx context.Context) (result, error) {
	r := &run{to: c.export.To, sum: sha256.New(), sheet: c.tool.sheet(c.export.Format, c.args, c.decision.Hides), Checkpoint: c.export.From}
	r.Args, r.Whole = c.tool.exportedArgs(c.args), false
	err := r.open()
	if err == nil {
		c.tool.askAll(c.args, r.sheet.over)
		ctx = withPass(ctx, c.tool.endpoint.Route())
		err = r.write(c.tool.listing.Pages(ctx, c.client().Counting(&r.sent), c.args.in.Interface(), c.export.From.Mark))
	}
	if err != nil && ctx.Err() != nil && !errors.Is(err, jcclient.ErrChanged) {
		err = ctx.Err() // however it came to light
	}
	return r.result(c.args.note), err
}

// open begins the file, or takes up what stands in it.
func (r *run) open() error {
	kept, err := r.to.Open()
	if err == nil && kept != nil {
		r.Bytes, err = io.Copy(r.sum, kept)
	}
	if err == nil && r.Rows == 0 && r.Bytes == 0 {
		err = r.put(r.sheet.head())
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errOutput, err)
	}
	return nil
}

func (r *run) write(pages iter.Seq2[jcclient.Stretch, error]) error {
	for page, failed := range pages {
		if err := r.page(page, failed); err != nil {
			return fmt.Errorf("%w: %w", errOutput, err)
		}
		if failed != nil {
			return failed
		}
	}
	r.Whole = true
	if err := r.reached(); err != nil {
		r.Whole = false
		return fmt.Errorf("%w: %w", errOutput, err)
	}
	return nil
}

// page writes one page. What came with a failure is written, too, but no
// export goes on behind a page that broke the listing.
func (r *run) page(page jcclient.Stretch, failed error) error {
	var lines []byte
	for _, row := range page.Items {
		if lines = r.sheet.line(lines, row); len(lines) < longestWrite {
			continue
		}
		if err := r.put(lines); err != nil {
			return err
		}
		lines = lines[:0]
	}
	if err := r.put(lines); err != nil {
		return err
	}
	r.Rows += len(page.Items)
	if failed != nil && !errors.Is(failed, jcclient.ErrChanged) {
		return nil
	}
	r.status, r.Mark, r.Total = page.Status, page.Mark, page.Total
	return r.reached()
}

// put writes, and counts what arrived.
func (r *run) put(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	n, err := r.to.Write(b)
	r.sum.Write(b[:n])
	r.Bytes += int64(n)
	return err
}

func (r *run) reached() error {
	r.SHA256 = hex.EncodeToString(r.sum.Sum(nil))
	c := r.Checkpoint
	c.Spelled += r.sheet.spelled
	c.Defused += r.sheet.defused
	return r.to.Reached(c)
}

// result tells how much is written, be it all or not.
func (r *run) result(note string) result {
	rows := r.Rows
	reply := jcclient.Reply{Status: r.status, Attempts: int(r.sent.Load()), Bytes: r.Bytes}
	return result{reply: reply, items: &rows, spelled: r.sheet.spelled,
		sum: hex.EncodeToString(r.sum.Sum(nil)), structured: exportAnswer(r.Checkpoint, reply.Attempts, note)}
}

// recorded is what a record says of an export.
func (e *Export) recorded() *audit.Export {
	if e == nil {
		return nil
	}
	return &audit.Export{Format: e.Format.String(), After: e.From.Rows}
}
