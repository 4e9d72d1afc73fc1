package library_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"runtime"
	"testing"
	"time"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/library"
	"importchecker/shared/storage"
	"importchecker/shared/tariff"
)

func now() time.Time { return time.Date(2027, 3, 1, 2, 0, 0, 0, time.UTC) }

var update = flag.Bool("update", false, "write the frozen edition anew")

// next returns the built-in schedule as a stored one of 2027.
func next(t testing.TB, lines int) *tariff.Table {
	t.Helper()
	p := tariff.Tables()[0].Parts()
	p.Edition.ID, p.Edition.Document = "2027", "示例税则（2027）"
	p.Edition.From, p.Edition.To = edition.NewDate(2027, 1, 1), edition.NewDate(2028, 1, 1)
	if lines > 0 {
		const width = 32
		p.Lines, p.Names = p.Lines[:lines*width], p.Names[:4000]
		p.Edition.Stated, p.Edition.Held, p.Amendments = lines, lines, nil
	}
	table, err := p.Table()
	if err != nil {
		t.Fatal(err)
	}
	table.About().SHA256 = table.Sum()
	return table
}

func sealed(t testing.TB, c library.Content) library.Sealed {
	t.Helper()
	s, err := library.Seal(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestStoredTariff checks that an edition of the tariff is the same when read
// back, and that a damaged one is refused.
func TestStoredTariff(t *testing.T) {
	was := next(t, 0)
	s := sealed(t, was)
	t.Logf("%d codes are %d bytes in storage", was.Len(), len(s.Packed))
	c, err := library.Open(s)
	if err != nil {
		t.Fatal(err)
	}
	now := c.(*tariff.Table)
	for i := range was.Len() {
		a, b := was.LineOn(i, 20271231), now.LineOn(i, 20271231)
		if a.Code != b.Code || a.NameZH != b.NameZH || a.Supervision != b.Supervision || (a.MFN == nil) != (b.MFN == nil) ||
			a.MFN != nil && a.MFN.Text != b.MFN.Text {
			t.Fatalf("line %d: %+v, went in as %+v", i, b, a)
		}
	}
	for i := range 50 {
		broken := s
		broken.Packed = bytes.Clone(s.Packed)
		broken.Packed[i*len(s.Packed)/50] ^= 1 << (i % 8)
		if _, err := library.Open(broken); err == nil && i > 0 { // the header of gzip has a time that is not checked
			t.Errorf("a flipped bit at %d was not seen", i*len(s.Packed)/50)
		}
	}
}

// TestFrozenTariff reads an edition stored in the first version of the format.
func TestFrozenTariff(t *testing.T) {
	const file = "testdata/tariff-1.gz"
	s := sealed(t, next(t, 12))
	if *update {
		if err := os.WriteFile(file, s.Packed, 0o644); err != nil {
			t.Fatal(err)
		}
		t.Logf("SHA256 %s, Content %s", s.SHA256, s.Content)
	}
	packed, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s.SHA256 = "0a943286f03ef3dd79987d744e3de2cf88e6649de69665a0d1ac9f155f2b55e3"
	s.Content = "c54206298f52854ffdf2d569530e493d3440ece598974df4a27b126769ebe550"
	s.Packed = packed
	c, err := library.Open(s)
	if err != nil {
		t.Fatal(err)
	}
	if line, ok := c.(*tariff.Table).Lookup("0101210010"); !ok || line.NameZH == "" || line.VAT == nil {
		t.Errorf("read as %+v", line)
	}
}

// shelf has one published edition of the tariff, which may be damaged.
type shelf struct {
	manifest *library.Manifest
	edition  library.Sealed
	err      error
}

func (s shelf) Head(context.Context) (*library.Manifest, error)         { return s.manifest, nil }
func (s shelf) Version(context.Context, int) (*library.Manifest, error) { return s.manifest, nil }
func (s shelf) Edition(context.Context, string, string) (library.Sealed, error) {
	return s.edition, s.err
}

// TestDamagedTariff checks that an edition that cannot be read answers nothing
// on its days, where the previous year is only an indication.
func TestDamagedTariff(t *testing.T) {
	table := next(t, 0)
	s := sealed(t, table)
	m := (&library.Manifest{Version: 1}).With(library.RefOf(table, s, "import"))
	ask := func(kept shelf) *eligibility.Decision {
		live := library.NewLive(library.New(library.BuiltIn(), kept), now)
		return live.Checker().Goods(&eligibility.GoodsDeclaration{AsOf: 20270301, Item: eligibility.Item{Code: "0409000000"}})
	}
	if d := ask(shelf{m, s, nil}); d.Lists[0].ID != "2027" || d.Channels[0].Indication.Of != "" {
		t.Errorf("answered from %s, with the indication %+v", d.Lists[0].ID, d.Channels[0].Indication)
	}
	d := ask(shelf{m, s, &library.DamagedError{List: tariff.List, Cause: storage.ErrDamaged}})
	if c := d.Channels[0]; c.Verdict != eligibility.Undetermined || c.Indication.Of != eligibility.OfTariff ||
		c.Indication.Edition.ID != "2026" {
		t.Errorf("answered %s, with the indication %+v", c.Verdict, c.Indication)
	}
}

// BenchmarkColdTariff measures a function that has not loaded a stored edition
// yet: it reads the edition and adds it to the lists.
func BenchmarkColdTariff(b *testing.B) {
	table := next(b, 0)
	s := sealed(b, table)
	m := (&library.Manifest{Version: 1}).With(library.RefOf(table, s, "import"))
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var lists library.Lists
	for b.Loop() {
		var err error
		if _, lists, err = library.New(library.BuiltIn(), shelf{m, s, nil}).Head(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(lists)
	b.ReportMetric(float64(int64(after.HeapAlloc)-int64(before.HeapAlloc))/(1<<20), "MiB-held")
	b.ReportMetric(float64(len(s.Packed))/1024, "KiB-stored")
}
