package goods

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"importchecker/shared/annex/layout"
	"importchecker/shared/list"
	"importchecker/shared/list/compile"
	"importchecker/shared/tariff"
)

// Report is the result of an import, as text ([Report.WriteText]) and as JSON.
// The caller sets the fields of the edition and the files.
type Report struct {
	List      string              `json:"list"`
	Edition   string              `json:"edition"`
	Document  string              `json:"document"`
	Effective string              `json:"effective"`
	Files     []layout.ReportFile `json:"files"`

	Header     int               `json:"header,omitempty"` // row number
	Columns    string            `json:"columns,omitempty"`
	Sheets     []string          `json:"sheets,omitempty"`  // sheets read
	Skipped    []string          `json:"skipped,omitempty"` // sheets not read, and why
	Rows       int               `json:"rows"`
	Kinds      int               `json:"kinds,omitempty"`
	Stated     int               `json:"stated"`
	Counts     string            `json:"counts"`
	Conditions []ReportCondition `json:"conditions"`
	Free       int               `json:"without_condition"` // rows without a condition
	Manual     []string          `json:"manual,omitempty"`  // rows whose remarks are kept uninterpreted
	Repeats    int               `json:"repeated_headers"`
	Headings   int               `json:"headings"`
	Totals     []layout.Total    `json:"totals,omitempty"`
	Joined     []string          `json:"joined,omitempty"` // rows joined to the previous row, with their text
	Passed     []string          `json:"passed,omitempty"` // rows that belong to the page
	Footnotes  []string          `json:"footnotes,omitempty"`

	Sum        *Sum          `json:"sum,omitempty"` // of an amended edition
	Blocks     []Block       `json:"sections,omitempty"`
	Renumbered []Renumbering `json:"renumbered,omitempty"`

	Problems []*compile.Problem `json:"problems"` // each prevents the import
	Notes    []*compile.Problem `json:"notes"`

	Held     int            `json:"held"`
	Coverage string         `json:"coverage,omitempty"` // complete or partial; blank when it was refused
	Changes  *ReportChanges `json:"changes,omitempty"`
}

// ReportCondition counts the rows with a kind of condition.
type ReportCondition struct {
	Kind string `json:"kind"`
	Rows int    `json:"rows"`
}

// ReportChanges is the difference between the rows and the previous ones.
type ReportChanges struct {
	Added   []ReportEntry  `json:"added"`
	Removed []ReportEntry  `json:"removed"`
	Changed []ReportChange `json:"changed"`
	Same    int            `json:"same"`
	// Dropped are lines that a source had reported as removed, and that are no
	// longer recorded; Hints counts goods without a code, which are kept.
	Dropped []ReportEntry `json:"dropped,omitempty"`
	Hints   int           `json:"hints,omitempty"`
	isNew   bool          // there was no previous edition
}

// ReportEntry is a row of an edition.
type ReportEntry struct {
	Code     tariff.Code `json:"code"`
	Category string      `json:"category,omitempty"`
	NameZH   string      `json:"name_zh,omitempty"`
	NameEN   string      `json:"name_en,omitempty"`
	Remark   string      `json:"remark,omitempty"`
	Basis    string      `json:"basis"`
	Sources  []string    `json:"sources,omitempty"`
}

// ReportChange is a row that differs.
type ReportChange struct {
	Before ReportEntry `json:"before"`
	Now    ReportEntry `json:"now"`
}

// Report returns the report on the reading, under the rules.
func (r *Reading) Report(rules Rules) *Report {
	r.Bound()
	p := &Report{
		Header: r.Header, Columns: r.Columns, Sheets: r.Sheets, Skipped: r.Skipped, Rows: len(r.Lines), Stated: rules.Stated,
		Counts:  r.counts,
		Repeats: r.Repeats, Headings: r.Headings, Totals: r.Totals, Joined: r.Joined, Passed: r.Passed,
		Footnotes: r.Footnotes,
		Sum:       r.Sum, Blocks: r.Blocks, Renumbered: r.Renumbered,
		Problems: layout.OrEmpty(r.Problems), Notes: layout.OrEmpty(r.Notes), Conditions: []ReportCondition{},
	}
	if r.counts == compile.CountsKinds {
		p.Kinds = r.Kinds()
	}
	var count [list.Manual + 1]int
	for i := range r.Lines {
		l := &r.Lines[i]
		if len(l.Conditions) == 0 {
			p.Free++
		}
		for _, c := range l.Conditions {
			count[c.Kind]++
		}
		if l.Manual {
			p.Manual = append(p.Manual, r.markText(l))
		}
	}
	for kind := list.BondedOnly; kind <= list.Manual; kind++ {
		if count[kind] > 0 {
			p.Conditions = append(p.Conditions, ReportCondition{kind.String(), count[kind]})
		}
	}
	return p
}

