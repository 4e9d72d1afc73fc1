package annex

import (
	"fmt"
	"strings"
	"unicode"

	"importchecker/shared/list/compile"
)

// role is what a column holds.
type role uint8

const (
	noRole role = iota
	serial
	category
	code
	nameZH
	nameEN
	remark
	endRoles
)

// titleOf is what the annexes call each column.
var titleOf = [endRoles]string{
	serial: "序号", category: "类别", code: "税则号列", nameZH: "货品名称", nameEN: "英文名称", remark: "备注",
}

// titles are the names that columns go by, without spaces and in lower case.
var titles = map[string]role{
	"序号": serial, "编号": serial, "no": serial, "number": serial, "serial": serial, "serialno": serial, "serialnumber": serial, "s/n": serial, "#": serial,
	"类别": category, "类别序号": category, "商品类别": category, "种类": category, "category": category, "kind": category,
	"税则号列": code, "税则号": code, "税号": code, "税则号码": code, "商品编码": code, "商品编号": code, "hs编码": code,
	"hscode": code, "hs": code, "tariffline": code, "tariffcode": code, "tariffnumber": code, "tariffno": code, "tariffitem": code, "code": code,
	"货品名称": nameZH, "中文货品名称": nameZH, "商品名称": nameZH, "中文商品名称": nameZH, "货物名称": nameZH, "中文名称": nameZH, "品名": nameZH, "名称": nameZH,
	"英文名称": nameEN, "英文货品名称": nameEN, "英文商品名称": nameEN, "description": nameEN, "descriptionofgoods": nameEN, "goodsdescription": nameEN,
	"goods": nameEN, "nameofgoods": nameEN, "name": nameEN, "productname": nameEN, "englishname": nameEN,
	"备注": remark, "remark": remark, "remarks": remark, "note": remark, "notes": remark,
}

// maxHeaderRow is the last row that the header may stand in.
const maxHeaderRow = 10

// header is where the columns are.
type header struct {
	row     int                // its number
	at      int                // its place among the rows of the sheet
	width   int                // how many cells it has
	columns [endRoles]int      // index of each column; -1 when there is none
	cells   [endRoles]string   // what the header calls it
	ignored []string           // columns with other names
	twice   []*compile.Problem // columns that stand there twice
}

func (h *header) has(r role) bool { return h.columns[r] >= 0 }

// title names the column of a problem as the file does.
func (h *header) title(r role) string {
	if h.has(r) {
		return h.cells[r]
	}
	return titleOf[r]
}

// roleOf tells what a column holds from its header cell, which may be in
// Chinese, in English or in both, with a note in brackets behind.
func roleOf(cell string) role {
	cell, _, _ = strings.Cut(cell, "（")
	cell, _, _ = strings.Cut(cell, "(")
	var all, han, latin strings.Builder
	for _, r := range plain(cell) {
		switch {
		case r == ' ' || r == '.' || r == ':':
			continue
		case unicode.Is(unicode.Han, r):
			han.WriteRune(r)
		default:
			r = unicode.ToLower(r)
			latin.WriteRune(r)
		}
		all.WriteRune(r)
	}
	for _, title := range []string{all.String(), han.String(), latin.String()} {
		if found, ok := titles[title]; ok {
			return found
		}
	}
	return noRole
}

// readHeader reads a row as if it were the header.
func readHeader(row SheetRow) *header {
	h := &header{row: row.Number, width: len(row.Cells)}
	for r := range h.columns {
		h.columns[r] = -1
	}
	for i, cell := range row.Cells {
		cell = strings.TrimSpace(cell)
		r := roleOf(cell)
		switch {
		case cell == "":
		case r == noRole:
			h.ignored = append(h.ignored, cell)
		case h.has(r):
			h.twice = append(h.twice, &compile.Problem{Row: row.Number, Column: cell, Text: fmt.Sprintf("there are two such columns, the other called %q", h.cells[r])})
		default:
			h.columns[r], h.cells[r] = i, cell
		}
	}
	return h
}

// findHeader returns the first row, among the first ten, that names a column
// of codes and one of names.
func findHeader(s *Sheet) (*header, bool) {
	for at, row := range s.Rows {
		if row.Number > maxHeaderRow {
			break
		}
		if h := readHeader(row); h.has(code) && (h.has(nameZH) || h.has(nameEN)) {
			h.at = at
			return h, true
		}
	}
	return nil, false
}

// problems says which columns are missing. A list without its remarks would
// admit what they exclude, so they are as necessary as the codes.
func (h *header) problems(counts string) []*compile.Problem {
	out := h.twice
	if !h.has(remark) {
		out = append(out, &compile.Problem{Row: h.row, Column: titleOf[remark],
			Text: "there is no column of remarks (备注, Remarks); without them the conditions of the list are lost"})
	}
	if counts == compile.CountsKinds && !h.has(category) && !h.has(serial) {
		out = append(out, &compile.Problem{Row: h.row, Column: titleOf[category],
			Text: "the announcement counts kinds of goods, but there is no column that numbers them (类别, Category or 序号, No.)"})
	}
	return out
}
