// Package room says how much garbage may lie about before Go collects it. It
// imports next to nothing, so that it is initialised before the packages that
// make most of what a start leaves behind.
package room

import (
	"os"
	"runtime"
	"runtime/debug"
)

// roomy is that much, however little a program keeps.
const roomy = 32 << 20

// usual is Go's own setting: as much garbage as there is memory in use, but 4 MiB at least.
const (
	usual = 100
	least = 4 << 20
)

// A start would be held up by three collections, in which nearly all is found to
// be in use: the first comes when a program has grown, and from then on it is as usual.
func init() {
	if told() {
		return
	}
	debug.SetGCPercent(usual * roomy / least)
	first := new([64]byte)
	runtime.AddCleanup(first, func(int) { debug.SetGCPercent(usual) }, 0)
}

// Held is held by a server, and never written to: so it takes addresses, and no
// memory. Without it, what a small server keeps would be looked through dozens of
// times a second under load.
func Held() []byte {
	if told() {
		return nil
	}
	return make([]byte, roomy)
}

// told says whether the environment tells Go how to collect: that holds.
func told() bool { return os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" }
