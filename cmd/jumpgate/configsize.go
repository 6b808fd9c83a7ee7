package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// sizeUnits are what a size is written in, the largest first.
var sizeUnits = []struct {
	name  string
	bytes int64
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}}

// parseSize reads a size, such as 64MiB, as bytes.
func parseSize(value string) (int64, error) {
	for _, unit := range sizeUnits {
		number, ok := strings.CutSuffix(value, unit.name)
		if !ok {
			continue
		}
		// A zero in front, or a sign, is somebody else's way to write a number.
		n, err := strconv.ParseInt(number, 10, 64)
		if err == nil && n >= 0 && n <= math.MaxInt64/unit.bytes && strconv.FormatInt(n, 10) == number {
			return n * unit.bytes, nil
		}
	}
	return 0, fmt.Errorf("it takes a whole number of KiB, MiB or GiB, such as 100MiB, not %q", value)
}

// sizeOf is the size in a value that was checked.
func sizeOf(value string) int64 {
	n, _ := parseSize(value)
	return n
}

func sizeOfAtLeast(fewest string) func(string) error {
	return func(value string) error {
		n, err := parseSize(value)
		if err == nil && n < sizeOf(fewest) {
			err = fmt.Errorf("it takes at least %s, not %q", fewest, value)
		}
		return err
	}
}
