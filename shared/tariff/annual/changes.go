package annual

import (
	"slices"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// Changes are the changes that tables make to a schedule within its year: new rates and
// conditions of codes, and duties by origin, which are in tables of their own. A blank
// cell or a dash changes nothing; 取消 withdraws a provisional rate or all conditions.
type Changes struct {
	Problems []Problem
	Tables   []Read
	Rows     []ChangeRow
	Duties   []DutyRow

	from edition.Date
}

// A ChangeRow is a changed cell of the codes under Code.
type ChangeRow struct {
	Code  tariff.Code // eight or ten digits
	Field tariff.Field
	Rate  *tariff.Rate // the new rate; nil when it is withdrawn
	Text  string       // the new value of a field that is not a rate

	File, Sheet, Header string
	Row                 int
}

// NewChanges returns empty changes for an edition that begins on a day.
func NewChanges(from edition.Date) *Changes { return &Changes{from: from} }

// amendable are the columns that can change within a year.
var amendable = [...]tariff.Field{
	tariff.FieldMFN, tariff.FieldProvisional, tariff.FieldGeneral, tariff.FieldVAT, tariff.FieldConsumption,
	tariff.FieldSupervision, tariff.FieldInspection,
}

// withdrawable are the fields that may be withdrawn, and are then blank.
var withdrawable = [...]tariff.Field{tariff.FieldProvisional, tariff.FieldSupervision, tariff.FieldInspection}

// AddSheet reads one table, as Schedule.AddSheet does.
func (c *Changes) AddSheet(file, sheet string, rows Rows, layout *Told) error {
	t := tableReader{Schedule: New(""), read: Read{File: file, Sheet: sheet}}
	d := dutyReader{tableReader: &t, from: c.from}
	take := func(r Row) {
		if d.at != nil {
			d.readRow(r)
		} else {
			c.readRow(&t, r.Number, r.Cells)
		}
	}
	t.readOtherHeaders = func(r Row) bool {
		if dutyHeaders(r.Cells) == nil {
			return false
		}
		d.readHeaders(r)
		return true
	}
	if err := t.readRows(rows, layout, take); err != nil {
		return err
	}
	c.Duties = append(c.Duties, d.rows...)
	c.Problems = append(c.Problems, t.Problems...)
	c.Tables = append(c.Tables, t.read)
	return nil
}

func (c *Changes) readRow(t *tableReader, n int, cells []string) {
	p := place{t.read.File, t.read.Sheet, n, t.headers}
	raw := make(map[string]string)
	for i, cell := range cells {
		if i < len(t.at) && t.at[i] >= 0 {
			raw[columns[t.at[i]].name] = strings.TrimSpace(oneLine(cell))
		}
	}
	code := strings.NewReplacer(".", "", " ", "").Replace(raw["code"])
	if code == "" && strings.Join(cells, "") == "" {
		return
	}
	if !digits(code, 8) && !digits(code, 10) {
		t.problem(p, Problem{Column: "code", Value: raw["code"],
			Says: "want eight or ten digits; a spreadsheet may have taken zeros"})
		return
	}
	t.read.Rows++
	changed := false
	for _, field := range amendable {
		cell := raw[string(field)]
		if clean(cell) == "" {
			continue
		}
		changed = true
		c.readCell(t, p, tariff.Code(code), field, cell)
	}
	if !changed {
		t.problem(p, Problem{Code: code, Says: "changes nothing: no rate and no condition stands in the row"})
	}
}

func (c *Changes) readCell(t *tableReader, p place, code tariff.Code, field tariff.Field, cell string) {
	out := ChangeRow{Code: code, Field: field, File: p.file, Sheet: p.sheet, Row: p.row, Header: p.headers[string(field)]}
	value := clean(cell)
	if value == "取消" || value == "停止执行" {
		value = ""
	}
	problem := func(says string) {
		t.problem(p, Problem{Column: string(field), Code: string(code), Value: cell, Says: says})
	}
	switch {
	case value == "" && !slices.Contains(withdrawable[:], field):
		problem("a rate that cannot be withdrawn: say what it is from then on")
		return
	case value == "":
	case field == tariff.FieldSupervision || field == tariff.FieldInspection:
		values := map[string]string{string(field): value}
		splitCells(values)
		before := len(t.Problems)
		t.checkValue(p, string(code), string(field), values[string(field)])
		if len(t.Problems) > before {
			return
		}
		out.Text = values[string(field)]
	default:
		rate, err := ReadRate(value)
		if err != nil {
			problem(err.Error())
			return
		}
		if rate.Threshold != 0 && rate.ThresholdUnit == "" {
			problem("a threshold without its unit")
			return
		}
		out.Rate = rate
	}
	c.Rows = append(c.Rows, out)
}
