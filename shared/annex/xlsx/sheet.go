package xlsx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/annex/packed"
	"importchecker/shared/annex/tables"
)

// sheetReader reads one sheet.
type sheetReader struct {
	*book
	*tables.Sheet
	part         *packed.Part
	rowIndex     map[int]int // index of a row by its number
	row          int         // number of the current row
	ranges       []area      // merged ranges
	hidden       []bool      // by column
	columns      map[int]bool
	remarkCounts map[string]int // number of remarks, by kind
	exact        bool           // numbers are formatted with all their decimals
}

// area is a range of cells, counted from 1.
type area struct{ left, top, right, bottom int }

func (b *book) sheet(t tab) (*tables.Sheet, error) {
	r := &sheetReader{
		book: b, Sheet: &tables.Sheet{Format: "XLSX", Kind: "sheet", Name: t.name, Hidden: t.hidden},
		rowIndex: map[int]int{}, columns: map[int]bool{}, remarkCounts: map[string]int{},
	}
	if t.chart {
		return r.Sheet, nil
	}
	if err := b.load(); err != nil {
		return nil, err
	}
	var err error
	if r.part, err = b.archive.Part(t.part); err != nil {
		return nil, err
	}
	defer r.part.Close()
	if err := r.read(); err != nil {
		return nil, err
	}
	if err := r.merge(); err != nil {
		return nil, err
	}
	r.remarkHiddenColumns()
	return r.Sheet, nil
}

// read reads the part of the sheet.
func (r *sheetReader) read() error {
	for {
		t, err := r.part.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "col":
			r.column(e)
		case "row":
			err = r.readRow(e)
		case "mergeCell":
			err = r.readRange(e)
		}
		if err != nil {
			return err
		}
	}
}

// column records hidden columns.
func (r *sheetReader) column(e xml.StartElement) {
	v, _ := packed.Attribute(e, "hidden")
	width, hasWidth := packed.Attribute(e, "width")
	if !packed.ParseBool(v, false) && !(hasWidth && strings.Trim(width, "0.") == "") {
		return
	}
	for i := max(number(e, "min"), 1); i <= min(number(e, "max"), tables.MaxColumns); i++ {
		for len(r.hidden) < i {
			r.hidden = append(r.hidden, false)
		}
		r.hidden[i-1] = true
	}
}

// readRow reads to the end of a row.
func (r *sheetReader) readRow(e xml.StartElement) error {
	before := r.row
	r.row++
	if n := number(e, "r"); n > 0 {
		r.row = n
	}
	if r.row <= before {
		return &tables.PlaceError{Row: r.row, Text: fmt.Sprintf("stands below row %d: save the workbook anew", before)}
	}
	v, _ := packed.Attribute(e, "hidden")
	height, hasHeight := packed.Attribute(e, "ht")
	row := tables.Row{Number: r.row,
		Hidden: packed.ParseBool(v, false) || hasHeight && strings.Trim(height, "0.") == ""}
	column := 0
	for {
		t, err := r.part.Token()
		if err != nil {
			return err
		}
		switch c := t.(type) {
		case xml.StartElement:
			if c.Name.Local != "c" {
				if err := r.part.Skip(); err != nil {
					return err
				}
				continue
			}
			column++
			if ref, ok := packed.Attribute(c, "r"); ok {
				if column, _, ok = cellName(ref); !ok {
					return &tables.PlaceError{Row: r.row, Text: fmt.Sprintf("has a cell of the name %q", shorten(ref))}
				}
			}
			text, err := r.cell(c, column)
			if err != nil {
				return err
			}
			if err := r.setCell(&row, column, text); err != nil {
				return err
			}
		case xml.EndElement:
			return r.addRow(row)
		}
	}
}

// setCell sets the text of a cell.
func (r *sheetReader) setCell(row *tables.Row, column int, text string) error {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	if column > tables.MaxColumns {
		return &tables.PlaceError{Row: r.row, Text: fmt.Sprintf("an annex has at most %d columns", tables.MaxColumns)}
	}
	for len(row.Cells) < column {
		row.Cells = append(row.Cells, "")
	}
	row.Cells[column-1] = text
	if column <= len(r.hidden) && r.hidden[column-1] {
		r.columns[column] = true
	}
	return nil
}

