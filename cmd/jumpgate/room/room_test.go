package room

import (
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

func TestWhatTheEnvironmentSaysOfMemoryHolds(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	if n := len(Held()); n != roomy {
		t.Errorf("a server holds %d bytes", n)
	}
	for _, name := range []string{"GOGC", "GOMEMLIMIT"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, "100")
			if n := len(Held()); n != 0 {
				t.Errorf("a server holds %d bytes", n)
			}
		})
	}
}

// A child says what it is set to when it starts, and after its first collection.
func TestAStartHasRoomOnceAndNotWhereTheEnvironmentSaysHowMuch(t *testing.T) {
	if os.Getenv("ROOM_CHILD") != "" {
		t.Log("at first", set())
		for set() == usual*roomy/least {
			runtime.GC()
		}
		t.Log("then", set())
		return
	}
	for setting, want := range map[string]string{"GOGC=": "at first 800", "GOGC=50": "at first 50"} {
		child := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
		child.Env = append(os.Environ(), "ROOM_CHILD=1", "GOMEMLIMIT=", setting)
		out, err := child.CombinedOutput()
		if err != nil || !strings.Contains(string(out), want) || setting == "GOGC=" && !strings.Contains(string(out), "then 100") {
			t.Errorf("%s, %v:\n%s", setting, err, out)
		}
	}
}

func set() int {
	now := debug.SetGCPercent(usual)
	debug.SetGCPercent(now)
	return now
}
