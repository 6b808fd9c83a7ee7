//go:build !unix

package main

import (
	"io/fs"
	"os"
)

// forbidden is nothing here: modes do not say who else can read a file.
func forbidden(os.FileInfo) fs.FileMode { return 0 }
