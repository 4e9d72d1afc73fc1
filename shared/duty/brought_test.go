package duty

import (
	"slices"
	"testing"

	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// TestBrought checks that duties of an amendment add to the compiled-in ones or replace
// them.
func TestBrought(t *testing.T) {
	p := tariff.Tables()[0].Parts()
	from := edition.Interval{From: 20260701}
	p.Duties = []tariff.Duty{
		{Measure: "us-all-goods", Kind: string(Additional), Origins: "US ", Without: "0410 ", Rate: 200_000, Interval: from,
			Suspended: edition.Interval{From: 20260901, To: 20261001}, Basis: edition.Official},
		{Measure: "beef-safeguard", Ended: true, Interval: from},
		{Measure: "honey", Kind: string(AntiDumping), Except: "NZ ", Goods: "0409 17 ", Open: true, Interval: from},
	}
	table, err := p.Table()
	if err != nil {
		t.Fatal(err)
	}
	on := func(code tariff.Code, origin string, day edition.Date) (ids []string) {
		for _, m := range MeasuresOn(nil, table, code, origin, day) {
			id := m.ID
			if m.Suspended {
				id += " idle"
			}
			if !m.Certain {
				id += " open"
			}
			ids = append(ids, id)
		}
		return ids
	}
	for _, c := range []struct {
		code   tariff.Code
		origin string
		day    edition.Date
		want   []string
	}{
		{"0409000000", "US", 20260630, []string{"us-since-2018", "us-all-goods"}},
		{"0409000000", "US", 20260701, []string{"us-since-2018", "us-all-goods", "honey open"}},
		{"0409000000", "US", 20260930, []string{"us-since-2018", "us-all-goods idle", "honey open"}},
		{"0410100000", "US", 20260701, []string{"us-since-2018 open"}},
		{"0409000000", "NZ", 20260701, nil},
		{"0409000000", "AR", 20260701, []string{"honey open"}},
		{"0202300090", "BR", 20260630, []string{"beef-safeguard open"}},
		{"0202300090", "BR", 20260701, nil},
	} {
		if got := on(c.code, c.origin, c.day); !slices.Equal(got, c.want) {
			t.Errorf("%s of %s on %s: %v, want %v", c.code, c.origin, c.day, got, c.want)
		}
	}
	if MayDependOnOrigin(table, "9701210000", 20260630) != MayDependOnOrigin(nil, "9701210000", 20260630) ||
		!MayDependOnOrigin(table, "0409000000", 20260701) {
		t.Error("whether an origin matters")
	}
}

// TestIDs checks that each measure has an id and texts.
func TestIDs(t *testing.T) {
	ids := IDs()
	if len(ids) != 16 {
		t.Errorf("%d measures: %v", len(ids), ids)
	}
	for _, id := range ids {
		if id == "" || len(Texts(id)) == 0 {
			t.Errorf("%q has no text", id)
		}
	}
	if !Reaches("us-all-goods", "0409000000") || Reaches("eu-pork", "0409000000") || !Reaches("us-since-2018", "0409000000") {
		t.Error("which goods measures reach")
	}
	for _, code := range []tariff.Code{"22", "2208", "22082000", "2208200090"} {
		if !Reaches("eu-brandy", code) || !Reaches("us-since-2018", code) {
			t.Errorf("brandy is not under %s", code)
		}
	}
	if Reaches("eu-brandy", "2203") || Reaches("us-since-2018", "98") {
		t.Error("measures reach goods beside theirs")
	}
}

// BenchmarkMeasuresOn finds the duties on honey, with the compiled-in duties alone and
// with a thousand duties of amendments.
func BenchmarkMeasuresOn(b *testing.B) {
	p := tariff.Tables()[0].Parts()
	for i := range 1000 {
		p.Duties = append(p.Duties, tariff.Duty{Measure: "many", Kind: string(Additional), Origins: "CA ", Rate: 10_000,
			Goods: string(tariff.Tables()[0].Code(i*12)) + " ", Interval: edition.Interval{From: 20260701}})
	}
	many, err := p.Table()
	if err != nil {
		b.Fatal(err)
	}
	for name, t := range map[string]*tariff.Table{"compiled in": tariff.Tables()[0], "a thousand beside": many} {
		b.Run(name, func(b *testing.B) {
			var memory [4]Measure
			b.ReportAllocs()
			for b.Loop() {
				MeasuresOn(memory[:0], t, "0409000000", "NZ", 20260801)
			}
		})
	}
}
