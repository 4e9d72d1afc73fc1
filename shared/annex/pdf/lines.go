package pdf

import (
	"bufio"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// rule is a drawn line: upright when its box is narrow, level when it is low.
type rule struct{ box }

func (r rule) upright() bool { return r.y1-r.y0 > r.x1-r.x0 }

const (
	thin = 3.0 // largest thickness of a line, in points
	long = 4.0 // smallest length; dashes are shorter, and are joined first
	near = 2.5 // distance within which two lines are one
)

// matrix is an affine transformation, as in SVG.
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

func (m matrix) apply(x, y float64) (float64, float64) {
	return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
}

// then returns the transformation that applies n, then m.
func (m matrix) then(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[2]*n[1], m[1]*n[0] + m[3]*n[1],
		m[0]*n[2] + m[2]*n[3], m[1]*n[2] + m[3]*n[3],
		m[0]*n[4] + m[2]*n[5] + m[4], m[1]*n[4] + m[3]*n[5] + m[5],
	}
}

func readMatrix(s string) matrix {
	inside, ok := strings.CutPrefix(strings.TrimSpace(s), "matrix(")
	if !ok {
		if inside, ok = strings.CutPrefix(strings.TrimSpace(s), "translate("); ok {
			if n := numbers(inside); len(n) == 2 {
				return matrix{1, 0, 0, 1, n[0], n[1]}
			}
		}
		return identity
	}
	n := numbers(inside)
	if len(n) != 6 {
		return identity
	}
	return matrix(n)
}

func numbers(s string) []float64 {
	var out []float64
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == ' ' || r == ')' }) {
		v, err := strconv.ParseFloat(part, 64)
		if err != nil {
			return nil
		}
		out = append(out, v)
	}
	return out
}

// unseenElements are elements whose content is used elsewhere, or not at all:
// glyphs, clips.
var unseenElements = map[string]bool{"defs": true, "symbol": true, "clipPath": true, "mask": true, "pattern": true}

// drawing has what is drawn on a page.
type drawing struct {
	rules    []rule
	shapes   int // of every kind, including glyphs
	pictures int
}

// maxDrawn bounds the lines of all pages, before touching ones are joined.
const maxDrawn = 400_000

// readDrawings parses the output of pdftocairo -svg, and returns the drawing of
// each page.
func readDrawings(from io.Reader) ([]drawing, error) {
	d := xml.NewDecoder(bufio.NewReaderSize(from, 1<<16))
	d.Strict = false
	r := &drawingReader{stack: []matrix{identity}}
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			for i := range r.pages {
				r.pages[i].rules = joinLines(r.pages[i].rules)
			}
			return r.pages, nil
		}
		if err != nil {
			return nil, fmt.Errorf("what pdftocairo writes cannot be read: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			r.start(t)
			if r.lines > maxDrawn || len(r.stack) > maxDrawn {
				return nil, fmt.Errorf("has more than %d lines drawn on its pages", maxDrawn)
			}
		case xml.EndElement:
			r.end()
		}
	}
}

// drawingReader reads the elements of an SVG file.
type drawingReader struct {
	pages  []drawing
	paged  bool     // the file has elements for its pages
	stack  []matrix // transformations of the open elements
	hidden int      // depth within an unseen element
	lines  int      // lines so far
}

// start reads the start of an element.
func (r *drawingReader) start(t xml.StartElement) {
	name := t.Name.Local
	if r.hidden > 0 || unseenElements[name] {
		r.hidden++
		return
	}
	m := r.stack[len(r.stack)-1]
	if v := attribute(t, "transform"); v != "" {
		m = m.then(readMatrix(v))
	}
	r.stack = append(r.stack, m)
	switch name {
	case "svg":
		if !r.paged {
			r.pages = append(r.pages, drawing{})
		}
		return
	case "page":
		if !r.paged {
			r.pages, r.paged = r.pages[:0], true
		}
		r.pages = append(r.pages, drawing{})
		return
	}
	if len(r.pages) == 0 {
		return
	}
	last := &r.pages[len(r.pages)-1]
	switch name {
	case "use", "image":
		last.shapes++
		if !strings.HasPrefix(attribute(t, "href"), "#glyph") {
			last.pictures++
		}
	case "path", "rect":
		added := linesOfShape(t, m)
		last.rules = append(last.rules, added...)
		last.shapes++
		r.lines += len(added)
	}
}

