package list_test

import (
	"strings"
	"testing"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/tariff"
)

func TestVerify(t *testing.T) {
	everyEdition(t, func(t *testing.T, e *list.Edition) {
		if err := e.Verify(); err != nil {
			t.Error(err)
		}
	})
}

// specimen returns an edition with a value in every field.
func specimen() *list.Edition {
	return &list.Edition{
		Edition: edition.Edition{
			List: "l", ID: "e", Title: edition.Text{EN: "t", ZH: "题"}, Issuer: edition.Text{EN: "i", ZH: "部"},
			Document: "d", Interval: edition.Interval{From: edition.NewDate(2026, 1, 1), To: edition.NewDate(2027, 1, 1)},
			Stated: 2, Held: 1, Published: "p",
		},
		Entries: []list.Entry{{
			ID: "1", Kind: list.Listed, Code: "04090000", Category: "3", NameZH: "天然蜂蜜", NameEN: "honey",
			Remark: "r", Basis: edition.Official, Confidence: "verbatim", Sources: []string{"S1", "S2"}, Note: "n",
			Conditions: []list.Condition{{Kind: list.WeightPerYear, Text: "x", Goods: "g", Grams: 1000, Group: "h"}},
		}},
		Hints: []list.Entry{{ID: "h1", Kind: list.Hint, NameEN: "wigs", Basis: edition.Reported,
			Fits: []tariff.Code{"6704"}}},
	}
}

// TestVerifyNoticesEveryChange changes one field at a time.
func TestVerifyNoticesEveryChange(t *testing.T) {
	for name, change := range map[string]func(e *list.Edition){
		"list":               func(e *list.Edition) { e.List = "m" },
		"id":                 func(e *list.Edition) { e.ID = "f" },
		"title":              func(e *list.Edition) { e.Title.ZH = "目" },
		"issuer":             func(e *list.Edition) { e.Issuer.EN = "j" },
		"document":           func(e *list.Edition) { e.Document = "c" },
		"first day":          func(e *list.Edition) { e.From = e.From.AddDays(1) },
		"stated":             func(e *list.Edition) { e.Stated = 3 },
		"sample":             func(e *list.Edition) { e.Sample = true },
		"published":          func(e *list.Edition) { e.Published = "q" },
		"row id":             func(e *list.Edition) { e.Entries[0].ID = "2" },
		"row kind":           func(e *list.Edition) { e.Entries[0].Kind = list.Removed },
		"row code":           func(e *list.Edition) { e.Entries[0].Code = "04090001" },
		"row category":       func(e *list.Edition) { e.Entries[0].Category = "4" },
		"row name, Chinese":  func(e *list.Edition) { e.Entries[0].NameZH = "蜂蜜" },
		"row name, English":  func(e *list.Edition) { e.Entries[0].NameEN = "Honey" },
		"row remark":         func(e *list.Edition) { e.Entries[0].Remark = "" },
		"row basis":          func(e *list.Edition) { e.Entries[0].Basis = edition.Reported },
		"row confidence":     func(e *list.Edition) { e.Entries[0].Confidence = "annex" },
		"row sources":        func(e *list.Edition) { e.Entries[0].Sources[1] = "S3" },
		"row note":           func(e *list.Edition) { e.Entries[0].Note = "" },
		"condition kind":     func(e *list.Edition) { e.Entries[0].Conditions[0].Kind = list.NamedOnly },
		"condition text":     func(e *list.Edition) { e.Entries[0].Conditions[0].Text = "y" },
		"condition goods":    func(e *list.Edition) { e.Entries[0].Conditions[0].Goods = "" },
		"condition grams":    func(e *list.Edition) { e.Entries[0].Conditions[0].Grams++ },
		"condition group":    func(e *list.Edition) { e.Entries[0].Conditions[0].Group = "i" },
		"condition gone":     func(e *list.Edition) { e.Entries[0].Conditions = nil },
		"row gone":           func(e *list.Edition) { e.Entries = nil },
		"row twice":          func(e *list.Edition) { e.Entries = append(e.Entries, e.Entries[0]) },
		"hint fits":          func(e *list.Edition) { e.Hints[0].Fits[0] = "6703" },
		"hint gone":          func(e *list.Edition) { e.Hints = nil },
		"row becomes a hint": func(e *list.Edition) { e.Hints, e.Entries = append(e.Entries, e.Hints...), nil },
		"a source for a code": func(e *list.Edition) {
			e.Entries[0].Sources, e.Entries[0].Fits = []string{"S1"},
				[]tariff.Code{"S2"}
		},
	} {
		e := specimen()
		e.SHA256 = e.Sum()
		if err := e.Verify(); err != nil {
			t.Fatal(err)
		}
		change(e)
		if err := e.Verify(); err == nil {
			t.Errorf("%s: the change was not noticed", name)
		} else if !strings.Contains(err.Error(), e.List) || !strings.Contains(err.Error(), e.ID) {
			t.Errorf("%s: %v does not name the edition", name, err)
		}
	}
}

// TestVerifyOfACompiledEdition changes one row of the list of 2016.
func TestVerifyOfACompiledEdition(t *testing.T) {
	e := *builtIn(t, list.CBEC, "2016-1")
	e.Entries = append([]list.Entry(nil), e.Entries...)
	e.Entries[13].Remark = "仅限网购保税商品"
	if err := e.Verify(); err == nil {
		t.Error("a changed remark was not noticed")
	}
}

// TestSumOutlivesTheEdition checks that the hash of an edition does not change when a
// later one ends it.
func TestSumOutlivesTheEdition(t *testing.T) {
	e := specimen()
	before := e.Sum()
	e.To = 0
	e.SHA256 = "recorded"
	if e.Sum() != before {
		t.Error("the hash depends on the end of the edition, or on itself")
	}
}

func BenchmarkVerify(b *testing.B) {
	e := builtIn(b, list.CBEC, "2016-1")
	for b.Loop() {
		if err := e.Verify(); err != nil {
			b.Fatal(err)
		}
	}
}
