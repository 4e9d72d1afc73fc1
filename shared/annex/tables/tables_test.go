package tables_test

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"importchecker/shared/annex/tables"
)

func TestGrid(t *testing.T) {
	g := tables.NewGrid(&tables.Allowance{})
	for _, row := range [][]tables.Span{
		{{Text: "a", Across: 2, Down: 2}, {Text: "b", Across: 1, Down: 1}},
		{{Text: "c", Across: 1, Down: 3}},
		{{Text: "d", Across: 1, Down: 1}, {Text: "e", Across: 1, Down: 1}},
		{},
	} {
		if err := g.Add(row); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"[a a b] [0 1 0]", "[a a c] [2 1 0]", "[d e c] [0 0 2]", "[  c] [0 0 2]"}
	for i, r := range g.Rows {
		if got := fmt.Sprint(r.Cells, " ", r.Merged); got != want[i] {
			t.Errorf("row %d: got %s, want %s", i+1, got, want[i])
		}
	}
	wide := make([]tables.Span, tables.MaxColumns+1)
	for i := range wide {
		wide[i] = tables.Span{Across: 1, Down: 1}
	}
	if err := tables.NewGrid(&tables.Allowance{}).Add(wide); err == nil {
		t.Error("more columns than an annex may have are read")
	}
}

// TestAllowance checks that text counts in every cell, and that covered cells
// count.
func TestAllowance(t *testing.T) {
	text := strings.Repeat("字", 1000)
	g := tables.NewGrid(&tables.Allowance{})
	if err := g.Add([]tables.Span{{Text: text, Across: 50, Down: tables.MaxRows}}); err != nil {
		t.Fatal(err)
	}
	var err error
	rows := 1
	for ; err == nil && rows < tables.MaxRows; rows++ {
		err = g.Add(nil)
	}
	if err == nil || !strings.Contains(err.Error(), "more than 16 MiB of text") || rows > 120 {
		t.Errorf("a text over a million places: stopped after %d rows, %v", rows, err)
	}
}

func TestSize(t *testing.T) {
	for bytes, want := range map[int]string{477: "477 bytes", 4 << 20: "4 MiB", 60_000_000: "57.2 MiB", 1536: "1.5 KiB"} {
		if got := tables.Size(bytes); got != want {
			t.Errorf("%d: got %s, want %s", bytes, got, want)
		}
	}
}

// TestLineEnds reads a file of an old Mac, and one of Windows.
func TestLineEnds(t *testing.T) {
	for _, end := range []string{"\n", "\r\n", "\r"} {
		sheet, err := tables.ReadCSV([]byte(strings.Join([]string{"序号,税则号列,货品名称,备注", `1,04051000,"黄`, `油",`, ""}, end)))
		if err != nil || len(sheet.Rows) != 2 || sheet.Rows[1].Cells[2] != "黄\n油" || sheet.Rows[1].Number != 2 {
			t.Errorf("%q: got %+v, %v", end, sheet, err)
		}
	}
}

// TestAsText checks that cells that look like formulas are marked, and are the
// same when read back.
func TestAsText(t *testing.T) {
	cells := []string{`=HYPERLINK("https://x","y")`, "+1", "-", "@a", "'=1", "'a", "蜂蜜", ""}
	marked := tables.AsText(cells)
	for i, cell := range marked {
		if cell != "" && strings.Contains("=+-@", cell[:1]) {
			t.Errorf("%q is taken for a formula", cell)
		}
		if cells[i] == "'a" && cell != "'a" {
			t.Errorf("%q is marked", cell)
		}
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	if err := w.Write(marked); err != nil {
		t.Fatal(err)
	}
	w.Flush()
	sheet, err := tables.ReadCSV([]byte(b.String()))
	if err != nil || !slices.Equal(sheet.Rows[0].Cells, cells) {
		t.Errorf("got %q, %v", sheet.Rows[0].Cells, err)
	}
}
