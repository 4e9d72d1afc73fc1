// Package schedule writes the tariff that is compiled in as tables of a year, as
// customs publishes them, for tests that bring such a year in.
package schedule

import (
	"bytes"
	"encoding/csv"

	"importchecker/shared/tariff"
)

// A Row is a ten-digit code with what the schedule says of it.
type Row struct {
	Code, Name, Unit1, Unit2                    string
	MFN, Provisional, General, VAT, Consumption string
	Supervision, Inspection                     string
}

// The headings of the table of rates, and of that of conditions.
var (
	RatesHeader = []string{"商品编码", "商品名称", "第一法定单位", "第二法定单位", "最惠国税率", "暂定税率", "普通税率", "增值税率", "消费税率"}

	ConditionsHeader = []string{"商品编码", "监管条件", "检验检疫类别"}
)

// Held returns the rows of the schedule that is compiled in.
func Held() []Row {
	table := tariff.Tables()[0]
	text := func(r *tariff.Rate) string {
		if r == nil {
			return ""
		}
		return r.Text
	}
	rows := make([]Row, table.Len())
	for i := range rows {
		l := table.Line(i)
		rows[i] = Row{
			string(l.Code), l.NameZH, string(l.Unit1), string(l.Unit2),
			text(l.MFN), text(l.Provisional), text(l.General), text(l.VAT), text(l.Consumption),
			l.Supervision, l.InspectionImport + "/" + l.InspectionExport,
		}
	}
	return rows
}

// NextYear returns the same rows as those of a year in which honey pays 5%.
func NextYear() []Row {
	rows := Held()
	for i := range rows {
		if rows[i].Code == "0409000000" {
			rows[i].MFN = "5%"
		}
	}
	return rows
}

// Rates is the table of rates.
func Rates(rows []Row) [][]string {
	table := [][]string{RatesHeader}
	for _, r := range rows {
		table = append(table, []string{
			r.Code, r.Name, r.Unit1, r.Unit2, r.MFN, r.Provisional, r.General, r.VAT, r.Consumption,
		})
	}
	return table
}

// Conditions is the table of supervision conditions and inspection classes.
func Conditions(rows []Row) [][]string {
	table := [][]string{ConditionsHeader}
	for _, r := range rows {
		table = append(table, []string{r.Code, r.Supervision, r.Inspection})
	}
	return table
}

// Whole is one table of rates and conditions.
func Whole(rows []Row) [][]string {
	table := Rates(rows)
	for i, c := range Conditions(rows) {
		table[i] = append(table[i][:len(RatesHeader):len(RatesHeader)], c[1:]...)
	}
	return table
}

// CSV writes a table. What is written to memory does not fail.
func CSV(table [][]string) []byte {
	var b bytes.Buffer
	_ = csv.NewWriter(&b).WriteAll(table)
	return b.Bytes()
}
