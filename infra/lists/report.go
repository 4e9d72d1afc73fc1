package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/list"
	"importchecker/shared/list/annex"
	"importchecker/shared/list/compile"
)

// firstFew is how many notes and differences are printed unless all are asked for.
const firstFew = 10

func (j *job) reportReading(out io.Writer) {
	r := j.reading
	fmt.Fprintf(out, "%s, edition %s: %s, in force from %s\n\n", j.list, j.edition, j.meta.Document, j.meta.Effective)
	line := func(name, format string, args ...any) {
		fmt.Fprintf(out, "  %-11s %s\n", name, fmt.Sprintf(format, args...))
	}
	line("file", "%s (%s)", j.file, j.coding)
	line("sha256", "%s", j.meta.Annex.SHA256)
	if r.Header > 0 {
		line("header", "row %d: %s", r.Header, r.Columns)
	}
	line("rows read", "%s", thousands(len(r.Lines)))
	if j.meta.Counts == compile.CountsKinds {
		line("kinds", "%s", thousands(r.Kinds()))
	}
	line("stated", "%s %s", thousands(j.meta.Stated), j.meta.Counts)
	line("remarks", "%s", remarks(r.Lines))
	line("not rows", "%s, %s, %s, %s", plural(r.Repeats, "repeated header"), plural(r.Headings, "heading"), plural(len(r.Totals), "total"), plural(len(r.Footnotes), "footnote"))
	if len(r.Footnotes) > 0 {
		fmt.Fprintln(out, "  footnotes, which are no rules here; read them:")
		for _, text := range r.Footnotes {
			fmt.Fprintf(out, "    %s\n", text)
		}
	}
	j.few(out, "to look at", len(r.Notes), func(i int) string { return r.Notes[i].Error() })
}

func (j *job) reportProblems(out io.Writer) {
	problems := j.reading.Problems
	fmt.Fprintf(out, "\n%s:\n", plural(len(problems), "problem"))
	for _, p := range problems {
		fmt.Fprintf(out, "  %s\n", p)
	}
	fmt.Fprint(out, `
Nothing was written. Correct the file where it differs from what was published.
A remark that cannot be read as a rule stands with -manual ROW,… or -manual-all,
rows that are not all there with -partial, codes that the tariff of the year
does not hold with -unknown-codes.
`)
}

func (j *job) reportChanges(out io.Writer) {
	fmt.Fprintf(out, "\n  %-11s %s\n", "coverage", j.coverage())
	var before []list.Entry
	if j.before != nil {
		before = j.before.Entries
	}
	c := annex.Compare(before, j.now.Entries)
	fmt.Fprintf(out, "  %-11s %s added, %s removed, %s changed, %s alike\n", "compared",
		thousands(len(c.Added)), thousands(len(c.Removed)), thousands(len(c.Changed)), thousands(c.Same))
	j.few(out, "added", len(c.Added), func(i int) string { return row(c.Added[i]) })
	j.few(out, "removed", len(c.Removed), func(i int) string {
		return fmt.Sprintf("%s (was %s, from %s)", row(c.Removed[i]), c.Removed[i].Basis, strings.Join(c.Removed[i].Sources, ", "))
	})
	j.few(out, "changed", len(c.Changed), func(i int) string {
		return fmt.Sprintf("%s\n      was %s", row(c.Changed[i].Now), row(c.Changed[i].Before))
	})
	if j.before == nil {
		return
	}
	for _, e := range j.before.Entries {
		if e.Kind == list.Removed {
			fmt.Fprintf(out, "  %-11s %s, which a source reported as taken out\n", "dropped", row(e))
		}
	}
	fmt.Fprintf(out, "  %-11s %d goods named without a code stay\n", "hints", len(j.before.Hints))
}

// coverage says how much of the edition is held now, and what that means.
func (j *job) coverage() string {
	count := fmt.Sprintf("%s of %s %s", thousands(j.now.Held), thousands(j.now.Stated), j.meta.Counts)
	if j.now.Held == j.now.Stated {
		return "complete, " + count + ": a code that is not on it is answered as not listed"
	}
	return "PARTIAL, " + count + ": a code that is not on it stays unknown"
}

func (j *job) reportNext(out io.Writer) {
	fmt.Fprint(out, "\nWritten:\n")
	for _, name := range j.written() {
		fmt.Fprintf(out, "  %s\n", short(filepath.Join(j.tree, filepath.FromSlash(name))))
	}
	fmt.Fprintf(out, `
Next:
  1. read the difference:          git diff -- %[1]s
  2. run the tests:                go run ./infra/test   (answers that rest on this list move)
  3. commit, alone:                list: bring in the annex of %[2]s %[3]s
  4. rebuild and deploy, or restart the local server: editions are compiled in
`, short(j.tree), j.list, j.edition)
}

// short returns the path as seen from the working directory, where it lies
// below it.
func short(path string) string {
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	if relative, err := filepath.Rel(here, path); err == nil && filepath.IsLocal(relative) {
		return relative
	}
	return path
}

// few prints the first few of n texts under a title, or all when asked to.
func (j *job) few(out io.Writer, title string, n int, text func(int) string) {
	if n == 0 {
		return
	}
	fmt.Fprintf(out, "  %s:\n", title)
	shown := n
	if !j.all && n > firstFew {
		shown = firstFew
	}
	for i := range shown {
		fmt.Fprintf(out, "    %s\n", text(i))
	}
	if shown < n {
		fmt.Fprintf(out, "    … and %s more (-all prints them)\n", thousands(n-shown))
	}
}

// row is an entry in one line.
func row(e list.Entry) string {
	name := e.NameZH
	if name == "" {
		name = e.NameEN
	}
	text := string(e.Code) + " " + name
	if e.Remark != "" {
		text += " [" + e.Remark + "]"
	}
	return text
}

// remarks counts the rows by what their remarks demand.
func remarks(lines []annex.Line) string {
	blank := 0
	var count [list.Manual + 1]int
	for _, l := range lines {
		if len(l.Conditions) == 0 {
			blank++
		}
		for _, c := range l.Conditions {
			count[c.Kind]++
		}
	}
	parts := []string{fmt.Sprintf("%s rows without a condition", thousands(blank))}
	for kind := list.BondedOnly; kind <= list.Manual; kind++ {
		if count[kind] > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", thousands(count[kind]), kind))
		}
	}
	return strings.Join(parts, ", ")
}

// manualRows are the numbers of the rows whose remarks stand unread.
func manualRows(lines []annex.Line) []string {
	var rows []string
	for _, l := range lines {
		if l.Manual {
			rows = append(rows, strconv.Itoa(l.Row))
		}
	}
	return rows
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(n) + " " + noun + "s"
}

// thousands writes 1476 as 1,476.
func thousands(n int) string {
	digits := []byte(strconv.Itoa(n))
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = slices.Insert(digits, i, ',')
	}
	return string(digits)
}
