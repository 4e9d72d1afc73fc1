// Package docx converts the tables of a word processor's document to tables of
// an annex.
//
// Automatic numbers are not in the text, and are counted here. Of tracked
// changes the new text is read. Paragraphs around tables are kept with them,
// since they may be titles of sections or footnotes. Headers and footers of
// pages are not read.
package docx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"importchecker/shared/annex/packed"
	"importchecker/shared/annex/tables"
)

const document = "word/document.xml"

// Read returns the tables of a document, in order.
func Read(raw []byte) ([]*tables.Sheet, error) {
	if len(raw) > tables.MaxFile {
		return nil, tables.TooLarge(len(raw))
	}
	archive, err := packed.Open(raw)
	if err != nil {
		return nil, fmt.Errorf("cannot be read as a document: it %w", err)
	}
	numbers, err := readNumbering(archive)
	if err != nil {
		return nil, fmt.Errorf("cannot be read as a document: it %w", err)
	}
	part, err := archive.Part(document)
	if err != nil {
		return nil, fmt.Errorf("cannot be read as a document: it %w", err)
	}
	defer part.Close()
	r := &reader{Part: part, numbers: numbers, allowance: &tables.Allowance{}}
	if err := r.read(); err != nil {
		var at *tables.PlaceError
		if errors.As(err, &at) {
			return nil, at
		}
		return nil, fmt.Errorf("cannot be read as a document: it %w", err)
	}
	return r.finish(), nil
}

// A cell is a w:tc element.
type cell struct {
	text      strings.Builder
	across    int
	continues bool // merged with the cell above
}

type reader struct {
	*packed.Part
	allowance *tables.Allowance
	struck    bool // the current row has text that is struck through
	hidden    bool // the current row has hidden text
	numbers   *numbering
	sheets    []*tables.Sheet
	around    []string // paragraphs since the last table
}

func (r *reader) read() error {
	for {
		token, err := r.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "p":
				var text strings.Builder
				if err := r.paragraph(&text); err != nil {
					return err
				}
				if err := r.addAround(text.String()); err != nil {
					return err
				}
			case "tbl":
				if err := r.table(1); err != nil {
					return err
				}
			case "sectPr", "Fallback", "del", "moveFrom":
				if err := r.Skip(); err != nil {
					return err
				}
			}
		}
	}
}

// addAround keeps a paragraph outside tables.
func (r *reader) addAround(text string) error {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return nil
	}
	r.around = append(r.around, text)
	return r.allowance.Text(text)
}

// A paragraph is a w:p element that is being read.
type paragraph struct {
	text            strings.Builder
	room            int    // bytes that the text may have
	number          string // the list that numbers it
	level           int
	inNumber, inRun bool
	struck, unseen  bool // of the current run
}

// paragraph reads to the end of a w:p element, and appends its text to to, after
// its automatic number.
func (r *reader) paragraph(to *strings.Builder) error {
	p := &paragraph{room: tables.MaxCell - to.Len()}
	for open := 1; open > 0; {
		token, err := r.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			ended, err := r.inParagraph(p, t)
			if err != nil {
				return err
			}
			if !ended {
				open++
			}
		case xml.EndElement:
			open--
			switch t.Name.Local {
			case "numPr":
				p.inNumber = false
			case "r":
				p.inRun = false
			}
		}
	}
	if counted := r.numbers.next(p.number, p.level); counted != "" {
		to.WriteString(counted)
		to.WriteByte(' ')
	}
	to.WriteString(p.text.String())
	return nil
}

// inParagraph reads the start of an element in a paragraph. It reports whether it
// has read to the end of the element.
func (r *reader) inParagraph(p *paragraph, t xml.StartElement) (ended bool, err error) {
	switch t.Name.Local {
	case "t":
		return true, r.paragraphText(p)
	case "tab", "br", "cr":
		if p.inRun { // not in the style's tab stops
			p.text.WriteByte(' ')
		}
	case "r":
		p.inRun, p.struck, p.unseen = true, false, false
	case "strike", "dstrike":
		p.struck = p.inRun && packed.IsOn(t)
	case "vanish", "webHidden":
		p.unseen = p.inRun && packed.IsOn(t)
	case "noBreakHyphen":
		p.text.WriteByte('-')
	case "numPr":
		p.inNumber = true
	case "numId":
		if v, ok := packed.Attribute(t, "val"); ok && p.inNumber {
			p.number = v
		}
	case "ilvl":
		if v, ok := packed.Attribute(t, "val"); ok && p.inNumber {
			p.level, _ = strconv.Atoi(v)
		}
	case "del", "moveFrom", "delText", "instrText", "Fallback", "txbxContent", "rPrChange", "pPrChange":
		return true, r.Skip()
	}
	return false, nil
}

// paragraphText reads to the end of a w:t element.
func (r *reader) paragraphText(p *paragraph) error {
	s, err := r.Chars()
	if err != nil {
		return err
	}
	if p.text.WriteString(s); p.text.Len() > p.room {
		return fmt.Errorf("has more than %s of text in one place", tables.Size(tables.MaxCell))
	}
	if strings.TrimSpace(s) != "" {
		r.struck, r.hidden = r.struck || p.struck, r.hidden || p.unseen
	}
	return nil
}

