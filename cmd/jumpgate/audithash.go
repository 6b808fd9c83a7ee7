package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// longestHashed is how many bytes of a text are read to hash it: more than any
// argument has.
const longestHashed = 2 << 20

func newAuditHash(f *flags) *cobra.Command {
	return &cobra.Command{
		Use:   "hash [VALUE]",
		Short: "Print the hash by which records name a text that they do not hold, to search them for it",
		Long: "Print the HMAC by which this trail's records name a text: with audit.pii: hmac what is told of people,\n" +
			"and always the text of commands and descriptions. VALUE is the whole text, letter by letter. Without it,\n" +
			"the text is read from standard input, less the line's end, and so stays out of the shell's history.\n\n" +
			"The key stands beside the trail (<path>.key): whoever has both can try out texts.",
		Example: "  jumpgate audit query --text \"$(jumpgate audit hash ana.ruiz)\"\n" +
			"  jumpgate audit hash <script.sh",
		Args: cobra.MaximumNArgs(1),
		RunE: does(func(_ *cobra.Command, args []string) error {
			trail, err := trailPath(f, nil)
			if err != nil {
				return err
			}
			text, err := hashed(args, os.Stdin)
			if err != nil {
				return &exitError{exitUsage, err}
			}
			hash, err := audit.HashBeside(trail, text)
			if err != nil {
				return err
			}
			_, err = fmt.Println(hash)
			return err
		}),
	}
}

// hashed is the text to hash: the argument, or what in holds.
func hashed(args []string, in io.Reader) (string, error) {
	if len(args) > 0 && args[0] != "-" {
		return args[0], nil
	}
	b, err := io.ReadAll(io.LimitReader(in, longestHashed+1))
	if err != nil {
		return "", fmt.Errorf("standard input: %w", err)
	}
	if len(b) > longestHashed {
		return "", errors.New("standard input has more than 2 MiB: no argument is so long")
	}
	text := strings.TrimSuffix(strings.TrimSuffix(string(b), "\n"), "\r")
	if text == "" {
		return "", errors.New("which text? Give it, or write it to standard input")
	}
	return text, nil
}
