package main

import "os"

// roomy is how much garbage a server lets pile up before it collects, however little it
// keeps. Without it, what a small server keeps would be looked through dozens of times a
// second under load.
const roomy = 32 << 20

// room is held by a server, and never written to: so it takes addresses, and no memory.
// Where the environment tells Go how to collect, that holds, and there is none.
func room() []byte {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return nil
	}
	return make([]byte, roomy)
}