// end reads the end of an element.
func (r *drawingReader) end() {
	if r.hidden > 0 {
		r.hidden--
	} else if len(r.stack) > 1 {
		r.stack = r.stack[:len(r.stack)-1]
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// isPainted reports whether a shape is stroked or filled.
func isPainted(e xml.StartElement, what string) bool {
	if v := attribute(e, what); v != "" {
		return v != "none"
	}
	for part := range strings.SplitSeq(attribute(e, "style"), ";") {
		if name, value, ok := strings.Cut(part, ":"); ok && strings.TrimSpace(name) == what {
			return strings.TrimSpace(value) != "none"
		}
	}
	return what == "fill"
}

// linesOfShape returns the lines of a shape: the edges of a stroked shape, and a
// filled shape that is thin.
func linesOfShape(e xml.StartElement, m matrix) []rule {
	var outlines [][][2]float64
	if e.Name.Local == "rect" {
		x, y, w, h := number(e, "x"), number(e, "y"), number(e, "width"), number(e, "height")
		outlines = [][][2]float64{{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}, {x, y}}}
	} else {
		outlines = outlinesOf(attribute(e, "d"))
	}
	stroked, filled := isPainted(e, "stroke"), isPainted(e, "fill")
	var out []rule
	for _, outline := range outlines {
		for i, p := range outline {
			x, y := m.apply(p[0], p[1])
			outline[i] = [2]float64{x, y}
		}
		if stroked {
			for i := 1; i < len(outline); i++ {
				a, b := outline[i-1], outline[i]
				out = appendRule(out, box{min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])})
			}
		}
		if filled && len(outline) > 2 {
			around := box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
			for _, p := range outline {
				around = box{min(around.x0, p[0]), min(around.y0, p[1]), max(around.x1, p[0]), max(around.y1, p[1])}
			}
			out = appendRule(out, around)
		}
	}
	return out
}

// appendRule appends a box if it is thin.
func appendRule(out []rule, b box) []rule {
	w, h := b.x1-b.x0, b.y1-b.y0
	if min(w, h) > thin || max(w, h) < 0.2 {
		return out
	}
	return append(out, rule{b})
}

// outlinesOf parses the data of a path. Of a curve only its ends are used.
func outlinesOf(d string) [][][2]float64 {
	var out [][][2]float64
	var current [][2]float64
	fields := strings.Fields(strings.NewReplacer(",", " ", "M", " M ", "L", " L ", "C", " C ", "Z", " Z ", "z", " Z ", "H",
		" H ", "V", " V ").Replace(d))
	op := ""
	for i := 0; i < len(fields); {
		if f := fields[i]; len(f) == 1 && strings.Contains("MLCZHV", f) {
			op = f
			i++
			if op == "Z" {
				if len(current) > 0 {
					current = append(current, current[0])
				}
				continue
			}
		}
		n := map[string]int{"M": 2, "L": 2, "C": 6, "H": 1, "V": 1}[op]
		v, ok := floats(fields[i:], n)
		if !ok || n == 0 {
			return out // a command that cairo does not write
		}
		i += n
		switch op {
		case "M":
			if len(current) > 0 {
				out = append(out, current)
			}
			current = [][2]float64{{v[0], v[1]}}
			op = "L"
		case "L":
			current = append(current, [2]float64{v[0], v[1]})
		case "C":
			current = append(current, [2]float64{v[4], v[5]})
		case "H":
			if len(current) > 0 {
				current = append(current, [2]float64{v[0], current[len(current)-1][1]})
			}
		case "V":
			if len(current) > 0 {
				current = append(current, [2]float64{current[len(current)-1][0], v[0]})
			}
		}
	}
	if len(current) > 0 {
		out = append(out, current)
	}
	return out
}

// floats parses the first n fields.
func floats(fields []string, n int) ([]float64, bool) {
	if n > len(fields) {
		return nil, false
	}
	v := make([]float64, n)
	for k := range v {
		var err error
		if v[k], err = strconv.ParseFloat(fields[k], 64); err != nil {
			return nil, false
		}
	}
	return v, true
}

// joinLines joins lines that were drawn in pieces: cell by cell, or in dashes.
func joinLines(pieces []rule) []rule {
	var out []rule
	for _, upright := range []bool{false, true} {
		var lines []rule
		for _, p := range pieces {
			if p.upright() == upright {
				lines = append(lines, p)
			}
		}
		at := func(r rule) float64 { return r.midY() }
		from := func(r rule) float64 { return r.x0 }
		if upright {
			at, from = func(r rule) float64 { return r.midX() }, func(r rule) float64 { return r.y0 }
		}
		slices.SortFunc(lines, func(a, b rule) int { return cmp.Compare(at(a), at(b)) })
		for len(lines) > 0 {
			n := 1
			for n < len(lines) && at(lines[n])-at(lines[0]) <= near {
				n++
			}
			row := lines[:n]
			lines = lines[n:]
			slices.SortFunc(row, func(a, b rule) int { return cmp.Compare(from(a), from(b)) })
			var run []rule
			for _, piece := range row {
				if k := len(run) - 1; k >= 0 && (upright && piece.y0 <= run[k].y1+near || !upright && piece.x0 <= run[k].x1+near) {
					run[k].box = box{min(run[k].x0, piece.x0), min(run[k].y0, piece.y0), max(run[k].x1, piece.x1),
						max(run[k].y1, piece.y1)}
					continue
				}
				run = append(run, piece)
			}
			for _, r := range run {
				if max(r.x1-r.x0, r.y1-r.y0) >= long {
					out = append(out, r)
				}
			}
		}
	}
	return out
}
