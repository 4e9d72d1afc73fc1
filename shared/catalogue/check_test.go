package catalogue

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"importchecker/shared/catalogue/tablefile"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/tariff"
)

var day = edition.NewDate(2026, 3, 1)

// table is an Output that keeps the rows in memory.
type table [][]string

func (t *table) Write(cells []string) error {
	*t = append(*t, append([]string(nil), cells...))
	return nil
}

func check(t testing.TB, file string, o Options) (*Report, table) {
	t.Helper()
	rows, done, err := tablefile.Open(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	o.Checker, o.AsOf = eligibility.NewChecker(list.BuiltIn()), day
	var out table
	report, err := Check(context.Background(), rows, &out, o)
	if err != nil {
		t.Fatal(err)
	}
	return report, out
}

// column returns the cell of a result below a heading.
func column(t *testing.T, out table, row int, heading string) string {
	t.Helper()
	for i, h := range out[0] {
		if h == heading {
			return out[row][i]
		}
	}
	t.Fatalf("no column %q in %q", heading, out[0])
	return ""
}

func TestRows(t *testing.T) {
	_, out := check(t, "货号,税号,品名,原产国,单价(元),数量,备用\n"+
		"A1,0409.00.00,天然蜂蜜,新西兰,129.00,1,x\n"+ // decided, taxed
		"A2,4090000,天然蜂蜜,NZ,129,1,x\n"+ // the zero is lost
		"A3,,Manuka honey,NZ,129,1,x\n"+ // no code
		"A4,04090000,蜂蜜,亚特兰蒂斯,abc,0,x\n"+ // three problems
		"A5,9999999999,?,NZ,1,1,=cmd|' /C calc'!A0\n", // in no tariff; a formula
		Options{})
	if got := column(t, out, 1, "general_trade_verdict"); got != "conditional" {
		t.Errorf("honey: general trade %q", got)
	}
	if got := column(t, out, 1, "general_trade_tax"); got != "32.70" {
		t.Errorf("honey: tax %q", got)
	}
	if got := column(t, out, 2, "problem"); !strings.Contains(got, "taken the zero of 04090000") {
		t.Errorf("lost zero: %q", got)
	}
	if got := column(t, out, 2, "general_trade_verdict"); got != "" {
		t.Errorf("a row with a problem is decided: %q", got)
	}
	if got := column(t, out, 3, "general_trade_verdict"); got != "" {
		t.Errorf("a row without a code is decided: %q", got)
	}
	if got := column(t, out, 4, "problem"); strings.Count(got, ": ") < 3 || !strings.Contains(got, "D5: ") ||
		!strings.Contains(got, "E5: ") ||
		!strings.Contains(got, "F5: ") {
		t.Errorf("three problems: %q", got)
	}
	if got := column(t, out, 5, "备用"); got != "'=cmd|' /C calc'!A0" {
		t.Errorf("formula: %q", got)
	}
	if got := column(t, out, 5, "general_trade_verdict"); got != "undetermined" && got != "ineligible" {
		t.Errorf("an unknown code: %q", got)
	}
}

func TestNoHeading(t *testing.T) {
	rows, _, _ := tablefile.Open(strings.NewReader("1,2\n3,4\n"))
	_, err := Check(context.Background(), rows, new(table),
		Options{Checker: eligibility.NewChecker(list.BuiltIn()), AsOf: day})
	if !errors.Is(err, ErrNoHeading) {
		t.Errorf("got %v", err)
	}
}

// TestTitle checks that a title above the heading is skipped.
func TestTitle(t *testing.T) {
	report, out := check(t, "商品清单\n税号,品名\n04090000,蜂蜜\n", Options{Language: Chinese})
	if report.Tally.Decided != 1 || column(t, out, 1, "一般贸易_结论") != "附条件进口" {
		t.Errorf("%+v %q", report.Tally, out)
	}
}

// TestOrder checks that the result has the order of the catalogue, whichever worker is faster.
func TestOrder(t *testing.T) {
	var b strings.Builder
	b.WriteString("sku,hs_code\n")
	for i := range 5000 {
		fmt.Fprintf(&b, "%d,04090000\n", i)
	}
	report, out := check(t, b.String(), Options{Workers: 7})
	if len(out) != 5001 || report.Tally.Rows != 5000 {
		t.Fatalf("%d rows, tally %d", len(out), report.Tally.Rows)
	}
	for i, row := range out[1:] {
		if row[0] != fmt.Sprint(i) {
			t.Fatalf("row %d is %s", i, row[0])
		}
	}
}

// TestSettle checks the ranking of facts and lists, and its counts.
func TestSettle(t *testing.T) {
	report, _ := check(t, "hs_code\n8708100000\n8708100000\n0409000000\n", Options{})
	settles := report.Tally.Settle(3)
	if len(settles) != 3 {
		t.Fatalf("%+v", settles)
	}
	undetermined, answers := 0, 0
	for _, c := range report.Tally.Channels {
		undetermined += c.Verdicts["undetermined"]
	}
	for i, s := range settles {
		answers += s.Answers
		if s.Rows == 0 || s.Rows > 3 || s.Answers < s.Rows || s.Question().ZH == "" || (s.Fact == "") == (s.List == "") {
			t.Errorf("%d: %+v", i, s)
		}
	}
	if answers > undetermined {
		t.Errorf("%d of %d answers", answers, undetermined)
	}
	// Tallies of parts add up to that of the whole.
	sum := NewTally()
	sum.Add(report.Tally)
	sum.Add(report.Tally)
	if twice := sum.Settle(3); twice[0].Rows != 2*settles[0].Rows || twice[0].Answers != 2*settles[0].Answers {
		t.Errorf("twice: %+v", twice)
	}
}

// TestOutputFails checks that an error of the output ends the check.
func TestOutputFails(t *testing.T) {
	full := errors.New("disk full")
	rows, _, _ := tablefile.Open(strings.NewReader("hs_code\n" + strings.Repeat("04090000\n", 3000)))
	n := 0
	_, err := Check(context.Background(), rows, writeFunc(func([]string) error {
		if n++; n > 400 {
			return full
		}
		return nil
	}), Options{Checker: eligibility.NewChecker(list.BuiltIn()), AsOf: day})
	if !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}

type writeFunc func([]string) error

func (f writeFunc) Write(cells []string) error { return f(cells) }

// TestCancelled checks that a cancelled check ends.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	rows, _, _ := tablefile.Open(strings.NewReader("hs_code\n" + strings.Repeat("04090000\n", 30000)))
	report, err := Check(ctx, rows, new(table), Options{Checker: eligibility.NewChecker(list.BuiltIn()), AsOf: day,
		Progress: func(t *Tally) { cancel() }})
	if !errors.Is(err, context.Canceled) || report.Tally.Rows >= 30000 {
		t.Errorf("got %v after %d rows", err, report.Tally.Rows)
	}
}

// generated returns a catalogue of n rows with codes of the tariff.
func generated(n int) io.Reader {
	held, _ := tariff.At(day)
	r, w := io.Pipe()
	go func() {
		_, _ = io.WriteString(w, "sku,税号,品名,原产国,单价,数量\n")
		var b []byte
		for i := range n {
			b = fmt.Appendf(b[:0], "SKU-%d,%s,商品 %d,NZ,%d.50,1\n", i, held.Code(i*7919%held.Len()), i, 20+i%300)
			if _, err := w.Write(b); err != nil {
				return
			}
		}
		w.Close()
	}()
	return r
}

// BenchmarkCatalogue checks b.N rows from CSV to CSV: ns/op is the time of a row.
func BenchmarkCatalogue(b *testing.B) {
	rows, done, err := tablefile.Open(generated(b.N))
	if err != nil {
		b.Fatal(err)
	}
	defer done()
	b.ReportAllocs()
	out := tablefile.NewCSVWriter(io.Discard)
	report, err := Check(context.Background(), rows, out,
		Options{Checker: eligibility.NewChecker(list.BuiltIn()), AsOf: day})
	if err != nil || report.Tally.Rows != b.N {
		b.Fatal(err, report.Tally.Rows)
	}
}
