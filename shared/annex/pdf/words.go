package pdf

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// box is a place on a page, in points from its upper left corner.
type box struct{ x0, y0, x1, y1 float64 }

func (b box) midX() float64   { return (b.x0 + b.x1) / 2 }
func (b box) midY() float64   { return (b.y0 + b.y1) / 2 }
func (b box) height() float64 { return b.y1 - b.y0 }

type word struct {
	box
	text string
}

type page struct {
	number        int
	width, height float64
	words         []word
	rules         []rule
}

// readWords reads what pdftotext -bbox writes.
func readWords(raw []byte) ([]*page, error) {
	var pages []*page
	d := xml.NewDecoder(bytes.NewReader(printable(raw)))
	d.Strict, d.Entity = false, xml.HTMLEntity
	var w *word
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return pages, nil
		}
		if err != nil {
			return nil, fmt.Errorf("what pdftotext writes cannot be read: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "page":
				p := &page{number: len(pages) + 1}
				p.width, p.height = number(t, "width"), number(t, "height")
				pages = append(pages, p)
			case "word":
				w = &word{box: box{number(t, "xMin"), number(t, "yMin"), number(t, "xMax"), number(t, "yMax")}}
			}
		case xml.CharData:
			if w != nil {
				w.text += string(t)
			}
		case xml.EndElement:
			if t.Name.Local == "word" && w != nil && len(pages) > 0 {
				if w.text = strings.TrimSpace(w.text); w.text != "" {
					p := pages[len(pages)-1]
					p.words = append(p.words, *w)
				}
				w = nil
			}
		}
	}
}

// printable takes out characters that XML does not allow, which some files have
// among their words.
func printable(raw []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, raw)
}

func number(e xml.StartElement, name string) float64 {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			v, _ := strconv.ParseFloat(strings.TrimSuffix(a.Value, "pt"), 64)
			return v
		}
	}
	return 0
}
