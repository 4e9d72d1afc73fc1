// Package htmltable reads the tables of a web page as tables of an annex.
//
// A table that holds another is layout: its text stands around the tables in
// it. Text outside tables is kept beside them, since titles of sections and
// footnotes stand there. Of the encodings, UTF-8 and the Chinese GB2312, GBK
// and GB18030 are read, by their mark, by what the page says, or by looking.
package htmltable

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/encoding/simplifiedchinese"

	"importchecker/shared/annex/tables"
)

// Read returns every table of a page, in their order.
func Read(raw []byte) ([]*tables.Sheet, error) {
	root, encoding, err := Parse(raw)
	if err != nil {
		return nil, err
	}
	r := &reader{encoding: encoding}
	if err := r.walk(root, 0); err != nil {
		return nil, err
	}
	r.flush()
	if len(r.sheets) > 0 {
		last := r.sheets[len(r.sheets)-1]
		for _, text := range first(r.around, maxAfter) {
			last.Rows = append(last.Rows, tables.Row{Number: len(last.Rows) + 1, Loose: true, Cells: []string{text}})
		}
	}
	return r.sheets, nil
}

// How much text around a table is kept: a title and its notes, not a menu.
const (
	maxBefore = 8
	maxAfter  = 20
)

// Parse reads a page, and says how it was encoded.
func Parse(raw []byte) (*html.Node, string, error) {
	if len(raw) > tables.MaxFile {
		return nil, "", fmt.Errorf("%d bytes, which is beyond the %d that an annex may have", len(raw), tables.MaxFile)
	}
	text, encoding, err := decode(raw)
	if err != nil {
		return nil, "", err
	}
	root, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		return nil, "", fmt.Errorf("cannot be read as a web page: %w", err)
	}
	return root, encoding, nil
}

// charset is how a page names its encoding, within the bytes that browsers
// look at.
var charset = regexp.MustCompile(`(?i)<meta[^>]+charset\s*=\s*["']?\s*([a-z0-9_:-]+)|^\s*<\?xml[^>]+encoding=["']([a-z0-9_:-]+)`)

func decode(raw []byte) (text []byte, encoding string, err error) {
	if plain, marked := bytes.CutPrefix(raw, []byte("\xef\xbb\xbf")); marked {
		if !utf8.Valid(plain) {
			return nil, "", errors.New("begins as UTF-8 but is not UTF-8 throughout")
		}
		return plain, "UTF-8 with a byte order mark", nil
	}
	if bytes.HasPrefix(raw, []byte("\xff\xfe")) || bytes.HasPrefix(raw, []byte("\xfe\xff")) {
		return nil, "", errors.New("is in UTF-16: save it in UTF-8")
	}
	m := charset.FindSubmatch(raw[:min(len(raw), 4096)])
	if m == nil {
		return tables.DecodeText(raw)
	}
	switch name := strings.ToLower(string(m[1]) + string(m[2])); name {
	case "utf-8", "utf8", "us-ascii", "ascii":
		if !utf8.Valid(raw) {
			return nil, "", fmt.Errorf("says that it is in %s, and is not", name)
		}
		return raw, "UTF-8", nil
	case "gb2312", "gbk", "gb18030", "x-gbk", "cp936", "ms936", "windows-936", "gb_2312-80":
		if utf8.Valid(raw) && !ascii(raw) {
			return raw, "UTF-8, though it says " + name, nil
		}
		text, err = simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
		if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
			return nil, "", fmt.Errorf("says that it is in %s, and is not", name)
		}
		return text, "GB18030", nil
	default:
		if ascii(raw) {
			return raw, "UTF-8", nil
		}
		return nil, "", fmt.Errorf("is in %s: save it in UTF-8", name)
	}
}