// Compare sets how the edition differs from the previous one; before is nil
// when there is none.
func (p *Report) Compare(before, now *list.Edition) {
	p.Held, p.Coverage = now.Held, now.Coverage().String()
	var entriesBefore []list.Entry
	if before != nil {
		entriesBefore = before.Entries
	}
	c := Compare(entriesBefore, now.Entries)
	changes := &ReportChanges{Added: entries(c.Added), Removed: entries(c.Removed), Changed: []ReportChange{},
		Same: c.Same, isNew: before == nil}
	for _, ch := range c.Changed {
		changes.Changed = append(changes.Changed, ReportChange{reportEntry(ch.Before), reportEntry(ch.Now)})
	}
	if before != nil {
		changes.Hints = len(before.Hints)
		for _, e := range before.Entries {
			if e.Kind == list.Removed {
				changes.Dropped = append(changes.Dropped, reportEntry(e))
			}
		}
	}
	p.Changes = changes
}

func entries(all []list.Entry) []ReportEntry {
	out := make([]ReportEntry, len(all))
	for i, e := range all {
		out[i] = reportEntry(e)
	}
	return out
}

func reportEntry(e list.Entry) ReportEntry {
	return ReportEntry{e.Code, e.Category, e.NameZH, e.NameEN, e.Remark, e.Basis.String(), e.Sources}
}

// firstFew is how many texts of a list are written without -all.
const firstFew = 10

// WriteText writes the report as text: every problem, and of other lists the
// first few or, with all, everything.
func (p *Report) WriteText(out io.Writer, all bool) {
	w := &reportWriter{out, all}
	fmt.Fprintf(out, "%s, edition %s: %s, in force from %s\n", p.List, p.Edition, p.Document, p.Effective)
	fmt.Fprintf(out, "%s%s版：%s，自%s起施行；读取%d行，公告数%d；问题%d个，提示%d条，合并%d处，略过的页面文字%d处\n\n",
		p.List, p.Edition, p.Document, p.Effective, p.Rows, p.Stated, len(p.Problems), len(p.Notes), len(p.Joined),
		len(p.Passed))
	for _, f := range p.Files {
		w.writeLine("file", "%s (%s)", f.Name, f.Format)
		w.writeLine("sha256", "%s", f.SHA256)
		if f.Address != "" {
			w.writeLine("taken from", "%s, on %s", f.Address, f.Retrieved)
		}
		if f.LinkedFrom != "" {
			w.writeLine("linked from", "%s", f.LinkedFrom)
		}
	}
	if len(p.Sheets) > 0 {
		w.writeLine("read", "%s", strings.Join(p.Sheets, ", "))
	}
	w.writeFew("not read", p.Skipped)
	if p.Header > 0 && p.Sum == nil {
		w.writeLine("header", "row %d: %s", p.Header, p.Columns)
	}
	if p.Sum != nil {
		p.writeSum(w)
	}
	w.writeLine("rows read", "%s", layout.Thousands(p.Rows))
	if p.Counts == compile.CountsKinds {
		w.writeLine("kinds", "%s", layout.Thousands(p.Kinds))
	}
	w.writeLine("stated", "%s %s", layout.Thousands(p.Stated), p.Counts)
	w.writeLine("remarks", "%s", p.Remarks())
	w.writeLine("not rows", "%s, %s, %s, %s", layout.Plural(p.Repeats, "repeated header"),
		layout.Plural(p.Headings, "heading"), layout.Plural(len(p.Totals), "total"),
		layout.Plural(len(p.Footnotes), "footnote"))
	w.writeFew("joined", p.Joined)
	w.writeFew("passed over, as pages have it at their head or foot", p.Passed)
	if len(p.Footnotes) > 0 {
		const title = "footnotes (not applied as rules; please read them)"
		fmt.Fprintf(out, "  %s %s:\n", layout.Label(title), title)
		for _, text := range p.Footnotes {
			fmt.Fprintf(out, "    %s\n", text)
		}
	}
	w.writeFew("to look at", texts(p.Notes))
	if len(p.Problems) > 0 {
		fmt.Fprintf(out, "\n%s: %d个问题：\n", layout.Plural(len(p.Problems), "problem"), len(p.Problems))
		for _, text := range texts(p.Problems) {
			fmt.Fprintf(out, "  %s\n", text)
		}
	}
	if p.Changes != nil {
		p.writeChanges(w)
	}
}