// addRow adds a row that is not blank.
func (r *sheetReader) addRow(row tables.Row) error {
	if len(row.Cells) == 0 {
		return nil
	}
	err := r.allowance.Row()
	for _, text := range row.Cells {
		if err == nil {
			err = r.allowance.Cells(1, text)
		}
	}
	if err != nil {
		return &tables.PlaceError{Row: row.Number, Text: err.Error()}
	}
	if row.Hidden {
		r.addRemark("hidden row", row.Number, "", "is hidden in the workbook, and is read", "该行在工作簿中被隐藏，仍予读取")
	}
	r.rowIndex[row.Number] = len(r.Rows)
	r.Rows = append(r.Rows, row)
	return nil
}

// cell reads to the end of a cell, and returns its text as displayed.
func (r *sheetReader) cell(e xml.StartElement, column int) (string, error) {
	kind, _ := packed.Attribute(e, "t")
	st, f := r.styles.styleOf(number(e, "s"))
	var value string
	struck, formula, saved := st.struck, false, false
	for open := 1; open > 0; {
		t, err := r.part.Token()
		if err != nil {
			return "", err
		}
		switch c := t.(type) {
		case xml.StartElement:
			open++
			switch c.Name.Local {
			case "v":
				if value, err = r.part.Chars(); err != nil {
					return "", err
				}
				saved = true
				open--
			case "is":
				s, err := richText(r.part, r.maxCell)
				if err != nil {
					return "", err
				}
				value, struck, saved = s.text, struck || s.struck, true
				open--
			case "f":
				formula = true
				if err := r.part.Skip(); err != nil {
					return "", err
				}
				open--
			}
		case xml.EndElement:
			open--
		}
	}
	if formula && !saved {
		r.addGraveRemark("formula", column,
			"holds a formula without a saved value, so what it shows is not known: open the workbook and save it",
			"含公式而无保存的值，无法得知其显示内容：请打开工作簿并保存")
		return "", nil
	}
	text, isStruck, err := r.displayText(kind, value, f, column)
	if err != nil {
		return "", err
	}
	if (struck || isStruck) && strings.TrimSpace(text) != "" {
		r.addGraveRemark("struck", column, "is struck through, in whole or in part: is it still of the list?",
			"全部或部分文字带删除线：是否仍属清单内容？")
	}
	return text, nil
}

// displayText returns the value of a cell as displayed.
func (r *sheetReader) displayText(kind, value string, f *format, column int) (text string, struck bool, err error) {
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || i < 0 || i >= len(r.strings) {
			if strings.TrimSpace(value) == "" {
				return "", false, nil
			}
			return "", false, &tables.PlaceError{Row: r.row,
				Text: fmt.Sprintf("points to text %s, which is not there: save the workbook anew", shorten(value))}
		}
		return r.strings[i].text, r.strings[i].struck, nil
	case "inlineStr":
		return value, false, nil
	case "str":
		return unescape(value), false, nil
	case "b":
		if strings.TrimSpace(value) == "" {
			return "", false, nil
		}
		return strings.ToUpper(strconv.FormatBool(packed.ParseBool(strings.TrimSpace(value), false))), false, nil
	case "e", "d":
		return value, false, nil
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return value, false, nil
	}
	if r.exact && n != math.Trunc(n) {
		f = f.precise(n)
	}
	text, ok := f.show(strings.TrimSpace(value), n, r.date1904)
	if !ok {
		r.addRemark("format", r.row, letters(column),
			"is shown in a number format that is not read: its bare number is taken",
			"单元格的数字格式无法识别，按其原始数值读取")
	}
	return text, false, nil
}

// maxRemarks bounds the remarks of one kind.
const maxRemarks = 200

func (r *sheetReader) addRemark(kind string, row int, column, en, zh string) {
	if r.remarkCounts[kind]++; r.remarkCounts[kind] <= maxRemarks {
		r.Remarks = append(r.Remarks, tables.NewRemark(0, row, column, en, zh))
	}
}

func (r *sheetReader) addGraveRemark(kind string, column int, en, zh string) {
	if r.remarkCounts[kind]++; r.remarkCounts[kind] <= maxRemarks {
		remark := tables.NewRemark(0, r.row, letters(column), en, zh)
		remark.Grave = true
		r.Remarks = append(r.Remarks, remark)
	}
}