func ascii(raw []byte) bool {
	for _, b := range raw {
		if b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

type reader struct {
	encoding string
	sheets   []*tables.Sheet
	around   []string // text since the last table
	line     strings.Builder
	rows     int
}

// flush ends a line of the text around tables.
func (r *reader) flush() {
	if text := strings.Join(strings.Fields(r.line.String()), " "); text != "" {
		r.around = append(r.around, text)
	}
	r.line.Reset()
}

// silent are elements whose text does not show.
func silent(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Select, atom.Textarea, atom.Iframe, atom.Svg, atom.Object:
		return true
	}
	return false
}

// block reports whether an element stands on lines of its own.
func block(n *html.Node) bool {
	switch n.DataAtom {
	case atom.P, atom.Div, atom.Li, atom.Br, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Tr, atom.Td, atom.Th,
		atom.Table, atom.Caption, atom.Ul, atom.Ol, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Nav, atom.Blockquote, atom.Pre, atom.Hr, atom.Center:
		return true
	}
	return false
}

// maxDepth bounds elements within elements, of all kinds.
const maxDepth = 1000

func (r *reader) walk(n *html.Node, depth int) error {
	switch {
	case depth > maxDepth:
		return fmt.Errorf("has more than %d elements within each other", maxDepth)
	case n.Type == html.TextNode:
		r.line.WriteString(n.Data)
		return nil
	case n.Type == html.ElementNode && silent(n):
		return nil
	case n.DataAtom == atom.Table && tablesWithin(n) > tables.MaxNesting:
		return fmt.Errorf("has more than %d tables within each other", tables.MaxNesting)
	case n.DataAtom == atom.Table && tablesWithin(n) == 1:
		r.flush()
		return r.table(n)
	}
	if block(n) {
		r.flush()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if err := r.walk(c, depth+1); err != nil {
			return err
		}
	}
	if block(n) {
		r.flush()
	}
	return nil
}

// tablesWithin returns how deep tables stand within each other, this one
// included. It gives up beyond the bound.
func tablesWithin(n *html.Node) int {
	deepest := 0
	var walk func(n *html.Node, within, depth int)
	walk = func(n *html.Node, within, depth int) {
		if n.DataAtom == atom.Table && n.Type == html.ElementNode {
			within++
		}
		deepest = max(deepest, within)
		if depth > maxDepth || deepest > tables.MaxNesting {
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, within, depth+1)
		}
	}
	walk(n, 0, 0)
	return deepest
}

func (r *reader) table(table *html.Node) error {
	if len(r.sheets) == tables.MaxSheets {
		return fmt.Errorf("has more than %d tables", tables.MaxSheets)
	}
	name := strconv.Itoa(len(r.sheets) + 1)
	var rows [][]tables.Span
	err := each(table, atom.Tr, 0, func(tr *html.Node) error {
		if r.rows++; r.rows > tables.MaxRows {
			return &tables.PlaceError{Sheet: "table " + name, Row: len(rows) + 1, Text: fmt.Sprintf("an annex has at most %d rows", tables.MaxRows)}
		}
		var spans []tables.Span
		for c := tr.FirstChild; c != nil; c = c.NextSibling {
			if c.DataAtom == atom.Td || c.DataAtom == atom.Th {
				spans = append(spans, tables.Span{Text: textOf(c), Across: span(c, "colspan", tables.MaxColumns), Down: span(c, "rowspan", tables.MaxRows)})
			}
		}
		rows = append(rows, spans)
		return nil
	})
	if err != nil {
		return err
	}
	grid, err := tables.Spread(rows)
	var at *tables.PlaceError
	if errors.As(err, &at) {
		at.Sheet = "table " + name
	}
	if err != nil {
		return err
	}
	sheet := &tables.Sheet{Format: "HTML", Encoding: r.encoding, Kind: "table", Name: name}
	for _, text := range r.around[max(0, len(r.around)-maxBefore):] {
		sheet.Rows = append(sheet.Rows, tables.Row{Loose: true, Cells: []string{text}})
	}
	r.around = nil
	each(table, atom.Caption, 0, func(c *html.Node) error {
		sheet.Rows = append(sheet.Rows, tables.Row{Loose: true, Cells: []string{textOf(c)}})
		return nil
	})
	sheet.Rows = append(sheet.Rows, grid...)
	r.sheets = append(r.sheets, sheet)
	return nil
}

// each calls f for every element of that kind below n.
func each(n *html.Node, kind atom.Atom, depth int, f func(*html.Node) error) error {
	if depth > maxDepth {
		return nil
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == kind && c.Type == html.ElementNode {
			if err := f(c); err != nil {
				return err
			}
			continue
		}
		if err := each(c, kind, depth+1, f); err != nil {
			return err
		}
	}
	return nil
}

// textOf returns the text of an element, its lines apart.
func textOf(n *html.Node) string {
	var b strings.Builder
	var walk func(n *html.Node, depth int)
	walk = func(n *html.Node, depth int) {
		switch {
		case depth > maxDepth || n.Type == html.ElementNode && silent(n):
			return
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, depth+1)
		}
		if n.Type == html.ElementNode && block(n) {
			b.WriteByte('\n')
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, 0)
	}
	return strings.TrimSpace(b.String())
}

// span reads how many rows or columns a cell covers. Zero rows means all that
// follow.
func span(n *html.Node, name string, most int) int {
	for _, a := range n.Attr {
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

func first(texts []string, n int) []string { return texts[:min(n, len(texts))] }
