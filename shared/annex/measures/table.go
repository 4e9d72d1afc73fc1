package measures

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/annex/tables"
	"importchecker/shared/list/compile"
)

type problem = compile.Problem

func (r *Row) problem(column, format string, args ...any) *problem {
	return &problem{Sheet: r.Sheet, Page: r.Page, Row: r.Row, Column: column, Text: fmt.Sprintf(format, args...)}
}

func problemOf(file, format string, args ...any) *problem {
	return &problem{File: file, Text: fmt.Sprintf(format, args...)}
}

// Table returns the list as CSV with the columns that decide how a row is
// applied. For an open row they have only what a maintainer decided; what was
// found otherwise is under grounds, and is used once it is copied to the
// columns.
func (r *Reading) Table() ([]byte, error) {
	fields := slices.ContainsFunc(r.Rows, func(row Row) bool { return row.Field != "" })
	header := []string{"序号", "门类"}
	if fields {
		header = append(header, "领域")
	}
	header = append(append(header, "特别管理措施"), append(slices.Clone(decisions), "note", "open", "grounds")...)
	var b bytes.Buffer
	b.WriteString("\xef\xbb\xbf") // so that spreadsheets recognize UTF-8
	w := csv.NewWriter(&b)
	if err := w.Write(header); err != nil {
		return nil, err
	}
	for i := range r.Rows {
		row := &r.Rows[i]
		record := []string{strconv.Itoa(row.Serial), strings.TrimPrefix(row.SectionNo+"、"+row.Section, "、")}
		if fields {
			record = append(record, row.Field)
		}
		record = append(record, row.Text)
		for _, c := range append(slices.Clone(decisions), "note") {
			record = append(record, row.decision(c))
		}
		if err := w.Write(tables.AsText(append(record, strings.Join(row.Open, "; "), row.Grounded()))); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// decision returns the value of a column of the table. The defaults of an open
// row are not decisions, nor is the substitute for a summary.
func (r *Row) decision(column string) string {
	value := r.Columns[column]
	switch {
	case r.State == Open:
		return normalizeList(column, r.Given[column])
	case column == "summary_zh" && value == r.Text, column == "summary_en" && value == substituteSummary(r.Text):
		return ""
	}
	return value
}