func (p *Report) writeSum(w *reportWriter) {
	w.writeLine("amends", "edition %s: %s, and %s with another remark", p.Sum.Base, p.Sum,
		layout.Plural(p.Sum.Remarks, "row"))
	var sections []string
	for _, b := range p.Blocks {
		title := b.Title
		if title == "" {
			title = b.File
		}
		sections = append(sections, fmt.Sprintf("%s: %s (%s)", title, layout.Plural(b.Rows, "row"),
			cmp.Or(string(b.Action), "as each row says")))
	}
	w.writeFew("sections", sections)
	var renumbered []string
	for _, r := range p.Renumbered {
		renumbered = append(renumbered, string(r.Old)+" is now "+string(r.New))
	}
	w.writeFew("renumbered", renumbered)
}

func (p *Report) writeChanges(w *reportWriter) {
	c := p.Changes
	fmt.Fprintln(w.out)
	if p.Coverage != "" {
		w.writeLine("coverage", "%s", p.CoverageText())
	}
	w.writeLine("compared", "%s added, %s removed, %s changed, %s alike", layout.Thousands(len(c.Added)),
		layout.Thousands(len(c.Removed)), layout.Thousands(len(c.Changed)), layout.Thousands(c.Same))
	var added, removed, changed []string
	for _, e := range c.Added {
		added = append(added, e.String())
	}
	for _, e := range c.Removed {
		removed = append(removed, fmt.Sprintf("%s (was %s, from %s)", e, e.Basis, strings.Join(e.Sources, ", ")))
	}
	for _, ch := range c.Changed {
		changed = append(changed, fmt.Sprintf("%s\n      was %s", ch.Now, ch.Before))
	}
	w.writeFew("added", added)
	w.writeFew("removed", removed)
	w.writeFew("changed", changed)
	if c.isNew {
		return
	}
	for _, e := range c.Dropped {
		w.writeLine("dropped", "%s, which a source reported as taken out", e)
	}
	w.writeLine("hints", "%d goods named without a code stay", c.Hints)
}

// CoverageText says whether the edition is complete, and what that means.
func (p *Report) CoverageText() string {
	count := fmt.Sprintf("%s of %s %s", layout.Thousands(p.Held), layout.Thousands(p.Stated), p.Counts)
	if p.Held == p.Stated {
		return "complete, " + count + ": a code that is not on it is answered as not listed"
	}
	return "PARTIAL, " + count + ": a code that is not on it stays unknown"
}

// Remarks counts the rows by their conditions.
func (p *Report) Remarks() string {
	parts := []string{layout.Thousands(p.Free) + " rows without a condition"}
	for _, c := range p.Conditions {
		parts = append(parts, layout.Thousands(c.Rows)+" "+c.Kind)
	}
	return strings.Join(parts, ", ")
}

// String formats the row on one line.
func (e ReportEntry) String() string {
	text := string(e.Code) + " " + cmp.Or(e.NameZH, e.NameEN)
	if e.Remark != "" {
		text += " [" + e.Remark + "]"
	}
	return text
}

// reportWriter writes labelled lines.
type reportWriter struct {
	out io.Writer
	all bool
}

func (w *reportWriter) writeLine(name, format string, args ...any) {
	fmt.Fprintf(w.out, "  %s %-11s %s\n", layout.Label(name), name, fmt.Sprintf(format, args...))
}

// writeFew writes the first few texts under a title, or all of them.
func (w *reportWriter) writeFew(title string, texts []string) {
	if len(texts) == 0 {
		return
	}
	fmt.Fprintf(w.out, "  %s %s:\n", layout.Label(title), title)
	shown := len(texts)
	if !w.all && shown > firstFew {
		shown = firstFew
	}
	for _, text := range texts[:shown] {
		fmt.Fprintf(w.out, "    %s\n", text)
	}
	if more := len(texts) - shown; more > 0 {
		fmt.Fprintf(w.out, "    … and %s more (-all prints them)\n", layout.Thousands(more))
	}
}

func texts(problems []*compile.Problem) []string {
	out := make([]string, len(problems))
	for i, p := range problems {
		out[i] = layout.Bilingual(p)
	}
	return out
}
