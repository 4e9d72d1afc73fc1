package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"importchecker/shared/client"
)

// checked runs the command and returns its exit code and output.
func checked(t *testing.T, in string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(context.Background(), args, strings.NewReader(in), &o, &e)
	return code, o.String(), e.String()
}

func TestGoods(t *testing.T) {
	code, out, errs := checked(t, "", "0409.00.00", "--origin", "NZ", "--price", "129", "--as-of", "2026-03-01")
	if code != exitFine || !strings.Contains(out, "天然蜂蜜") || !strings.Contains(out, "32.70") ||
		!strings.Contains(out, "general_trade") {
		t.Errorf("%d\n%s%s", code, out, errs)
	}
	_, out, _ = checked(t, "", "0409.00.00", "--lang", "zh", "--channel", "0110", "-v")
	if !strings.Contains(out, "附条件进口") || strings.Contains(out, "cbec") || !strings.Contains(out, "cn-tariff 2026") {
		t.Errorf("in Chinese, one channel, with reasons:\n%s", out)
	}
	_, out, _ = checked(t, "", "0409.00.00", "--channel", "cbec_direct", "-v")
	if !strings.Contains(out, "  informs    Returned goods are not taxed") || strings.Contains(out, "handed over offline") {
		t.Errorf("what a channel says of every item:\n%s", out)
	}
	_, out, _ = checked(t, "", "0409.00.00", "--format", "json", "--fact", "used_goods=false")
	if !strings.HasPrefix(out, "{") || !strings.Contains(out, `"hs_code": "04090000"`) {
		t.Errorf("JSON:\n%.300s", out)
	}
	_, out, _ = checked(t, "", "0409.00.00", "--format", "csv")
	if !strings.HasPrefix(out, "channel,verdict,") || strings.Count(out, "\n") != 5 {
		t.Errorf("CSV:\n%s", out)
	}
}

func TestWords(t *testing.T) {
	for _, words := range []string{"天然蜂蜜", "Manuka honey 500g"} {
		code, out, errs := checked(t, "", words, "--as-of", "2026-03-01")
		if code != exitFine || !regexp.MustCompile(`04090000 +conditional +undetermined`).MatchString(out) ||
			!strings.Contains(out, "Which of these?") {
			t.Errorf("%d\n%s%s", code, out, errs)
		}
	}
	code, out, errs := checked(t, "", "04090000", "--name", "Glock 17 pistol", "--as-of", "2026-03-01")
	if code != exitFine || !strings.Contains(out, "The name contradicts this code") || !strings.Contains(out, "930200") {
		t.Errorf("%d\n%s%s", code, out, errs)
	}
	code, out, errs = checked(t, "name,hs_code\nManuka honey 500g,\nlipstick,33041000\n", "-", "--as-of", "2026-03-01")
	if code != exitFine || !strings.Contains(out, "04090000 (") {
		t.Errorf("a catalogue: %d\n%s%s", code, out, errs)
	}
}

func TestService(t *testing.T) {
	code, out, errs := checked(t, "", "--service", "7297", "--mode", "1", "--fact", "activity=customs_declaration")
	if code != exitFine || !strings.Contains(out, "national") || !strings.Contains(out, "ineligible") {
		t.Errorf("%d\n%s%s", code, out, errs)
	}
}

// TestFailOn checks the exit code for unwanted verdicts.
func TestFailOn(t *testing.T) {
	if code, _, _ := checked(t, "", "0409.00.00", "--fail-on", "undetermined"); code != exitVerdict {
		t.Errorf("exit %d", code)
	}
	if code, _, _ := checked(t, "", "0409.00.00", "--channel", "0110", "--fail-on",
		"ineligible,undetermined"); code != exitFine {
		t.Errorf("exit %d", code)
	}
	if code, _, _ := checked(t, "hs_code\n04090000\n", "-", "--fail-on", "undetermined"); code != exitVerdict {
		t.Errorf("a catalogue: exit %d", code)
	}
}

