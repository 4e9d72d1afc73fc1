package schedule

import (
	"fmt"
	"slices"

	"importchecker/shared/edition"
	"importchecker/shared/list/compile"
	"importchecker/shared/tariff"
	"importchecker/shared/tariff/annual"
)

// What the number stated in an announcement counts.
const (
	CountsRows  = "rows"  // ten-digit codes
	CountsLines = "lines" // tariff lines of eight digits
)

// A Year is the reading of the schedule of a year.
type Year struct {
	findings
	Edition edition.Edition // Stated is the number of what Counts names
	Counts  string
	Source  string // the source that the rows cite
	// Before is the stored edition of that id; its amendments are kept.
	Before *tariff.Table

	Schedule *annual.Schedule
	Titles   []string
}

// ReadYear reads the schedule of a year.
func ReadYear(e edition.Edition, counts, source string, files []File, rules Rules) *Year {
	y := &Year{findings: findings{rules: rules}, Edition: e, Counts: counts, Source: source}
	y.Schedule = annual.New(e.From.String()[:4])
	y.eachSheet(files, y.Schedule.AddSheet)
	if len(y.problems) > 0 && len(y.Schedule.Tables) == 0 {
		return y
	}
	y.Schedule.Finish()
	y.addCellProblems(y.Schedule.Problems)
	if slices.Contains(rules.Accept, AcceptAbsent) {
		for i := range y.Schedule.Problems {
			if p := &y.Schedule.Problems[i]; p.Absent {
				y.Schedule.AcceptBlank(p.Code, p.Column)
			}
		}
	}
	for _, t := range y.Schedule.Tables {
		y.Titles = append(y.Titles, t.Titles...)
		if len(t.Unread) > 0 {
			y.notes = append(y.notes, &compile.Problem{
				File: t.File, Sheet: t.Sheet, Text: fmt.Sprintf("columns that are not read: %s", join(t.Unread)), ZH: "未读取的列：" +
					join(t.Unread),
			})
		}
	}
	y.checkCount(files[0].Name)
	return y
}

func join(words []string) string {
	var out string
	for i, w := range words {
		if i > 0 {
			out += "、"
		}
		out += w
	}
	return out
}

// countLines counts the tariff lines, and those of chapter 98, which is specific to
// China.
func (y *Year) countLines() (all, own int) {
	before := ""
	for _, code := range y.Schedule.Codes() {
		if code[:8] == before {
			continue
		}
		before = code[:8]
		all++
		if code[:2] == "98" {
			own++
		}
	}
	return all, own
}

// checkCount compares the number read with the number stated. The edition then
// states its number of codes.
func (y *Year) checkCount(file string) {
	codes := len(y.Schedule.Codes())
	read, counted, zh := codes, "ten-digit codes", "个十位编码"
	fits := codes == y.Edition.Stated
	if y.Counts == CountsLines {
		all, own := y.countLines()
		read, counted, zh = all, "tariff lines", "个税目"
		fits = y.Edition.Stated == all || y.Edition.Stated == all-own
	}
	if !fits {
		y.problem(compile.Problem{
			File: file, Text: fmt.Sprintf("%d %s were read, %d are stated", read, counted, y.Edition.Stated),
			ZH: fmt.Sprintf("读取%d%s，公告为%d", read, zh, y.Edition.Stated),
		})
	}
	y.Edition.Stated, y.Edition.Held = codes, codes
}

// AddProblems adds problems found by the caller, who knows the edition asked
// for.
func (y *Year) AddProblems(problems ...*compile.Problem) {
	for _, p := range problems {
		y.problem(*p)
	}
}

// Lost returns the codes of an edition that the schedule does not have.
func (y *Year) Lost(t *tariff.Table) (gone []string) {
	codes := y.Schedule.Codes()
	for i := range t.Len() {
		code := string(t.Code(i))
		if _, ok := slices.BinarySearch(codes, code); !ok {
			gone = append(gone, code)
		}
	}
	return gone
}

// Table returns the edition; nil when there are problems.
func (y *Year) Table() (*tariff.Table, error) {
	if len(y.problems) > 0 {
		return nil, nil
	}
	t, err := y.Schedule.Table(y.Edition, edition.Official, y.Source)
	if err != nil {
		y.problem(compile.Problem{File: "schedule", Text: err.Error()})
		return nil, nil
	}
	return y.withAmendments(t)
}

// withAmendments returns the edition with the amendments of the stored one.
func (y *Year) withAmendments(t *tariff.Table) (*tariff.Table, error) {
	if y.Before == nil {
		return t, nil
	}
	p := t.Parts()
	p.Duties = y.Before.Duties()
	for _, a := range y.Before.Parts().Amendments {
		if _, ok := t.Lookup(a.Code); ok {
			p.Amendments = append(p.Amendments, a)
		}
	}
	if len(p.Amendments)+len(p.Duties) == 0 {
		return t, nil
	}
	with, err := p.Table()
	if err == nil {
		with.About().SHA256 = with.Sum()
		n := len(p.Amendments) + len(p.Duties)
		y.notes = append(y.notes, &compile.Problem{
			File: "schedule", Text: fmt.Sprintf("%d amendments of the edition that is held stay", n),
			ZH: fmt.Sprintf("沿用现有版本的%d项年内调整", n),
		})
	}
	return with, err
}

// Position is where a code was read.
type Position struct {
	Code, File, Sheet string
	Page, Row         int
}

// Positions returns where each code was read first.
func (y *Year) Positions() (all []Position) {
	for _, code := range y.Schedule.Codes() {
		file, sheet, row := y.Schedule.Place(code)
		p := Position{Code: code, File: file, Sheet: sheet}
		p.Page, p.Row = y.place(file, sheet, row)
		all = append(all, p)
	}
	return all
}

// Report returns the report on the schedule.
func (y *Year) Report() *Report {
	r := y.findings.report(y.Schedule.Tables)
	r.List, r.Edition, r.Document, r.Effective = tariff.List, y.Edition.ID, y.Edition.Document, y.Edition.From.String()
	r.Codes, r.Stated, r.Counts = len(y.Schedule.Codes()), y.Edition.Stated, y.Counts
	r.Lines, _ = y.countLines()
	for i := range y.Schedule.Problems {
		if y.Schedule.Problems[i].Defect {
			r.Unknown++
		}
	}
	return r
}
