package readme

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"importchecker/infra/repository"
	"importchecker/infra/schedule"
	"importchecker/infra/tables/emulator"
	"importchecker/shared/catalogue/tablefile"
)

// notRun are the commands that are not run, by prefix, with the reason.
var notRun = map[string]string{
	"go run ./infra/local": "the test runs the server by itself",
	"go run ./infra/test":  "runs this test",
	"go run ./infra/load":  "measures, and so takes a machine of its own",
	"go run ./infra/lists import -list cbec-retail-import -edition 2022": "its address is for the reader to fill in",
	"go run ./infra/lists import -list yiwu-import-pilot":                "writes into the source; infra/lists runs it on a copy",
	"go run ./infra/lists import -list cn-services":                      "writes into the source; infra/lists runs it on a copy",
	"go run ./infra/lists bring":                                         "infra/local runs it against its server",
	"export CHECKER_API":                                                 "goes with the command after it",
	"go run ./infra/tariff":                                              "writes into the source; infra/tariff runs it on a copy",
	"curl -sS -X POST http://127.0.0.1:3000/v1/webhooks/$ID/test":        "needs an address that answers; package webhook tests it on one",
	"make build":             "needs the SAM command; the tests of the template build with it",
	"sam ":                   "needs an account of AWS, or containers",
	"curl -sS \"$(sam":       "needs a deployed stack",
	"docker ":                "needs containers",
	"CGO_ENABLED=0 GOFLAGS=": "needs the SAM command",
	"go test -run xxx":       "measures, and so takes a machine of its own",
}

// shell precedes each command: it makes the built programs available, and makes a problem of the server fail
// the command.
const shell = `
go() {
	if [ "$1" = run ] && [ -x "$PROGRAMS/${2##*/}" ]; then local program="$PROGRAMS/${2##*/}"; shift 2; "$program" "$@"
	else command go "$@"; fi
}
curl() { command curl --fail-with-body "$@"; }
`

// TestCommands runs the commands of the README and of infra/LISTS.md, block by block, in one
// folder and with one server.
func TestCommands(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs the programs")
	}
	needs(t, "bash", "curl")
	root, err := repository.Root()
	if err != nil {
		t.Fatal(err)
	}
	r := newReader(t, root)
	found := map[string]bool{}
	for _, name := range []string{"README.md", "infra/LISTS.md"} {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, command := range commands(t, string(text)) {
			if prefix, why := reason(command); why != "" {
				found[prefix] = true
				continue
			}
			r.run(t, command)
		}
	}
	more, err := os.ReadFile(filepath.Join(root, "infra", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for prefix := range notRun {
		if !found[prefix] && !strings.Contains(string(more), prefix) {
			t.Errorf("%q is shown nowhere, and needs no reason", prefix)
		}
	}
}

// needs checks for tools: without them the test fails under CI, and is skipped elsewhere.
func needs(t *testing.T, tools ...string) {
	t.Helper()
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err == nil {
			continue
		}
		if os.Getenv("CI") != "" {
			t.Fatalf("NO %s HERE: the commands of the README are not run", tool)
		}
		t.Skipf("SKIPPED: NO %s HERE: the commands of the README are not run", tool)
	}
}

func reason(command string) (prefix, why string) {
	for prefix, why := range notRun {
		if strings.HasPrefix(command, prefix) {
			return prefix, why
		}
	}
	return "", ""
}

// commands returns the commands in a text's blocks of shell. A command continues as long as bash finds it
// incomplete.
func commands(t *testing.T, text string) (all []string) {
	t.Helper()
	command, inside := "", false
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, "```"):
			inside = strings.TrimSpace(line) == "```sh"
			if command != "" {
				t.Fatalf("unfinished at the end of its block: %s", command)
			}
		case inside:
			command += line
			if !strings.HasSuffix(line, "\\\n") && exec.Command("bash", "-n", "-c", command).Run() == nil {
				if command = strings.TrimSpace(command); command != "" && command[0] != '#' {
					all = append(all, command)
				}
				command = ""
			}
		}
	}
	if len(all) < 10 {
		t.Fatalf("%d commands found", len(all))
	}
	return all
}

// A reader follows the README in its own folder.
type reader struct {
	folder, address string
	env             []string
}

