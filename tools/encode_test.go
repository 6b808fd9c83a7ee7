package tools

import (
	"encoding/json"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"
)

// The row of each tool is what the libraries would write of it, keyword by
// keyword: a schema that gets a keyword which ours leaves out fails here.
func TestARowIsWhatTheLibrariesWouldWrite(t *testing.T) {
	for _, tool := range All() {
		input, err := json.Marshal(tool.advertised().input)
		if err != nil {
			t.Fatal(err)
		}
		output, err := json.Marshal(tool.advertised().output)
		if err != nil {
			t.Fatal(err)
		}
		want, err := json.Marshal(mcp.Tool{Name: tool.Name, Description: tool.Description(), Annotations: tool.annotations(), RawInputSchema: input, RawOutputSchema: output})
		if err != nil {
			t.Fatal(err)
		}
		if g, w := canonical(t, tool.advertised().encoded), canonical(t, want); g != w {
			t.Errorf("%s\n got %s\nwant %s", tool.Name, g, w)
		}
	}
}

func canonical(t *testing.T, v jsontext.Value) string {
	t.Helper()
	v = v.Clone()
	if err := v.Canonicalize(); err != nil {
		t.Fatal(err)
	}
	return string(v)
}
