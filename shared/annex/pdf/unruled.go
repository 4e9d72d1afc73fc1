package pdf

import (
	"fmt"
	"math"
	"slices"

	"importchecker/shared/annex/layout"
	"importchecker/shared/annex/tables"
	"importchecker/shared/tariff/annual"
)

// unruledRows reads pages without drawn tables. Below a row of column names,
// columns are separated where no line has a word, and every line is a row; a
// line without number and code continues the row above if it is closer to that
// than to the row below. When that is ambiguous the page is refused.
func unruledRows(pages []*page) ([]tables.Row, error) {
	var out []tables.Row
	var edges []float64
	for _, p := range pages {
		lines := linesOf(p.words)
		head := slices.IndexFunc(lines, namesColumns)
		if head >= 0 {
			var err error
			if edges, err = p.columns(lines[head:]); err != nil {
				return nil, err
			}
		}
		if err := p.checkRests(lines, head); err != nil {
			return nil, err
		}
		number := 0
		for i, line := range lines {
			row := tables.Row{Page: p.number}
			if edges == nil || head > i || i > head && isPageNumber(line) {
				row.Loose, row.Cells = true, []string{textOf(line)}
				out = append(out, row)
				continue
			}
			if hasCode(line) {
				if err := p.checkEdges(line, edges); err != nil {
					return nil, err
				}
			}
			number++
			row.Number, row.Cells = number, make([]string, len(edges)+1)
			for _, w := range line {
				at := 0
				for at < len(edges) && w.midX() > edges[at] {
					at++
				}
				if row.Cells[at] != "" {
					row.Cells[at] += " "
				}
				row.Cells[at] += w.text
			}
			out = append(out, row)
		}
	}
	return out, nil
}

// checkEdges refuses a page with a word across an edge between columns, such as a
// page without headers whose columns are elsewhere.
func (p *page) checkEdges(line []word, edges []float64) error {
	for _, w := range line {
		for _, edge := range edges {
			if w.x0 < edge-1 && w.x1 > edge+1 {
				return &tables.PlaceError{Page: p.number, Text: fmt.Sprintf(
					"no lines are drawn, and %q runs over the place where two columns are parted: they cannot be told apart", w.text)}
			}
		}
	}
	return nil
}

// namesColumns reports whether the line has column names.
func namesColumns(line []word) bool {
	n := 0
	for _, w := range line {
		if layout.NamesColumn(w.text) || annual.IsHeader(w.text) {
			n++
		}
	}
	return n >= 3
}

// isPageNumber reports whether a line is the number of the page.
func isPageNumber(line []word) bool {
	return len(line) == 1 && numberWord.MatchString(line[0].text) || len(line) == 3 && numberWord.MatchString(line[1].text)
}

func hasCode(line []word) bool { return codesIn(line) > 0 }

// columns returns the edges between the columns below their names.
func (p *page) columns(lines [][]word) ([]float64, error) {
	head := lines[0]
	var body []word
	for _, line := range lines {
		if hasCode(line) || namesColumns(line) {
			body = append(body, line...)
		}
	}
	var edges []float64
	for i := 1; i < len(head); i++ {
		left, right := head[i-1], head[i]
		edge, ok := gap(body, left.midX(), right.midX())
		if !ok {
			return nil, &tables.PlaceError{Page: p.number,
				Text: fmt.Sprintf("no lines are drawn, and the columns %q and %q run into each other: they cannot be told apart",
					left.text, right.text)}
		}
		edges = append(edges, edge)
	}
	return edges, nil
}

// gap returns the middle of the widest gap between two positions that no word
// overlaps.
func gap(words []word, from, to float64) (float64, bool) {
	const least = 3 // points
	var taken []box
	for _, w := range words {
		if w.x1 > from && w.x0 < to {
			taken = append(taken, w.box)
		}
	}
	slices.SortFunc(taken, func(a, b box) int {
		if a.x0 < b.x0 {
			return -1
		}
		return 1
	})
	end, best, at := from, 0.0, 0.0
	for _, b := range append(taken, box{x0: to, x1: to}) {
		if free := b.x0 - end; free > best {
			best, at = free, (b.x0+end)/2
		}
		end = math.Max(end, b.x1)
	}
	return at, best >= least
}

// checkRests checks that text between two rows belongs to the row above: it has
// to be closer to that one. Text that is centred in its row would be on both
// sides of the code.
func (p *page) checkRests(lines [][]word, head int) error {
	above := -1 // the last row with a code
	if head >= 0 && head+1 < len(lines) && !hasCode(lines[head+1]) && slices.ContainsFunc(lines[head+1:], hasCode) &&
		len(lines[head+1]) < len(lines[head]) {
		if next := head + 1 + slices.IndexFunc(lines[head+1:], hasCode); next-head <= 3 {
			return p.ambiguous(lines[head+1])
		}
	}
	for i, line := range lines {
		if !hasCode(line) {
			continue
		}
		if above >= 0 && i > above+1 {
			first, last := lines[above+1], lines[i-1]
			before := first[0].midY() - lines[above][0].midY()
			after := line[0].midY() - last[0].midY()
			if before >= after-0.5 {
				return p.ambiguous(first)
			}
		}
		above = i
	}
	return nil
}

func (p *page) ambiguous(line []word) error {
	return &tables.PlaceError{Page: p.number,
		Text: fmt.Sprintf("no lines are drawn between rows, and %q may belong to the row above or below: bring the annex as XLSX, DOCX or CSV", textOf(line))}
}
