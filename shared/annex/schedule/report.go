package schedule

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"importchecker/shared/annex/layout"
	"importchecker/shared/difference"
	"importchecker/shared/list/compile"
	"importchecker/shared/tariff"
	"importchecker/shared/tariff/annual"
)

// Report is the result of importing the tariff, as text ([Report.WriteText])
// and as JSON.
type Report struct {
	List      string              `json:"list"`
	Edition   string              `json:"edition"`
	Document  string              `json:"document"`
	Effective string              `json:"effective"`
	Amends    string              `json:"amends,omitempty"`
	Files     []layout.ReportFile `json:"files"`

	Tables     []ReportTable `json:"tables"`            // tables read
	Skipped    []string      `json:"skipped,omitempty"` // tables not read, and why
	Codes      int           `json:"codes"`
	Lines      int           `json:"lines,omitempty"`
	Stated     int           `json:"stated"`
	Counts     string        `json:"counts"`
	Unknown    int           `json:"unknown_cells,omitempty"` // rates that are blank or cannot be read
	Amendments int           `json:"amendments,omitempty"`    // of single codes
	Duties     int           `json:"duties,omitempty"`        // by origin

	Problems []*compile.Problem `json:"problems"`                // each prevents the import
	More     int                `json:"problems_more,omitempty"` // further problems
	Notes    []*compile.Problem `json:"notes"`

	Held     int            `json:"held"`
	Coverage string         `json:"coverage,omitempty"` // complete; blank when it was refused
	Changes  *ReportChanges `json:"changes,omitempty"`
}

// ReportTable is a table that was read.
type ReportTable struct {
	File    string   `json:"file"`
	Sheet   string   `json:"sheet,omitempty"`
	Header  int      `json:"header,omitempty"` // row number
	Columns []string `json:"columns"`
	Rows    int      `json:"rows"`
}

// ReportChanges counts the differences from the previous edition.
type ReportChanges struct {
	Against     []string       `json:"against"` // the editions compared with
	Ended       int            `json:"ended"`
	New         int            `json:"new"`
	Successions map[string]int `json:"successions"`      // by kind
	Changed     int            `json:"changed"`          // codes
	Cells       map[string]int `json:"cells"`            // by column and how it changed
	Duties      int            `json:"duties,omitempty"` // measures by origin
	Same        int            `json:"same"`
}

// maxProblems is how many problems a report lists.
const maxProblems = 300

func (f *findings) report(read []annual.Read) *Report {
	r := &Report{Skipped: f.skipped, Tables: []ReportTable{}, Problems: layout.OrEmpty(f.problems),
		Notes: layout.OrEmpty(f.notes)}
	if n := len(r.Problems); n > maxProblems {
		r.Problems, r.More = r.Problems[:maxProblems], n-maxProblems
	}
	if n := len(r.Notes); n > maxProblems {
		r.Notes = append(slices.Clone(r.Notes[:maxProblems]), &compile.Problem{
			File: r.Notes[0].File, Text: fmt.Sprintf("and %d notes more", n-maxProblems),
			ZH: fmt.Sprintf("另有%d条提示", n-maxProblems),
		})
	}
	for _, t := range read {
		_, header := f.place(t.File, t.Sheet, t.Header)
		r.Tables = append(r.Tables, ReportTable{File: t.File, Sheet: t.Sheet, Header: header, Columns: t.Columns,
			Rows: t.Rows})
	}
	return r
}

// Stopped returns the number of problems.
func (r *Report) Stopped() int { return len(r.Problems) + r.More }

// Compare sets the coverage of the edition, and how it differs from the
// previous one.
func (r *Report) Compare(t *tariff.Table, d *difference.Diff) {
	r.Held, r.Coverage = t.Edition().Held, t.Edition().Coverage().String()
	c := &ReportChanges{
		Against: []string{}, Ended: len(d.Tariff.Ended), New: len(d.Tariff.New), Changed: len(d.Tariff.Changed),
		Duties: len(d.Tariff.Duties), Same: d.Same,
		Successions: make(map[string]int), Cells: make(map[string]int),
	}
	for _, s := range d.From {
		c.Against = append(c.Against, s.ID)
	}
	for _, s := range d.Tariff.Successions {
		c.Successions[s.Kind]++
	}
	for _, l := range d.Tariff.Changed {
		for _, cell := range l.Cells {
			c.Cells[cell.Field+" "+cell.Change]++
		}
	}
	r.Changes = c
}

// WriteText writes the report as text, English first.
func (r *Report) WriteText(out io.Writer) {
	fmt.Fprintf(out, "%s, edition %s: %s, in force from %s\n", r.List, r.Edition, r.Document, r.Effective)
	fmt.Fprintf(out, "%s%s版：%s，自%s起施行；%d个编码，问题%d个，提示%d条\n\n", r.List, r.Edition, r.Document, r.Effective, r.Codes,
		r.Stopped(), len(r.Notes))
	line := func(name, format string, args ...any) {
		fmt.Fprintf(out, "%-12s %s\n", name, fmt.Sprintf(format, args...))
	}
	for _, f := range r.Files {
		line("file", "%s (%s), SHA-256 %s", f.Name, f.Format, f.SHA256)
	}
	for _, t := range r.Tables {
		line("table", "%s: headers in row %d, %d rows; %s", strings.TrimSpace(t.File+" "+t.Sheet), t.Header, t.Rows,
			strings.Join(t.Columns, "、"))
	}
	for _, s := range r.Skipped {
		line("not read", "%s", s)
	}
	if r.Amends != "" {
		line("amends", "%s: %d codes are changed, %d duties by origin", r.Amends, r.Amendments, r.Duties)
	}
	line("codes", "%d of ten digits, %d stated", r.Codes, r.Stated)
	if r.Unknown > 0 {
		line("unknown", "%d rates are blank or cannot be read", r.Unknown)
	}
	if c := r.Changes; c != nil {
		line("against", "%s", strings.Join(c.Against, ", "))
		line("changes", "%d codes ended, %d new, %d succeeded, %d changed, %d the same", c.Ended, c.New, sum(c.Successions),
			c.Changed, c.Same)
		if c.Duties > 0 {
			line("", "duties by origin: %d measures", c.Duties)
		}
		for _, name := range sorted(c.Cells) {
			line("", "%s: %d", name, c.Cells[name])
		}
	}
	for _, group := range []struct {
		name string
		list []*compile.Problem
	}{{"problem", r.Problems}, {"note", r.Notes}} {
		for _, p := range group.list {
			line(group.name, "%s", p.Error())
			if zh := p.Chinese(); zh != "" {
				line("", "%s", zh)
			}
		}
	}
	if r.More > 0 {
		line("problem", "and %d more", r.More)
	}
}

func sum(m map[string]int) (n int) {
	for _, many := range m {
		n += many
	}
	return n
}

func sorted(m map[string]int) (names []string) {
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
