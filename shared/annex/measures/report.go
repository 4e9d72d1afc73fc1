package measures

import (
	"fmt"
	"io"

	"importchecker/shared/annex/layout"
	"importchecker/shared/services"
)

// Report is the result of reading a list of services, as text
// ([Report.WriteText]) and as JSON. The caller sets the fields of the edition;
// they are blank when only a table is read.
type Report struct {
	List      string `json:"list,omitempty"`
	Edition   string `json:"edition,omitempty"`
	Document  string `json:"document,omitempty"`
	Effective string `json:"effective,omitempty"`
	*MeasuresReport
	Rows   []Row          `json:"rows"`
	States map[string]int `json:"states"`
	// Table is the list with the columns that decide, as CSV, to be edited and
	// imported.
	Table    string   `json:"table"`
	Held     int      `json:"held,omitempty"`
	Coverage string   `json:"coverage,omitempty"` // complete or partial; blank when it was refused
	Replaced []string `json:"replaced,omitempty"` // rows of the previous edition that are gone
}

// Report returns the report on a file.
func (r *Reading) Report(from layout.ReportFile, stated int) (*Report, error) {
	table, err := r.Table()
	if err != nil {
		return nil, err
	}
	return &Report{MeasuresReport: r.Measures.Report(from, stated), Rows: r.Rows, States: r.Counts(),
		Table: string(table)}, nil
}

// Compare sets the number of measures held, and which rows of before are gone.
func (p *Report) Compare(before, now *services.Edition) {
	p.Held, p.Coverage = now.Held, now.Coverage().String()
	if before == nil {
		return
	}
	for i := range before.Measures {
		m := &before.Measures[i]
		if _, ok := now.Measure(m.ID); !ok || m.Original == "" {
			p.Replaced = append(p.Replaced, m.Label.EN+": "+m.Summary.EN)
		}
	}
}

// WriteText writes the report as text.
func (p *Report) WriteText(out io.Writer) {
	if p.List != "" {
		fmt.Fprintf(out, "%s, edition %s: %s, in force from %s\n", p.List, p.Edition, p.Document, p.Effective)
		fmt.Fprintf(out, "%s%s版：%s，自%s起施行；读取%d行，公告数%d；已确定%d行，沿用%d行，按文字归类%d行，待定%d行；问题%d个，提示%d条\n\n",
			p.List, p.Edition, p.Document, p.Effective, len(p.Rows), p.Stated, p.States[Decided], p.States[Lent],
			p.States[Typed], p.States[Open], len(p.Problems), len(p.Notes))
	}
	line := func(name, format string, args ...any) {
		fmt.Fprintf(out, "  %s %-11s %s\n", layout.Label(name), name, fmt.Sprintf(format, args...))
	}
	all := func(title string, texts []string) {
		if len(texts) > 0 {
			fmt.Fprintf(out, "  %s %s:\n", layout.Label(title), title)
		}
		for _, text := range texts {
			fmt.Fprintf(out, "    %s\n", text)
		}
	}
	line("file", "%s (%s)", p.File.Name, p.File.Format)
	line("sha256", "%s", p.File.SHA256)
	if p.File.Address != "" {
		line("taken from", "%s, on %s", p.File.Address, p.File.Retrieved)
	}
	all("read", p.Sheets)
	all("not read", p.Skipped)
	if p.Header > 0 {
		line("header", "row %d: %s", p.Header, p.Columns)
	}
	line("rows read", "%d", len(p.Rows))
	if p.Stated > 0 {
		line("stated", "%d", p.Stated)
	}
	line("measures", "%d decided in the table, %d lent by the row held, %d typed by their words, %d open",
		p.States[Decided], p.States[Lent], p.States[Typed], p.States[Open])
	all("joined", p.Joined)
	all("passed over, as pages have it at their head or foot", p.Passed)
	all("footnotes (not applied as rules; please read them)", p.Footnotes)
	var notes []string
	for _, n := range p.Notes {
		notes = append(notes, layout.Bilingual(n))
	}
	all("to look at", notes)
	typed, open := p.typedAndOpen()
	all("typed by their words; compare them", typed)
	all("open: they answer undetermined, in every mode, for all of their section until they are decided", open)
	all("no longer held", p.Replaced)
	if len(p.Problems) > 0 {
		fmt.Fprintf(out, "\n%d problems: %d个问题：\n", len(p.Problems), len(p.Problems))
	}
	for _, problem := range p.Problems {
		fmt.Fprintf(out, "  %s\n", layout.Bilingual(problem))
	}
	if p.Coverage != "" {
		fmt.Fprintln(out)
		line("coverage", "%s, %d of %d measures", p.Coverage, p.Held, p.Stated)
	}
}

// typedAndOpen describes the rows that were typed, and those that are open.
func (p *Report) typedAndOpen() (typed, open []string) {
	for i := range p.Rows {
		switch r := &p.Rows[i]; r.State {
		case Typed:
			typed = append(typed, fmt.Sprintf("%d: %s", r.Serial, r.Grounded()))
		case Open:
			text := fmt.Sprintf("%d: %v", r.Serial, r.Open)
			if len(r.Grounds) > 0 {
				text += "; found " + r.Grounded()
			}
			open = append(open, text)
		}
	}
	return typed, open
}