func TestCatalogue(t *testing.T) {
	const file = "sku,税号,origin\n1,04090000,NZ\n2,4090000,NZ\n"
	code, out, errs := checked(t, file, "-")
	if code != exitFine || strings.Count(out, "\n") != 3 || !strings.Contains(out, "taken the zero") ||
		!strings.Contains(errs, "2 rows") {
		t.Errorf("%d\n%s%s", code, out, errs)
	}
	dir := t.TempDir()
	in := filepath.Join(dir, "goods.csv")
	if err := os.WriteFile(in, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"result.csv", "result.xlsx"} {
		result := filepath.Join(dir, name)
		if code, _, errs := checked(t, "", in, "-o", result); code != exitFine {
			t.Fatalf("%d %s", code, errs)
		}
		if info, err := os.Stat(result); err != nil || info.Size() < 300 {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A failed check leaves no result.
	result := filepath.Join(dir, "none.csv")
	if code, _, errs := checked(t, "no,heading\n1,2\n", "-", "-o", result); code != exitFailed || errs == "" {
		t.Errorf("%d %s", code, errs)
	}
	if _, err := os.Stat(result); err == nil {
		t.Error("half a result is left")
	}
}

// TestWrong checks the messages for wrong arguments.
func TestWrong(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want string
	}{
		{nil, "no argument"},
		{[]string{"0409.0"}, "hs_code"},
		{[]string{"0409.00.00", "--origin", "Atlantis"}, "origin"},
		{[]string{"0409.00.00", "--fact", "colour=red"}, "write name=value"},
		{[]string{"0409.00.00", "--fact", "used_goods=maybe"}, "true or false"},
		{[]string{"0409.00.00", "--lang", "fr"}, "en or zh"},
		{[]string{"0409.00.00", "--format", "xml"}, "table, json or csv"},
		{[]string{"0409.00.00", "--fail-on", "never"}, "the verdicts are"},
		{[]string{"0409.00.00", "--channel", "sea"}, "channels"},
		{[]string{"missing.csv"}, "missing.csv"},
		{[]string{"-", "-o", "x.pdf"}, ".csv or .xlsx"},
		{[]string{"-", "--map", "colour=A"}, "the fields are"},
		{[]string{"7297", "--service", "7297"}, "one of them"},
		{[]string{"0409.00.00", "--server", "http://127.0.0.1:1"}, "refused"},
		{[]string{"0409.00.00", "--server", "127.0.0.1:3000"}, "an address such as"},
		{[]string{"0409.00.00", "-o", "x.csv"}, "--output does not go with a question about goods"},
		{[]string{"--service", "7297", "--origin", "NZ"}, "--origin does not go with a question about a service"},
		{[]string{"-", "--origin", "NZ"}, "--origin does not go with a question about a catalogue"},
		{[]string{"-", "--format", "json"}, "add -o"},
		{[]string{"-", "--server", "http://127.0.0.1:1"}, "--token-file"},
		{[]string{"missing.xls"}, "missing.xls"},
		{[]string{"."}, "no file of products"},
	} {
		if code, _, errs := checked(t, "", tt.args...); code != exitFailed || !strings.Contains(errs, tt.want) {
			t.Errorf("%q: exit %d, %q; want %q", tt.args, code, errs, tt.want)
		}
	}
}

// TestServer checks that with a server, the same questions are sent to it.
func TestServer(t *testing.T) {
	here := inProcess().Transport
	asked := 0
	server := httptest.NewServer(proxyTo(func() { asked++ }, here))
	defer server.Close()
	code, out, errs := checked(t, "", "0409.00.00", "--server", server.URL)
	if code != exitFine || asked != 1 || !strings.Contains(out, "general_trade") {
		t.Errorf("%d, asked %d\n%s%s", code, asked, out, errs)
	}
	if _, err := client.New(server.URL).CheckGoods(t.Context(), client.GoodsCheck{}); err == nil ||
		!strings.Contains(err.Error(), "hs_code") {
		t.Errorf("a problem: %v", err)
	}
}

// TestResultFile checks that a result never replaces its catalogue, and is never partly written.
func TestResultFile(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "goods.csv")
	const file = "税号,品名\n04090000,蜂蜜\n"
	if err := os.WriteFile(in, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := checked(t, "", in, "-o", in); code != exitFailed ||
		!strings.Contains(errs, "the catalogue itself") {
		t.Errorf("%d %s", code, errs)
	}
	if got, err := os.ReadFile(in); err != nil || string(got) != file {
		t.Errorf("the catalogue is %q now, %v", got, err)
	}
	old := filepath.Join(dir, "old.csv")
	if err := os.WriteFile(old, []byte("kept"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, _ := checked(t, "x\n", "-", "-o", old); code != exitFailed {
		t.Errorf("exit %d", code)
	}
	if got, _ := os.ReadFile(old); string(got) != "kept" {
		t.Errorf("what failed has overwritten %q", got)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.part")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestCounts checks that the counts of a catalogue are printed as text or JSON, with notes on ambiguous
// columns.
func TestCounts(t *testing.T) {
	const file = "sku,hs code,price,colour\n1,04090000,129,red\n2,4090000,5,blue\n"
	_, _, errs := checked(t, file, "-")
	for _, want := range []string{"2 rows: 1 decided, 1 with problems", "would settle", "is read as CNY",
		"columns left out: colour"} {
		if !strings.Contains(errs, want) {
			t.Errorf("no %q in\n%s", want, errs)
		}
	}
	code, out, _ := checked(t, file, "-", "--format", "json", "-o", filepath.Join(t.TempDir(), "r.csv"))
	var c client.Catalogue
	if err := json.Unmarshal([]byte(out), &c); err != nil || code != exitFine || c.Counts.Decided != 1 ||
		c.Counts.Problems["lost_zero"] != 1 ||
		len(c.Notes) != 1 || len(c.SettledBy) == 0 || c.SettledBy[0].Question == "" {
		t.Errorf("%d %v\n%s", code, err, out)
	}
	if code, _, _ := checked(t, file, "-", "--fail-on", "problem"); code != exitVerdict {
		t.Errorf("--fail-on problem: exit %d", code)
	}
	if _, _, errs := checked(t, file, "-", "--lang", "zh"); !strings.Contains(errs, "共 2 行") ||
		!strings.Contains(errs, "一般贸易") {
		t.Errorf("in Chinese:\n%s", errs)
	}
}

func TestBar(t *testing.T) {
	o := &options{lang: "en", errs: new(bytes.Buffer)}
	if o.newBar() != nil {
		t.Error("a bar that nobody looks at")
	}
	b := bar{say: o.say}
	for _, tt := range []struct {
		read, size int64
		want       string
	}{
		{0, 0, "7 rows"},
		{50, 200, "[#######-----------------------]  25 %  7 rows  30 s left"},
		{200, 200, "[##############################] 100 %  7 rows  0 s left"},
	} {
		if got := b.line(7, tt.read, tt.size, 10*time.Second); got != tt.want {
			t.Errorf("got %q; want %q", got, tt.want)
		}
	}
}
