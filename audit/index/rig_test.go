package index

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// start is when the records of tests begin; each comes a second after the one before.
var start = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// record is the n-th record of an invented log: calls of 50 agents, of which one asks seldom.
func record(n int) string {
	name, tool, effect, class := fmt.Sprintf("agent-%d", n*7919%50), fmt.Sprintf("tool_%d", n*31%43), "allow", "read"
	switch {
	case n%1000 == 17:
		name = "seldom"
	case n%97 == 3:
		effect = "deny"
	}
	if n%5 == 2 {
		class = "destroy"
	}
	call := fmt.Sprintf("01KAG%021d", n/2)
	user := fmt.Sprintf("60259a2a%016x", n*2654435761%20000)
	number := n * 2654435761 % 20000
	at := start.Add(time.Duration(n) * time.Second).Format("2006-01-02T15:04:05.000000Z")
	if !wordy {
		return fmt.Sprintf(`{"v":1,"seq":%d,"time":"%s","kind":"call.intent","call":"%s","message":"Agent %s asked.","who":{"agent":"%s"},`+
			`"what":{"tool":"%s","class":"%s","targets":[{"id":"%s","name":"user.%d"}]},"decision":{"effect":"%s"},"prev":"3a70"}`,
			n, at, call, name, name, tool, class, user, number, effect) + "\n"
	}
	return fmt.Sprintf(`{"v":1,"seq":%d,"time":"%s","kind":"call.intent","call":"%s","message":"Agent %s (owner it-ops@example.com) asked to use %s on user \"user.%d\" (%s); allowed by roles.directory-reader.access.users.",`+
		`"who":{"agent":"%s","name":"Agent %s","owner":"it-ops@example.com","authn":"local","transport":"cli","session":"01M8JC2DK15STSARB2Q2PV2S41"},`+
		`"what":{"tool":"%s","resource":"users","class":"%s","args":{"id":"%s"},"args_hmac":"hmac:9c8b493920dba93f925491c69696cd506a19db28f181afc1f07894dbf1a30342","method":"GET","path":"/api/systemusers/{id}","targets":[{"kind":"users","id":"%s","name":"user.%d","arg":"id"}]},`+
		`"where":{"host":"vm","server":"devel","instance":"01M8JC2DJGM9N82W4TRA89JBPR"},"decision":{"effect":"%s","rule":"roles.directory-reader.access.users","matched":["roles.directory-reader.access.users","onboarding.access.users"],"policy":"91f43e4e30029256164f7c47d919f5750ce5f6c34834ff0d5e373ed3f6bd13ac"},"prev":"3a7080e63dbf29620785ccf664d964113ecdb27695ae0403f039728b38fce3c0"}`,
		n, at, call, name, tool, number, user,
		name, name, tool, class, user, user, number, effect) + "\n"
}

// wordy is as long as the records of a server are, as benchmarks want them.
var wordy bool

// newLog writes the records from..to into a file.
func newLog(t testing.TB, path string, from, to int) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	out := bufio.NewWriterSize(file, 1<<20)
	for n := from; n <= to; n++ {
		_, _ = out.WriteString(record(n))
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
}

func logPath(t testing.TB) string { return filepath.Join(t.TempDir(), "audit.jsonl") }
