package compile

import (
	"errors"
	"fmt"
	"strings"
)

// Problem is one fault of a file, with its location.
type Problem struct {
	File   string `json:"file"`
	Sheet  string `json:"sheet,omitempty"`  // "sheet 清单", "table 2"; blank when a file has only one table
	Page   int    `json:"page,omitempty"`   // 1 is the first page; 0 in a file without pages
	Row    int    `json:"row,omitempty"`    // 1 is the first row; 0 when the fault is of the whole file
	Column string `json:"column,omitempty"` // name in the header; blank when the fault is of the whole row
	Text   string `json:"text"`
	ZH     string `json:"text_zh,omitempty"` // the same in Chinese
	// Accept is the name by which a maintainer may accept the fault; blank when it
	// cannot be accepted.
	Accept string `json:"accept,omitempty"`
}

// Error returns the location and the fault: "2022/list.csv: row 3, column code: …"
// or "annex.pdf, page 7: row 3, column 备注: …".
func (p *Problem) Error() string {
	var place strings.Builder
	place.WriteString(p.File)
	if p.Sheet != "" {
		place.WriteString(", " + p.Sheet)
	}
	if p.Page > 0 {
		fmt.Fprintf(&place, ", page %d", p.Page)
	}
	if p.Row > 0 {
		fmt.Fprintf(&place, ": row %d", p.Row)
		if p.Column != "" {
			place.WriteString(", column " + p.Column)
		}
	} else if p.Column != "" {
		place.WriteString(": " + p.Column)
	}
	text := place.String() + ": " + p.Text
	if p.Accept != "" {
		text += " [may be accepted: " + p.Accept + "]"
	}
	return text
}

// Chinese returns the location and the fault in Chinese; "" when the fault has no
// Chinese text.
func (p *Problem) Chinese() string {
	if p.ZH == "" {
		return ""
	}
	place := p.File
	if p.Sheet != "" {
		place += "，" + strings.NewReplacer("sheet ", "工作表", "table ", "表格").Replace(p.Sheet)
	}
	if p.Page > 0 {
		place += fmt.Sprintf("，第%d页", p.Page)
	}
	if p.Row > 0 {
		place += fmt.Sprintf("，第%d行", p.Row)
	}
	if p.Column != "" {
		place += "，“" + p.Column + "”列"
	}
	if p.Accept != "" {
		return place + "：" + p.ZH + "［可接受：" + p.Accept + "］"
	}
	return place + "：" + p.ZH
}

// problems collects the problems of one file.
type problems struct {
	file  string
	found []error
}

func (p *problems) add(row int, column, format string, args ...any) {
	p.found = append(p.found, &Problem{File: p.file, Row: row, Column: column, Text: fmt.Sprintf(format, args...)})
}

func (p *problems) err() error { return errors.Join(p.found...) }
