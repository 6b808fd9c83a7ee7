package main

import "testing"

func TestWhatTheEnvironmentSaysOfMemoryHolds(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	if n := len(room()); n != roomy {
		t.Errorf("a server holds %d bytes", n)
	}
	for _, name := range []string{"GOGC", "GOMEMLIMIT"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, "100")
			if n := len(room()); n != 0 {
				t.Errorf("a server holds %d bytes", n)
			}
		})
	}
}
