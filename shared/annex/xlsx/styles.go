package xlsx

import (
	"encoding/xml"
	"fmt"
	"strconv"

	"importchecker/shared/annex/packed"
)

// styles are the styles of cells, as far as they affect their meaning.
type styles struct {
	codes   map[int]string  // of custom number formats, by id
	formats map[int]*format // formats used so far, by id
	cells   []style
}

// style is the style of a cell.
type style struct {
	format int
	struck bool
}

// Bounds of the style tables. Excel has at most 65,490 styles.
const (
	maxStyles  = 70_000
	maxFormats = 5_000
)

func (b *book) readStyles(part string) error {
	s := &b.styles
	s.codes, s.formats = map[int]string{}, map[int]*format{}
	var struck []bool // by font
	inside := ""      // the current table
	return b.each(part, func(p *packed.Part, e xml.StartElement) error {
		if len(struck) > maxStyles || len(s.cells) > maxStyles || len(s.codes) > maxFormats {
			return fmt.Errorf("has more than %d styles", maxStyles)
		}
		switch e.Name.Local {
		case "fonts", "cellXfs", "cellStyleXfs", "numFmts", "fills", "borders", "cellStyles", "dxfs":
			inside = e.Name.Local
		case "font":
			if inside == "fonts" {
				struck = append(struck, false)
			}
		case "strike":
			if inside == "fonts" && len(struck) > 0 {
				struck[len(struck)-1] = packed.IsOn(e)
			}
		case "numFmt":
			if inside == "numFmts" {
				code, _ := packed.Attribute(e, "formatCode")
				s.codes[number(e, "numFmtId")] = code[:min(len(code), maxFormat+1)]
			}
		case "xf":
			if inside == "cellXfs" {
				font := number(e, "fontId")
				s.cells = append(s.cells, style{number(e, "numFmtId"), font >= 0 && font < len(struck) && struck[font]})
			}
		}
		return nil
	})
}

func number(e xml.StartElement, name string) int {
	v, _ := packed.Attribute(e, name)
	n, err := strconv.Atoi(v)
	if err != nil {
		return -1
	}
	return n
}

// styleOf returns the style of a cell and its number format.
func (s *styles) styleOf(id int) (style, *format) {
	st := style{}
	if id >= 0 && id < len(s.cells) {
		st = s.cells[id]
	}
	f := s.formats[st.format]
	if f != nil {
		return st, f
	}
	if code, defined := s.codes[st.format]; defined {
		f = parseFormat(code)
	} else {
		f = builtInFormat(st.format)
	}
	if s.formats != nil {
		s.formats[st.format] = f
	}
	return st, f
}
