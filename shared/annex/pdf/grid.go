package pdf

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"importchecker/shared/annex/tables"
)

// region is a table on a page: lines that touch each other.
type region struct {
	box
	level, upright []rule
	xs, ys         []float64 // the edges of its columns and rows
}

// maxRules bounds the lines on a page. A table of forty rows and ten columns
// has a few hundred at most.
const maxRules = 5000

// rowsOf returns the rows of the tables of all pages, and the text around them.
func rowsOf(pages []*page) ([]tables.Row, error) {
	regions := make([][]*region, len(pages))
	var all []*region
	for i, p := range pages {
		if len(p.rules) > maxRules {
			return nil, &tables.PlaceError{Page: p.number, Text: fmt.Sprintf("has more than %d lines drawn on it", maxRules)}
		}
		regions[i] = regionsOf(p.rules)
		all = append(all, regions[i]...)
	}
	if len(all) == 0 {
		return unruledRows(pages)
	}
	align(all)
	var out []tables.Row
	for i, p := range pages {
		rows, err := p.read(regions[i])
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

// regionsOf groups lines into tables.
func regionsOf(rules []rule) []*region {
	group := make([]int, len(rules))
	for i := range group {
		group[i] = i
	}
	find := func(i int) int {
		for group[i] != i {
			group[i] = group[group[i]]
			i = group[i]
		}
		return i
	}
	for i, a := range rules {
		for j := i + 1; j < len(rules); j++ {
			if b := rules[j]; a.upright() != b.upright() && touch(a.box, b.box) {
				group[find(i)] = find(j)
			}
		}
	}
	byGroup := map[int]*region{}
	for i, l := range rules {
		g := find(i)
		r := byGroup[g]
		if r == nil {
			r = &region{box: l.box}
			byGroup[g] = r
		}
		r.box = box{min(r.x0, l.x0), min(r.y0, l.y0), max(r.x1, l.x1), max(r.y1, l.y1)}
		if l.upright() {
			r.upright = append(r.upright, l)
		} else {
			r.level = append(r.level, l)
		}
	}
	var out []*region
	for _, r := range byGroup {
		if len(r.level) < 2 || len(r.upright) < 1 || r.x1-r.x0 < 40 {
			continue // a line under a title, a frame around nothing
		}
		for _, l := range r.upright {
			r.xs = append(r.xs, l.midX())
		}
		for _, l := range r.level {
			r.ys = append(r.ys, l.midY())
		}
		r.xs = clusters(append(r.xs, r.x0, r.x1))
		r.ys = clusters(append(r.ys, r.y0, r.y1))
		if len(r.xs) >= 3 {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b *region) int { return cmp.Or(cmp.Compare(a.y0, b.y0), cmp.Compare(a.x0, b.x0)) })
	return out
}

func touch(a, b box) bool {
	return a.x0 <= b.x1+near && b.x0 <= a.x1+near && a.y0 <= b.y1+near && b.y0 <= a.y1+near
}

// clusters merges values that are close to each other.
func clusters(values []float64) []float64 {
	slices.Sort(values)
	var out []float64
	first := math.Inf(-1)
	for _, v := range values {
		if v-first > near {
			out, first = append(out, v), v
		}
	}
	return out
}

// align gives tables of the same width the same columns: a page on which no
// cell ends at an edge still has the column.
func align(all []*region) {
	const wide = 2 * near
	var families [][]*region
next:
	for _, r := range all {
		for i, f := range families {
			if math.Abs(f[0].x0-r.x0) <= wide && math.Abs(f[0].x1-r.x1) <= wide {
				families[i] = append(f, r)
				continue next
			}
		}
		families = append(families, []*region{r})
	}
	for _, f := range families {
		var xs []float64
		for _, r := range f {
			xs = append(xs, r.xs...)
		}
		slices.Sort(xs)
		var shared []float64
		for _, x := range xs {
			if len(shared) == 0 || x-shared[len(shared)-1] > wide {
				shared = append(shared, x)
			}
		}
		for _, r := range f {
			r.xs = shared
		}
	}
}

// read returns the rows of a page: those of its tables, and the text around
// them.
func (p *page) read(regions []*region) ([]tables.Row, error) {
	type placed struct {
		y   float64
		row tables.Row
	}
	var rows []placed
	inside := make([][]word, len(regions))
	var outside []word
	for _, w := range p.words {
		at := slices.IndexFunc(regions, func(r *region) bool {
			return w.midX() >= r.x0-near && w.midX() <= r.x1+near && w.midY() >= r.y0-near && w.midY() <= r.y1+near
		})
		if at < 0 {
			outside = append(outside, w)
		} else {
			inside[at] = append(inside[at], w)
		}
	}
	if n := codesIn(outside); n >= 3 && n > len(regions) && len(regions) == 0 {
		return nil, &tables.PlaceError{Page: p.number,
			Text: fmt.Sprintf("%d codes stand on it outside any ruled table: its rows cannot be told apart", n)}
	}
	for _, line := range linesOf(outside) {
		rows = append(rows, placed{line[0].midY(), tables.Row{Page: p.number, Loose: true, Cells: []string{textOf(line)}}})
	}
	number := 0
	for i, r := range regions {
		table, err := p.table(r, inside[i], &number)
		if err != nil {
			return nil, err
		}
		for j, row := range table {
			rows = append(rows, placed{r.ys[j], row})
		}
	}
	slices.SortStableFunc(rows, func(a, b placed) int { return cmp.Compare(a.y, b.y) })
	out := make([]tables.Row, len(rows))
	for i, r := range rows {
		out[i] = r.row
	}
	return out, nil
}

// table returns the rows of a table. They are numbered throughout the page.
func (p *page) table(r *region, words []word, number *int) ([]tables.Row, error) {
	columns, bands := len(r.xs)-1, len(r.ys)-1
	if columns > tables.MaxColumns {
		return nil, &tables.PlaceError{Page: p.number,
			Text: fmt.Sprintf("has a table of more than %d columns", tables.MaxColumns)}
	}
	rows := make([]tables.Row, bands)
	first := make([][][2]int, bands) // the first cell of the merged cell of each cell
	for j := range rows {
		*number++
		rows[j] = tables.Row{Number: *number, Page: p.number, Ruled: true, Cells: make([]string, columns),
			Merged: make([]tables.Merge, columns)}
		first[j] = make([][2]int, columns)
		for i := range columns {
			first[j][i] = [2]int{j, i}
			middleY, middleX := (r.ys[j]+r.ys[j+1])/2, (r.xs[i]+r.xs[i+1])/2
			switch {
			case i > 0 && !crossed(r.upright, r.xs[i], middleY, true):
				rows[j].Merged[i], first[j][i] = tables.Left, first[j][i-1]
			case j > 0 && !crossed(r.level, r.ys[j], middleX, false):
				rows[j].Merged[i], first[j][i] = tables.Above, first[j-1][i]
			}
		}
	}
	texts := map[[2]int][]word{}
	for _, w := range words {
		i := cellAt(r.xs, w.midX())
		j := cellAt(r.ys, w.midY())
		at := first[j][i]
		from, to := r.xs[at[1]], 0.0
		for k := i; k < columns && first[j][k] == at; k++ {
			to = r.xs[k+1]
		}
		if w.x0 < from-2*near || w.x1 > to+2*near {
			return nil, &tables.PlaceError{Page: p.number, Row: rows[j].Number,
				Text: fmt.Sprintf("%q runs over a line between two columns", w.text)}
		}
		if line, ok := overrun(r, first, i, j, w); ok {
			return nil, &tables.PlaceError{Page: p.number, Row: rows[line].Number,
				Text: fmt.Sprintf("%q runs over the line below the row: the page was printed with rows too low for their text, and what belongs to which row cannot be told", w.text)}
		}
		texts[at] = append(texts[at], w)
	}
	for at, words := range texts {
		if a, b, ok := overlap(words); ok {
			return nil, &tables.PlaceError{Page: p.number, Row: rows[at[0]].Number,
				Text: fmt.Sprintf("%q is printed over %q: what belongs to which row cannot be told", a.text, b.text)}
		}
	}
	for j := range rows {
		for i := range columns {
			rows[j].Cells[i] = cellText(texts[first[j][i]])
		}
	}
	return rows, nil
}

// overrun reports whether a word crosses a line between two rows, and the row
// above that line. Boxes of words are slightly larger than what is visible.
func overrun(r *region, first [][][2]int, i, j int, w word) (int, bool) {
	const much = 0.3
	slack := much * w.height()
	if j+1 < len(first) && first[j+1][i] != first[j][i] && w.y1-r.ys[j+1] > slack {
		return j, true
	}
	if j > 0 && first[j-1][i] != first[j][i] && r.ys[j]-w.y0 > slack {
		return j - 1, true
	}
	return 0, false
}

// overlap finds two words of a cell that are printed over each other.
func overlap(words []word) (a, b word, found bool) {
	const much = 0.3
	words = slices.Clone(words)
	slices.SortFunc(words, func(a, b word) int { return cmp.Compare(a.y0, b.y0) })
	for i, a := range words {
		for _, b := range words[i+1:] {
			if b.y0 >= a.y1 {
				break
			}
			w := min(a.x1, b.x1) - max(a.x0, b.x0)
			h := min(a.y1, b.y1) - b.y0
			if h > much*min(a.height(), b.height()) && w > much*min(a.x1-a.x0, b.x1-b.x0) {
				return a, b, true
			}
		}
	}
	return a, b, false
}

// crossed reports whether one of the lines is at at, and passes the middle of a
// cell.
func crossed(lines []rule, at, middle float64, upright bool) bool {
	return slices.ContainsFunc(lines, func(l rule) bool {
		if upright {
			return math.Abs(l.midX()-at) <= 2*near && l.y0 <= middle && middle <= l.y1
		}
		return math.Abs(l.midY()-at) <= near && l.x0 <= middle && middle <= l.x1
	})
}

// cellAt returns the index of the cell between two edges that contains v.
func cellAt(edges []float64, v float64) int {
	for i := 1; i < len(edges)-1; i++ {
		if v < edges[i] {
			return i - 1
		}
	}
	return len(edges) - 2
}

// linesOf groups words into lines, from top to bottom and left to right.
func linesOf(words []word) [][]word {
	words = slices.Clone(words)
	slices.SortStableFunc(words, func(a, b word) int { return cmp.Compare(a.midY(), b.midY()) })
	var out [][]word
	for _, w := range words {
		if k := len(out) - 1; k >= 0 && w.midY()-out[k][0].midY() < 0.5*min(w.height(), out[k][0].height()) {
			out[k] = append(out[k], w)
			continue
		}
		out = append(out, []word{w})
	}
	for _, line := range out {
		slices.SortStableFunc(line, func(a, b word) int { return cmp.Compare(a.x0, b.x0) })
	}
	return out
}

func textOf(line []word) string {
	parts := make([]string, len(line))
	for i, w := range line {
		parts[i] = w.text
	}
	return strings.Join(parts, " ")
}

func cellText(words []word) string {
	var lines []string
	for _, line := range linesOf(words) {
		lines = append(lines, textOf(line))
	}
	return strings.Join(lines, "\n")
}

var (
	codeWord   = regexp.MustCompile(`^[0-9０-９]{4}[.．]?[0-9０-９]{2}[.．]?[0-9０-９]{2}([.．]?[0-9０-９]{2})?$`)
	numberWord = regexp.MustCompile(`^[0-9０-９]{1,5}[.．、]?$`)
)

func codesIn(words []word) int {
	n := 0
	for _, w := range words {
		if codeWord.MatchString(w.text) {
			n++
		}
	}
	return n
}
