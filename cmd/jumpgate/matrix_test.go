package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestAnAddressInMarkdownIsNoLink(t *testing.T) {
	for text, want := range map[string]string{
		"see https://evil.example/x":     `see https\://evil.example/x`,
		"www.evil.example, WWW.e":        `www\.evil.example, WWW\.e`,
		"one.access.users, at 12:00:00Z": "one.access.users, at 12:00:00Z",
	} {
		if got := inMarkdown(text); got != want {
			t.Errorf("%s becomes %s", text, got)
		}
	}
}

// A token whose hash begins as another's does is another token.
func TestTheGoldenFileTellsTokensApart(t *testing.T) {
	with := func(end string) string {
		return matrixOf(t, "version: 1\nagents: {one: {identify: [{token_sha256: "+strings.Repeat("1", 56)+end+"}]}}\n").golden()
	}
	if with("22222222") == with("33333333") {
		t.Error("two tokens read alike")
	}
}

// hostile is a name that would be more than a name wherever it is not escaped.
const hostile = "</td><script>alert(1)</script>|<img src=https://evil.example/x>[a](javascript:b)`${c}*d*"

func matrixOf(t testing.TB, source string) *matrix {
	t.Helper()
	p, err := policy.Load("grants.yaml", []byte(source), tools.ForPolicy())
	if err != nil {
		t.Fatal(err)
	}
	return newMatrix(p, "grants.yaml", noon, policy.Cell.String)
}

var hostilePolicy = `
version: 1
agents:
  one:
    name: '` + hostile + `'
    owner: '` + hostile + `'
    access: {users: full}
deny: [{id: no, tools: [users_delete], reason: '` + hostile + `'}]
`

func TestThePageIsWholeAndANameInItIsANameAlone(t *testing.T) {
	page, err := matrixOf(t, hostilePolicy).html()
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(page, "&lt;script&gt;alert(1)&lt;/script&gt;"); n != 3 {
		t.Errorf("name, owner and reason stand there %d times, escaped", n)
	}
	for _, tag := range regexp.MustCompile(`<[^>]*>`).FindAllString(page, -1) {
		if regexp.MustCompile(`(?i)^<(script|img|link|iframe|object|a)\b|\s(src|href|on\w+)=|evil`).MatchString(tag) {
			t.Errorf("the page holds %s", tag)
		}
	}
	if regexp.MustCompile(`(?i)@import|url\(`).MatchString(page) || !strings.Contains(page, `content="default-src 'none'; style-src 'unsafe-inline'"`) {
		t.Error("the page could fetch something")
	}
}

func TestANameInMarkdownIsANameAlone(t *testing.T) {
	text := matrixOf(t, hostilePolicy).markdown()
	for _, begin := range []string{"<", "|<", "![", "[a", "`$", "*d"} {
		if at := strings.Index(strings.ReplaceAll(text, "**", ""), " "+begin); at >= 0 {
			t.Errorf("%q begins something: %.60s", begin, text[at:])
		}
	}
	for line := range strings.Lines(text) {
		row := strings.ReplaceAll(line, `\|`, "")
		if n := strings.Count(row, "|"); strings.HasPrefix(line, "| one") && n != 6 {
			t.Errorf("%d columns: %s", n-1, line)
		}
		if regexp.MustCompile("(^|[^\\\\])[<`]").MatchString(line) && !strings.HasPrefix(line, "Policy `") {
			t.Errorf("a tag or code begins in %s", line)
		}
	}
}

func TestTheTableFitsTheWidth(t *testing.T) {
	t.Parallel()
	source := "version: 1\nagents:\n"
	for i := range 30 {
		source += fmt.Sprintf("  agent-%d%s: {name: Agent, access: {users: full}, allow: [{id: code, tools: [commands_create]}]}\n", i, strings.Repeat("x", i))
	}
	m := matrixOf(t, source)
	for _, width := range []int{72, 80, 100, 133, 250} {
		text := m.text(width)
		for line := range strings.Lines(text) {
			if len(strings.TrimSuffix(line, "\n")) > width {
				t.Errorf("at %d: %d columns: %s", width, len(line)-1, line)
			}
		}
		for _, tool := range tools.All() {
			if !strings.Contains(text, "\n  "+tool.Name+" ") {
				t.Errorf("at %d: %s is not there", width, tool.Name)
			}
		}
		if n := strings.Count(text, "yes"); n < 30*6 {
			t.Errorf("at %d: %d fields say yes", width, n)
		}
	}
}

func TestTheMatrixIsTheSameEachTime(t *testing.T) {
	first, again := matrixOf(t, string(demoPolicy)), matrixOf(t, string(demoPolicy))
	page, _ := first.html()
	samePage, _ := again.html()
	if first.text(80) != again.text(80) || first.markdown() != again.markdown() || first.golden() != again.golden() || page != samePage {
		t.Error("two matrices of one policy differ")
	}
}

func TestTheGoldenFileHasALineForEachFieldThatARuleSpeaksOf(t *testing.T) {
	got := matrixOf(t, `
version: 1
agents:
  one:
    identify: [{local: true}]
    access: {organization: read}
    allow: [{id: for-now, tools: [users_get], until: 2027-01-01T00:00:00Z}]
  two: {until: 2026-01-01T00:00:00Z, access: {users: full}}
deny: [{id: no-settings, tools: [organization_settings_get], reason: Not now.}]
`).golden()
	want := `# jumpgate policy matrix at 2026-11-23T12:00:00Z
one: local
one users_get: yes, by one.allow.for-now, until 2027-01-01T00:00:00Z
one organization_get: yes, by one.access.organization
one organization_settings_get: no, denied by deny.no-settings (Not now.), which beats one.access.organization
two: nobody can be it; its time was over at 2026-01-01T00:00:00Z
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
