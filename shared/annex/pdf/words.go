package pdf

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"

	"importchecker/shared/annex/tables"
)

// box is an area of a page, in points from the upper left corner.
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
	drawing
}

// Bounds of the content of all pages.
const (
	maxWords = 400_000
	maxText  = tables.MaxText
)

// readWords parses the output of pdftotext -bbox.
func readWords(from io.Reader) ([]*page, error) {
	var pages []*page
	d := xml.NewDecoder(bufio.NewReaderSize(printable(from), 1<<16))
	d.Strict, d.Entity = false, xml.HTMLEntity
	var w *word
	words, text := 0, 0
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
					words++
					text += len(w.text)
				}
				w = nil
			}
		}
		if words > maxWords || text > maxText {
			return nil, fmt.Errorf("has more than %d words or %s of text", maxWords, tables.Size(maxText))
		}
	}
}

// printable removes characters that XML does not allow, which some files have
// in their words.
func printable(from io.Reader) io.Reader {
	return transform.NewReader(from, runes.Remove(runes.Predicate(func(r rune) bool {
		return r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0xfffe || r == 0xffff
	})))
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
