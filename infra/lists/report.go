package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"importchecker/shared/annex/goods"
	"importchecker/shared/edition"
)

// outcome is the report as JSON, with what was done.
type outcome struct {
	*goods.Report
	Refused bool     `json:"refused"`
	DryRun  bool     `json:"dry_run"`
	Written []string `json:"written"`
}

// print writes the report, as text or as JSON. written is nil if nothing was written.
func (j *goodsJob) print(out io.Writer, written []string) error {
	refused := len(j.report.Problems) > 0
	if j.asJSON {
		return writeJSON(out, outcome{j.report, refused, j.dryRun, paths(written)})
	}
	j.report.WriteText(out, j.all)
	j.close(out, refused, written)
	return nil
}

func writeJSON(out io.Writer, v any) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// paths returns written, but never nil, which would be null in JSON.
func paths(written []string) []string {
	if written == nil {
		return []string{}
	}
	return written
}

// close ends a report with what was done, and what to do next.
func (o *options) close(out io.Writer, refused bool, written []string) {
	switch {
	case refused:
		fmt.Fprint(out, whatNow)
	case o.dryRun:
		fmt.Fprintln(out, "\nDry run: nothing was written.")
	default:
		o.printNext(out, written)
	}
}

const whatNow = `
Nothing was written. Correct the file where it differs from what was published.
A remark that cannot be read as a rule stands with -manual ROW,… or -manual-all,
rows that are not all there with -partial, codes that the tariff of the year
does not hold with -unknown-codes; what may be accepted by name, as the problem
says, with -accept. Of several sheets or tables, -sheet says
which is the list.
`

func (o *options) printNext(out io.Writer, written []string) {
	fmt.Fprint(out, "\nWritten:\n")
	for _, name := range written {
		fmt.Fprintf(out, "  %s\n", name)
	}
	fmt.Fprintf(out, `
Next:
  1. read the difference:          git diff -- %[1]s
  2. run the tests:                go run ./infra/test   (answers that rest on this list move)
  3. commit, alone:                lists: bring in the annex of %[2]s %[3]s
  4. rebuild and deploy, or restart the local server: editions are compiled in
`, short(o.tree), o.list, o.edition)
}

// short returns the path relative to the working directory, if it is below it.
func short(path string) string {
	workingDir, err := os.Getwd()
	if err != nil {
		return path
	}
	if relative, err := filepath.Rel(workingDir, path); err == nil && filepath.IsLocal(relative) {
		return relative
	}
	return path
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return edition.Thousands(n) + " " + noun + "s"
}