// remarkHiddenColumns adds remarks on hidden columns with text.
func (r *sheetReader) remarkHiddenColumns() {
	for i := range r.hidden {
		if r.columns[i+1] {
			r.Remarks = append(r.Remarks, tables.NewRemark(0, 0, letters(i+1),
				"is a column that is hidden in the workbook, and is read", "该列在工作簿中被隐藏，仍予读取"))
		}
	}
}

// maxRanges bounds the merged ranges of a sheet.
const maxRanges = 20_000

func (r *sheetReader) readRange(e xml.StartElement) error {
	if len(r.ranges) >= maxRanges {
		return fmt.Errorf("has more than %d merged cells on a sheet", maxRanges)
	}
	ref, _ := packed.Attribute(e, "ref")
	from, to, several := strings.Cut(ref, ":")
	if !several {
		return nil
	}
	var a area
	var okFrom, okTo bool
	a.left, a.top, okFrom = cellName(from)
	a.right, a.bottom, okTo = cellName(to)
	if !okFrom || !okTo {
		return fmt.Errorf("has cells merged over %q, which is no range", shorten(ref))
	}
	if a.left > a.right {
		a.left, a.right = a.right, a.left
	}
	if a.top > a.bottom {
		a.top, a.bottom = a.bottom, a.top
	}
	r.ranges = append(r.ranges, a)
	return nil
}

// merge copies the text of merged cells to all cells that they cover. A row
// that has only covered cells is left out.
func (r *sheetReader) merge() error {
	for _, a := range r.ranges {
		from, _ := slices.BinarySearchFunc(r.Rows, a.top, func(row tables.Row, n int) int { return row.Number - n })
		text := ""
		if first, ok := r.rowIndex[a.top]; ok && a.left <= len(r.Rows[first].Cells) {
			text = r.Rows[first].Cells[a.left-1]
		}
		right := min(a.right, tables.MaxColumns)
		for i := from; i < len(r.Rows) && r.Rows[i].Number <= a.bottom && a.left <= right; i++ {
			row := &r.Rows[i]
			if err := r.allowance.Cells(right-a.left+1, text); err != nil {
				return &tables.PlaceError{Row: a.top, Text: err.Error()}
			}
			r.cover(row, a.left-1, right-1, text, row.Number > a.top)
		}
	}
	return nil
}

// cover sets the cells of a row that a merged cell covers. Text hidden by it is
// remarked on.
func (r *sheetReader) cover(row *tables.Row, left, right int, text string, below bool) {
	for len(row.Cells) <= right {
		row.Cells = append(row.Cells, "")
	}
	for len(row.Merged) < len(row.Cells) {
		row.Merged = append(row.Merged, tables.Own)
	}
	for i := left; i <= right; i++ {
		if lost := strings.TrimSpace(row.Cells[i]); lost != "" && lost != strings.TrimSpace(text) && (below || i > left) {
			r.row = row.Number
			r.addGraveRemark("covered", i+1, fmt.Sprintf("has text that a merged cell hides: %q", shorten(lost)),
				fmt.Sprintf("有文字被合并单元格遮盖：“%s”", shorten(lost)))
		}
		switch {
		case i > left:
			row.Merged[i] = tables.Left
		case below:
			row.Merged[i] = tables.Above
		}
		row.Cells[i] = text
	}
}

// cellName parses the name of a cell: B12 is column 2, row 12.
func cellName(s string) (column, row int, ok bool) {
	s = strings.ReplaceAll(s, "$", "")
	i := 0
	for ; i < len(s) && i < 3 && (s[i] >= 'A' && s[i] <= 'Z' || s[i] >= 'a' && s[i] <= 'z'); i++ {
		column = column*26 + int(s[i]|0x20-'a') + 1
	}
	if i == 0 || i == len(s) || len(s)-i > 7 {
		return 0, 0, false
	}
	for ; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, 0, false
		}
		row = row*10 + int(s[i]-'0')
	}
	return column, row, row > 0
}

// letters returns the name of a column: 2 is B.
func letters(column int) string {
	var out []byte
	for ; column > 0; column = (column - 1) / 26 {
		out = append(out, byte('A'+(column-1)%26))
	}
	slices.Reverse(out)
	return string(out)
}

// shorten shortens a quoted text.
func shorten(s string) string {
	if r := []rune(s[:min(len(s), 400)]); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