// table reads to the end of a w:tbl element.
func (r *reader) table(nesting int) error {
	if len(r.sheets) >= tables.MaxSheets {
		return fmt.Errorf("has more than %d tables", tables.MaxSheets)
	}
	sheet := &tables.Sheet{Format: "DOCX", Kind: "table", Name: strconv.Itoa(len(r.sheets) + 1)}
	r.sheets = append(r.sheets, sheet)
	for _, text := range r.around[max(0, len(r.around)-maxBefore):] {
		sheet.Rows = append(sheet.Rows, tables.Row{Loose: true, Cells: []string{text}})
	}
	r.around = nil
	var above tables.Row
	number := 0
	for open := 1; open > 0; {
		token, err := r.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			open++
			switch t.Name.Local {
			case "tr":
				number++
				if err := r.allowance.Row(); err != nil {
					return &tables.PlaceError{Sheet: sheet.Label(), Row: number, Text: err.Error()}
				}
				r.struck, r.hidden = false, false
				row, err := r.row(sheet, number, above, nesting)
				if err != nil {
					return err
				}
				r.addRemarks(sheet, number)
				if row != nil {
					above = *row
					sheet.Rows = append(sheet.Rows, above)
				}
				open--
			case "tblPr", "tblGrid", "tblPrEx", "Fallback":
				if err := r.Skip(); err != nil {
					return err
				}
				open--
			}
		case xml.EndElement:
			open--
		}
	}
	return nil
}

// maxRemarks bounds the remarks on a table.
const maxRemarks = 50

// addRemarks adds remarks on the row that was read.
func (r *reader) addRemarks(sheet *tables.Sheet, number int) {
	if len(sheet.Remarks) >= maxRemarks {
		return
	}
	if r.struck {
		remark := tables.NewRemark(0, number, "", "has text that is struck through: is it still of the list?",
			"有带删除线的文字：是否仍属清单内容？")
		remark.Grave = true
		sheet.Remarks = append(sheet.Remarks, remark)
	}
	if r.hidden {
		sheet.Remarks = append(sheet.Remarks, tables.NewRemark(0, number, "", "has hidden text, which is read", "有隐藏文字，仍予读取"))
	}
}

// maxBefore bounds the paragraphs before a table that are kept: a title and its
// notes.
const maxBefore = 12

// row reads to the end of a w:tr element; nil when the row was deleted.
func (r *reader) row(sheet *tables.Sheet, number int, above tables.Row, nesting int) (*tables.Row, error) {
	row := &tables.Row{Number: number}
	deleted := false
	for open := 1; open > 0; {
		token, err := r.Token()
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			open++
			switch t.Name.Local {
			case "gridBefore": // the row begins further to the right
				for range count(t) {
					if err := r.put(sheet, row, "", tables.Own); err != nil {
						return nil, err
					}
				}
			case "del":
				deleted = deleted || open == 3 // in w:trPr
			case "tc":
				c, err := r.cell(sheet, number, nesting)
				if err != nil {
					return nil, err
				}
				open--
				text, m := strings.TrimSpace(c.text.String()), tables.Own
				if at := len(row.Cells); c.continues && at < len(above.Cells) {
					text, m = above.Cells[at], tables.Above
				}
				for i := range c.across {
					if i > 0 {
						m = tables.Left
					}
					if err := r.put(sheet, row, text, m); err != nil {
						return nil, err
					}
				}
			case "Fallback":
				if err := r.Skip(); err != nil {
					return nil, err
				}
				open--
			}
		case xml.EndElement:
			open--
		}
	}
	if deleted {
		return nil, nil
	}
	return row, nil
}

// put appends a cell to a row.
func (r *reader) put(sheet *tables.Sheet, row *tables.Row, text string, m tables.Merge) error {
	if len(row.Cells) == tables.MaxColumns {
		return &tables.PlaceError{Sheet: sheet.Label(), Row: row.Number,
			Text: fmt.Sprintf("has more than %d columns", tables.MaxColumns)}
	}
	if err := r.allowance.Cells(1, text); err != nil {
		return &tables.PlaceError{Sheet: sheet.Label(), Row: row.Number, Text: err.Error()}
	}
	row.Cells, row.Merged = append(row.Cells, text), append(row.Merged, m)
	return nil
}

// count parses a number of columns.
func count(e xml.StartElement) int {
	v, _ := packed.Attribute(e, "val")
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 {
		return 1
	}
	return min(n, tables.MaxColumns+1)
}

// cell reads to the end of a w:tc element.
func (r *reader) cell(sheet *tables.Sheet, number, nesting int) (*cell, error) {
	c := &cell{across: 1}
	for open := 1; open > 0; {
		token, err := r.Token()
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			open++
			switch t.Name.Local {
			case "gridSpan":
				c.across = count(t)
			case "vMerge":
				v, _ := packed.Attribute(t, "val")
				c.continues = v != "restart"
			case "hMerge":
				return nil, &tables.PlaceError{Sheet: sheet.Label(), Row: number,
					Text: "has cells merged in a way of old programs: save the document anew"}
			case "p":
				if err := r.paragraph(&c.text); err != nil {
					return nil, err
				}
				c.text.WriteByte('\n')
				open--
			case "tbl":
				if nesting >= tables.MaxNesting {
					return nil, fmt.Errorf("has more than %d tables within each other", tables.MaxNesting)
				}
				return nil, &tables.PlaceError{Sheet: sheet.Label(), Row: number,
					Text: "has a table within a cell, which is not read: bring its rows into the table itself"}
			case "Fallback", "tcPrChange", "del":
				if err := r.Skip(); err != nil {
					return nil, err
				}
				open--
			}
		case xml.EndElement:
			open--
		}
	}
	return c, nil
}

// finish adds the text after the last table to it, and returns the tables.
func (r *reader) finish() []*tables.Sheet {
	if len(r.sheets) == 0 {
		return nil
	}
	last := r.sheets[len(r.sheets)-1]
	for _, text := range r.around {
		if len(last.Rows) < tables.MaxRows {
			last.Rows = append(last.Rows, tables.Row{Loose: true, Cells: []string{text}})
		}
	}
	return r.sheets
}
