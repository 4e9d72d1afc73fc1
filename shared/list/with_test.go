package list_test

import (
	"strings"
	"testing"

	"importchecker/shared/edition"
	"importchecker/shared/list"
)

// spans formats the editions of a list with their days: "2019[2020-01-01,2022-03-01) …".
func spans(c *list.Catalogue, id string) string {
	l, ok := c.List(id)
	if !ok {
		return "no list"
	}
	var out []string
	for _, e := range l.Editions {
		out = append(out, e.ID+"["+e.From.String()+","+e.To.String()+")")
	}
	return strings.Join(out, " ")
}

func day(t testing.TB, s string) edition.Date {
	t.Helper()
	if s == "" {
		return 0
	}
	d, err := edition.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestWith(t *testing.T) {
	const (
		first  = "2016-1[2016-04-08,2019-01-01) 2016-2[2016-04-16,2019-01-01)"
		all    = first + " 2018[2019-01-01,2020-01-01) 2019[2020-01-01,2022-03-01) 2022[2022-03-01,)"
		to2019 = first + " 2018[2019-01-01,2020-01-01) 2019[2020-01-01,2022-03-01)"
	)
	for _, row := range []struct {
		name, id, from, to string
		want               string
	}{
		{"a new edition ends the one in force", "2027", "2027-01-01", "", to2019 +
			" 2022[2022-03-01,2027-01-01) 2027[2027-01-01,)"},
		{"from the very day of the last, in its place", "other", "2022-03-01", "", to2019 + " other[2022-03-01,)"},
		{"from the day after the last begins", "other", "2022-03-02", "", to2019 +
			" 2022[2022-03-01,2022-03-02) other[2022-03-02,)"},
		{"before the last begins: the last goes", "other", "2022-02-28", "",
			strings.Replace(to2019, "2022-03-01", "2022-02-28", 1) + " other[2022-02-28,)"},
		{"before all: all go", "other", "2015-01-01", "", "other[2015-01-01,)"},
		{"while two batches stand: both end", "other", "2017-01-01", "",
			strings.ReplaceAll(first, "2019-01-01", "2017-01-01") + " other[2017-01-01,)"},
		{"the annex of an edition held in part, and last", "2022", "2022-03-01", "", all},
		{"the annex of an earlier one: the later ones stay", "2018", "2019-01-01", "2020-01-01", all},
		{"the annex of one batch: the other stays", "2016-1", "2016-04-08", "2019-01-01", all},
		{"another edition of days gone by: later ones stay", "old", "2019-01-01", "2020-01-01",
			strings.Replace(all, "2018[", "old[", 1)},
		{"one that ends where the first begins", "older", "2010-01-01", "2016-04-08", "older[2010-01-01,2016-04-08) " + all},
	} {
		c := list.BuiltIn()
		e := &list.Edition{Edition: edition.Edition{List: list.CBEC, ID: row.id,
			Interval: edition.Interval{From: day(t, row.from), To: day(t, row.to)}}}
		with := c.With(e)
		if got := spans(with, list.CBEC); got != row.want {
			t.Errorf("%s:\n got %s\nwant %s", row.name, got, row.want)
		}
		l, _ := with.List(list.CBEC)
		if got, ok := l.Edition(row.id); !ok || got != e {
			t.Errorf("%s: the edition given is not the one held", row.name)
		}
		if got := spans(c, list.CBEC); got != all {
			t.Errorf("%s: the catalogue that it was made from changed to %s", row.name, got)
		}
		if got, want := spans(with, list.Yiwu), spans(c, list.Yiwu); got != want {
			t.Errorf("%s: the other list changed to %s", row.name, got)
		}
		for _, kept := range l.Editions {
			if kept != e && kept.Verify() != nil {
				t.Errorf("%s: edition %s no longer verifies", row.name, kept.ID)
			}
		}
	}
}

func TestWithOfAListThatIsNotThere(t *testing.T) {
	c := list.BuiltIn()
	e := &list.Edition{Edition: edition.Edition{List: "new-pilot", ID: "1",
		Title: edition.Text{EN: "New pilot", ZH: "新试点"}, Interval: edition.Interval{From: edition.NewDate(2026, 1, 1)}}}
	with := c.With(e)
	if got := spans(with, "new-pilot"); got != "1[2026-01-01,)" {
		t.Errorf("got %s", got)
	}
	if l, _ := with.List("new-pilot"); l.Title != e.Title {
		t.Errorf("the list is called %v", l.Title)
	}
	if _, ok := c.List("new-pilot"); ok || len(c.Lists()) != len(list.BuiltIn().Lists()) {
		t.Error("the catalogue that it was made from changed")
	}
}

func TestWithTwice(t *testing.T) {
	e := &list.Edition{Edition: edition.Edition{List: list.CBEC, ID: "2027",
		Interval: edition.Interval{From: edition.NewDate(2027, 1, 1)}}}
	once := list.BuiltIn().With(e)
	if got, want := spans(once.With(e), list.CBEC), spans(once, list.CBEC); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
