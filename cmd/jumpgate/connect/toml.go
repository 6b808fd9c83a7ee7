package connect

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// insertTOML puts an entry into a table of tables. The text is changed, so that comments stay, and then held against what was meant.
func insertTOML(src []byte, table, name string, e entry) ([]byte, error) {
	before, err := readTOML(src)
	if err != nil {
		return nil, err
	}
	text, err := e.toml(table, name)
	if err != nil {
		return nil, err
	}
	text = text[bytes.Index(text, []byte("["+table+"."+name)):] // without the line of the outer table
	there, known := serversIn(before, table)[name]
	if known && !oursTOML(there, e) {
		return nil, otherServer(name)
	}
	rest := src
	if known {
		rest = withoutTable(src, "["+table+"."+name)
	}
	out := bytes.TrimRight(rest, "\n")
	if len(out) > 0 {
		out = append(bytes.Clone(out), "\n\n"...)
	}
	out = append(out, text...)
	after, err := readTOML(out)
	if err == nil {
		delete(serversIn(before, table), name)
		delete(serversIn(after, table), name)
		if len(serversIn(before, table)) == 0 {
			delete(before, table)
		}
		if len(serversIn(after, table)) == 0 {
			delete(after, table)
		}
	}
	if err != nil || !reflect.DeepEqual(before, after) {
		return nil, fmt.Errorf("its tables are written in a way that cannot be changed safely: add this by hand\n\n%s", text)
	}
	return out, nil
}

func readTOML(src []byte) (all map[string]any, err error) {
	if err := toml.Unmarshal(src, &all); err != nil {
		if wrong := new(toml.DecodeError); errors.As(err, &wrong) {
			line, column := wrong.Position()
			return nil, fmt.Errorf("line %d, column %d: %w", line, column, err)
		}
		return nil, err
	}
	if all == nil {
		all = map[string]any{}
	}
	return all, nil
}

func serversIn(all map[string]any, table string) map[string]any {
	servers, _ := all[table].(map[string]any)
	return servers
}

func oursTOML(there any, e entry) bool {
	said, _ := there.(map[string]any)
	command, _ := said["command"].(string)
	url, _ := said["url"].(string)
	return isJumpgate(command) || url != "" && url == e.URL
}

// withoutTable takes out the lines of a table whose header begins so, and of those inside it. A comment at its end belongs to what follows, and stays.
func withoutTable(src []byte, header string) []byte {
	var out, comment []byte
	inside := false
	for line := range bytes.Lines(src) {
		if text := string(bytes.TrimSpace(line)); strings.HasPrefix(text, "[") {
			inside = text == header+"]" || strings.HasPrefix(text, header+"] ") || strings.HasPrefix(text, header+".") || strings.HasPrefix(text, header+"]#")
		}
		switch text := bytes.TrimSpace(line); {
		case !inside:
			out, comment = append(append(out, comment...), line...), nil
		case bytes.HasPrefix(text, []byte("#")) || len(text) == 0 && comment != nil:
			comment = append(comment, line...)
		default:
			comment = nil
		}
	}
	return append(out, comment...)
}