func newReader(t *testing.T, root string) *reader {
	t.Helper()
	r := &reader{folder: t.TempDir(), address: emulator.FreeAddress(t)}
	programs := t.TempDir()
	for _, name := range []string{"local", "check", "lists"} {
		build := exec.Command("go", "build", "-o", filepath.Join(programs, name), "./infra/"+name)
		build.Dir = root
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	r.env = append(os.Environ(), "PROGRAMS="+programs)
	r.serve(t, root, filepath.Join(programs, "local"))
	r.write(t, "catalogue.csv", []byte("sku,税号,品名,原产国,单价,数量\nA-1,04090000,天然蜂蜜,NZ,129.00,1\n"))
	r.write(t, "spring.csv", []byte("sku,税号,品名,原产国,单价,数量\nA-1,04090000,天然蜂蜜,NZ,129.00,1\n"))
	annex := annexOf2019(t, root)
	r.write(t, "annex.xlsx", annex)
	r.write(t, "annex-2019.xlsx", annex)
	r.write(t, "schedule-2027.zip", scheduleOf2027(t))
	r.write(t, "changes.csv", []byte("税则号列,货品名称,最惠国税率,监管条件\n0409.00.00,天然蜂蜜,10,\n"))
	token, err := os.ReadFile(filepath.Join(r.folder, ".local", "seller.header"))
	if err != nil {
		t.Fatal(err)
	}
	_, value, _ := strings.Cut(strings.TrimSpace(string(token)), "Bearer ")
	r.env = append(r.env, "TOKEN="+value)
	return r
}

// annexOf2019 returns a workbook with as many rows as the list of 2019: those of an invented annex, and the
// stored ones of the true list.
func annexOf2019(t *testing.T, root string) []byte {
	t.Helper()
	packed, err := os.Open(filepath.Join(root, "shared", "annex", "testdata", "goods.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	z, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	rows := csv.NewReader(z)
	rows.FieldsPerRecord = -1
	all, err := rows.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w, err := tablefile.NewXLSXWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range all {
		if cells[0] == "1413" {
			cells[1] = "93070090"
		}
		if err := w.Write(cells); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// scheduleOf2027 returns the stored schedule as one of the next year: rates in one table and conditions in
// another.
func scheduleOf2027(t *testing.T) []byte {
	t.Helper()
	rows := schedule.Held()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, table := range map[string][][]string{"rates.csv": schedule.Rates(rows), "conditions.csv": schedule.Conditions(rows)} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(schedule.CSV(table))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// serve starts the server, with its data in the folder, and waits until it answers.
func (r *reader) serve(t *testing.T, root, program string) {
	t.Helper()
	server := exec.Command(program, "-addr", r.address, "-data", filepath.Join(r.folder, ".local"))
	server.Dir = root
	var said bytes.Buffer
	server.Stdout, server.Stderr = &said, &said
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Signal(os.Interrupt)
		server.Wait()
	})
	for range 300 {
		if res, err := http.Get("http://" + r.address + "/readyz"); err == nil {
			res.Body.Close()
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	server.Process.Kill()
	server.Wait()
	t.Fatalf("the server does not answer:\n%s", said.String())
}

func (r *reader) write(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(r.folder, name), content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// run runs one command, and records its answer for later ones.
func (r *reader) run(t *testing.T, command string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, "bash", "-c", shell+strings.ReplaceAll(command, "127.0.0.1:3000", r.address))
	c.Dir, c.Env = r.folder, r.env
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil && !asIntended(command, out.String(), c.ProcessState.ExitCode()) {
		t.Errorf("%s\n%v\n%s%s", command, err, out.Bytes(), errs.Bytes())
		return
	}
	r.note(out.Bytes(), command)
}

// asIntended accepts expected failures: a pipeline that exits with 3, and the problem for a code that is no
// longer in the tariff, with its successors.
func asIntended(command, out string, code int) bool {
	return code == 3 && strings.Contains(command, "--fail-on") ||
		strings.Contains(command, "an outdated code") && strings.Contains(out, `"code":"code_outdated"`)
}

// note records the ids and URLs that later commands use.
func (r *reader) note(out []byte, command string) {
	var answer struct {
		ID       string `json:"id"`
		DiffHash string `json:"diff_hash"`
		Upload   struct {
			URL string `json:"url"`
		} `json:"upload"`
	}
	if json.Unmarshal(out, &answer) != nil {
		return
	}
	for name, value := range map[string]string{"ID": answer.ID, "DIFF_HASH": answer.DiffHash,
		"UPLOAD_URL": answer.Upload.URL} {
		if value != "" {
			r.env = append(r.env, name+"="+value)
		}
	}
	if answer.ID != "" && strings.Contains(command, "/imports?") {
		r.env = append(r.env, "IMPORT="+answer.ID)
	}
}
