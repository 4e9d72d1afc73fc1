// Package htmltable converts the tables of a web page to tables of an annex.
//
// A table that contains another is layout: its text is around the tables in it.
// Text outside tables is kept with them, since it may be titles of sections or
// footnotes. The page is read tag by tag, with missing end tags inferred as
// browsers do, and without building a tree: the cost of a page is bounded by
// its length. Hidden text is read, with a remark. The encodings UTF-8, GB2312,
// GBK and GB18030 are supported, detected by byte order mark, declaration or
// content.
package htmltable

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"importchecker/shared/annex/tables"
)

// Read returns the tables of a page, in order.
func Read(raw []byte) ([]*tables.Sheet, error) {
	text, encoding, err := Decode(raw)
	if err != nil {
		return nil, err
	}
	r := &reader{encoding: encoding, allowance: &tables.Allowance{}, tags: html.NewTokenizer(bytes.NewReader(text))}
	if err := r.read(); err != nil {
		return nil, err
	}
	if len(r.sheets) > 0 {
		last := r.sheets[len(r.sheets)-1]
		for _, text := range r.around[:min(maxAfter, len(r.around))] {
			last.Rows = append(last.Rows, tables.Row{Number: len(last.Rows) + 1, Loose: true, Cells: []string{text}})
		}
	}
	return r.sheets, nil
}

// Bounds of the text around a table that is kept: a title and its notes, not a
// menu.
const (
	maxBefore = 8
	maxAfter  = 20
)

// reader reads the tags of a page.
type reader struct {
	tags      *html.Tokenizer
	allowance *tables.Allowance
	encoding  string
	sheets    []*tables.Sheet
	around    []string // text since the last table
	line      strings.Builder
	open      []*table // open tables, nested

	silent      atom.Atom // element whose text is not displayed; 0 outside of one
	silentDepth int
	hiddenText  mark // text hidden by its style
	struckText  mark // text that is struck through
	count       int  // number of tags so far
}

// mark tracks an element that affects all text in it.
type mark struct {
	name  atom.Atom
	depth int
}

// begin records the start of an element; says is whether it has the effect.
func (m *mark) begin(name atom.Atom, says bool) {
	switch {
	case m.depth > 0 && name == m.name:
		m.depth++
	case m.depth == 0 && says:
		*m = mark{name, 1}
	}
}

func (m *mark) end(name atom.Atom) {
	if m.depth > 0 && name == m.name {
		m.depth--
	}
}

// table is an open table.
type table struct {
	grid     *tables.Grid
	row      []tables.Span
	inRow    bool
	hidden   bool // the row is hidden
	cell     *strings.Builder
	span     tables.Span
	caption  *strings.Builder
	captions []string
	layout   bool // it contains another table
	remarks  []tables.Remark
}

