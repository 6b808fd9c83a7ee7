//go:build !unix

package index

import "io/fs"

// ours is for the folder's own permissions to say.
func ours(fs.FileInfo) bool { return true }