func (r *reader) read() error {
	for {
		switch kind := r.tags.Next(); kind {
		case html.ErrorToken:
			if err := r.tags.Err(); !errors.Is(err, io.EOF) {
				return fmt.Errorf("cannot be read as a web page: %w", err)
			}
			return r.finish()
		case html.TextToken:
			if err := r.text(string(r.tags.Text())); err != nil {
				return err
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			if r.count++; r.count > tables.MaxElements {
				return fmt.Errorf("has more than %d tags", tables.MaxElements)
			}
			if err := r.begin(r.tags.Token(), kind == html.SelfClosingTagToken); err != nil {
				return err
			}
		case html.EndTagToken:
			if err := r.end(r.tags.Token().DataAtom); err != nil {
				return err
			}
		}
	}
}

// finish closes what is open at the end of the page.
func (r *reader) finish() error {
	if r.silentDepth > 0 && r.silent != atom.Head {
		return fmt.Errorf("has an element <%s> that does not end, and hides what follows: save the page anew", r.silent)
	}
	for len(r.open) > 0 {
		if err := r.endTable(); err != nil {
			return err
		}
	}
	r.flush()
	return nil
}

// flush ends a line of the text around tables.
func (r *reader) flush() {
	if text := strings.Join(strings.Fields(r.line.String()), " "); text != "" {
		r.around = append(r.around, text)
	}
	r.line.Reset()
}

// isSilent reports whether the text of an element is not displayed.
func isSilent(name atom.Atom) bool {
	switch name {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Select, atom.Textarea, atom.Iframe,
		atom.Svg, atom.Object, atom.Title:
		return true
	}
	return false
}

// isBlock reports whether an element is on lines of its own.
func isBlock(name atom.Atom) bool {
	switch name {
	case atom.P, atom.Div, atom.Li, atom.Br, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Tr, atom.Td,
		atom.Th,
		atom.Table, atom.Caption, atom.Ul, atom.Ol, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Nav,
		atom.Blockquote, atom.Pre, atom.Hr, atom.Center:
		return true
	}
	return false
}

// target returns where text is added: a cell, a caption, or the text around
// tables.
func (r *reader) target() *strings.Builder {
	if n := len(r.open); n > 0 && !r.open[n-1].layout {
		t := r.open[n-1]
		switch {
		case t.cell != nil:
			return t.cell
		case t.caption != nil:
			return t.caption
		}
	}
	return &r.line
}

func (r *reader) text(text string) error {
	if r.silentDepth > 0 {
		return nil
	}
	to := r.target()
	to.WriteString(text)
	if to != &r.line && to.Len() > tables.MaxCell {
		return fmt.Errorf("has more than %s of text in one cell", tables.Size(tables.MaxCell))
	}
	if to != &r.line && strings.TrimSpace(text) != "" {
		t := r.open[len(r.open)-1]
		if r.struckText.depth > 0 {
			t.addRemark(true, "is struck through, in whole or in part: is it still of the list?",
				"全部或部分文字带删除线：是否仍属清单内容？")
		}
		if r.hiddenText.depth > 0 || t.hidden {
			t.addRemark(false, "has text that does not show on the page, and is read", "有页面上不显示的文字，仍予读取")
		}
	}
	return nil
}

// addRemark adds a remark on the current row.
func (t *table) addRemark(grave bool, en, zh string) {
	row := len(t.grid.Rows) + 1
	if n := len(t.remarks); n > 0 && t.remarks[n-1].Row == row && t.remarks[n-1].Text.EN == en || n >= maxRemarks {
		return
	}
	remark := tables.NewRemark(0, row, "", en, zh)
	remark.Grave = grave
	t.remarks = append(t.remarks, remark)
}

// maxRemarks bounds the remarks on a table.
const maxRemarks = 50

// begin handles a start tag.
func (r *reader) begin(t html.Token, closed bool) error {
	name := t.DataAtom
	if r.silentDepth > 0 {
		switch {
		case r.silent == atom.Head && (name == atom.Body || isBlock(name)): // the end tag of a head is often omitted
			r.silentDepth = 0
		case name == r.silent && !closed:
			r.silentDepth++
			return nil
		default:
			return nil
		}
	}
	if isSilent(name) {
		if !closed {
			r.silent, r.silentDepth = name, 1
		}
		return nil
	}
	switch name {
	case atom.Table:
		return r.beginTable()
	case atom.Caption:
		if n := len(r.open); n > 0 {
			r.open[n-1].caption = &strings.Builder{}
			return nil
		}
	case atom.Tr:
		return r.beginRow(t)
	case atom.Td, atom.Th:
		return r.beginCell(t)
	case atom.Thead, atom.Tbody, atom.Tfoot:
		return r.endRow()
	}
	if name == atom.S || name == atom.Strike || name == atom.Del || hasStyle(t, "line-through") {
		r.struckText.begin(name, !closed)
	} else {
		r.struckText.begin(name, false)
	}
	r.hiddenText.begin(name, !closed && isHidden(t))
	if isBlock(name) {
		r.breakLine()
	}
	return nil
}

// breakLine ends a line of the current text.
func (r *reader) breakLine() {
	if to := r.target(); to != &r.line {
		to.WriteByte('\n')
		return
	}
	r.flush()
}

func (r *reader) end(name atom.Atom) error {
	if r.silentDepth > 0 {
		if name == r.silent {
			r.silentDepth--
		}
		return nil
	}
	r.struckText.end(name)
	r.hiddenText.end(name)
	switch name {
	case atom.Table:
		return r.endTable()
	case atom.Tr, atom.Thead, atom.Tbody, atom.Tfoot:
		return r.endRow()
	case atom.Td, atom.Th:
		return r.endCell()
	case atom.Caption:
		r.endCaption()
		return nil
	}
	if isBlock(name) {
		r.breakLine()
	}
	return nil
}

// innermost returns the innermost open table; nil when there is none.
func (r *reader) innermost() *table {
	if len(r.open) == 0 {
		return nil
	}
	return r.open[len(r.open)-1]
}

// beginTable opens a table. When it is in a cell, the table around it is
// layout.
func (r *reader) beginTable() error {
	if t := r.innermost(); t != nil {
		switch {
		case t.cell == nil && !t.layout: // its end tag is missing
			if err := r.endTable(); err != nil {
				return err
			}
		case !t.layout:
			if err := r.asLayout(t); err != nil {
				return err
			}
		}
	}
	if len(r.open) >= tables.MaxNesting {
		return fmt.Errorf("has more than %d tables within each other", tables.MaxNesting)
	}
	r.flush()
	r.open = append(r.open, &table{grid: tables.NewGrid(r.allowance)})
	return nil
}

// asLayout moves the text of a table to the text around the next one. A table
// with codes is a list and not layout: a table in one of its cells is an error.
func (r *reader) asLayout(t *table) error {
	t.layout = true
	for _, row := range t.grid.Rows {
		for i, text := range row.Cells {
			if row.Merged[i] != tables.Own {
				continue
			}
			if looksLikeCode(text) {
				return &tables.PlaceError{Sheet: "table " + strconv.Itoa(len(r.sheets)+1), Row: len(t.grid.Rows) + 1,
					Text: "has a table within a cell, which is not read: bring its rows into the table itself"}
			}
			r.addLines(text)
		}
	}
	for _, span := range t.row {
		r.addLines(span.Text)
	}
	if t.cell != nil {
		r.addLines(t.cell.String())
	}
	return nil
}

// looksLikeCode reports whether a cell may be the code of a tariff line.
func looksLikeCode(text string) bool {
	digits := strings.NewReplacer(".", "", " ", "").Replace(strings.TrimSpace(text))
	return len(digits) == 8 && strings.Trim(digits, "0123456789") == ""
}

// addLines adds the lines of a text to the text around tables.
func (r *reader) addLines(text string) {
	for line := range strings.SplitSeq(text, "\n") {
		r.flush()
		r.line.WriteString(line)
		r.flush()
	}
}

func (r *reader) beginRow(tag html.Token) error {
	if err := r.endRow(); err != nil {
		return err
	}
	if t := r.innermost(); t != nil {
		t.inRow, t.hidden = true, isHidden(tag)
	}
	return nil
}

func (r *reader) beginCell(tag html.Token) error {
	if err := r.endCell(); err != nil {
		return err
	}
	r.hiddenText, r.struckText = mark{}, mark{}
	t := r.innermost()
	if t == nil {
		return nil
	}
	t.inRow, t.cell = true, &strings.Builder{}
	t.span = tables.Span{Across: span(tag, "colspan", tables.MaxColumns), Down: span(tag, "rowspan", tables.MaxRows)}
	r.hiddenText.begin(tag.DataAtom, isHidden(tag))
	r.struckText.begin(tag.DataAtom, hasStyle(tag, "line-through"))
	return nil
}

func (r *reader) endCell() error {
	t := r.innermost()
	if t == nil || t.cell == nil {
		return nil
	}
	if t.layout {
		r.flush()
		t.cell = nil
		return nil
	}
	t.span.Text = strings.TrimSpace(t.cell.String())
	t.row, t.cell = append(t.row, t.span), nil
	if len(t.row) > tables.MaxColumns {
		return t.withTable(r, fmt.Errorf("has more than %d columns", tables.MaxColumns))
	}
	return nil
}

func (r *reader) endCaption() {
	t := r.innermost()
	if t == nil || t.caption == nil {
		return
	}
	t.captions = append(t.captions, strings.TrimSpace(t.caption.String()))
	t.caption = nil
}

func (r *reader) endRow() error {
	r.endCaption()
	if err := r.endCell(); err != nil {
		return err
	}
	t := r.innermost()
	if t == nil || !t.inRow {
		return nil
	}
	row := t.row
	t.row, t.inRow = nil, false
	if t.layout {
		return nil
	}
	err := t.grid.Add(row)
	if n := len(t.grid.Rows); err == nil && t.hidden {
		t.grid.Rows[n-1].Hidden = true
	}
	t.hidden = false
	return t.withTable(r, err)
}

// withTable adds the table to an error.
func (t *table) withTable(r *reader, err error) error {
	if err == nil {
		return nil
	}
	var at *tables.PlaceError
	if !errors.As(err, &at) {
		at = &tables.PlaceError{Row: len(t.grid.Rows) + 1, Text: err.Error()}
	}
	at.Sheet = "table " + strconv.Itoa(len(r.sheets)+1)
	return at
}

// endTable closes the innermost table, and makes a sheet of it.
func (r *reader) endTable() error {
	t := r.innermost()
	if t == nil {
		return nil
	}
	if err := r.endRow(); err != nil {
		return err
	}
	r.open = r.open[:len(r.open)-1]
	r.hiddenText, r.struckText = mark{}, mark{}
	if t.layout {
		r.flush()
		return nil
	}
	if len(r.sheets) == tables.MaxSheets {
		return fmt.Errorf("has more than %d tables", tables.MaxSheets)
	}
	sheet := &tables.Sheet{Format: "HTML", Encoding: r.encoding, Kind: "table", Name: strconv.Itoa(len(r.sheets) + 1),
		Remarks: t.remarks}
	r.flush()
	for _, text := range append(r.around[max(0, len(r.around)-maxBefore):], t.captions...) {
		sheet.Rows = append(sheet.Rows, tables.Row{Loose: true, Cells: []string{text}})
	}
	r.around = nil
	sheet.Rows = append(sheet.Rows, t.grid.Rows...)
	r.sheets = append(r.sheets, sheet)
	return nil
}

// isHidden reports whether an element is hidden.
func isHidden(t html.Token) bool {
	for _, a := range t.Attr {
		if a.Key == "hidden" {
			return true
		}
	}
	return hasStyle(t, "display:none") || hasStyle(t, "visibility:hidden") || hasStyle(t, "visibility:collapse")
}

// hasStyle reports whether the style of an element contains what.
func hasStyle(t html.Token, what string) bool {
	for _, a := range t.Attr {
		if a.Key == "style" && strings.Contains(strings.ToLower(strings.ReplaceAll(a.Val, " ", "")), what) {
			return true
		}
	}
	return false
}

// span parses how many rows or columns a cell covers. Zero rows means all
// following rows.
func span(t html.Token, name string, most int) int {
	for _, a := range t.Attr {
		if a.Key != name {
			continue
		}
		v, err := strconv.Atoi(strings.TrimSpace(a.Val))
		switch {
		case err != nil || v < 0:
			return 1
		case v == 0 && name == "rowspan":
			return most
		}
		return min(max(v, 1), most)
	}
	return 1
}
