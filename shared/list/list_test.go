package list_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/tariff"
)

// scanFind implements Find by a plain scan: of the rows whose code is a prefix of the
// code, it returns those with the longest.
func scanFind(rows []map[string]string, c tariff.Code) []string {
	longest := 0
	var ids []string
	for _, row := range rows {
		code := row["code"]
		switch n := len(code); {
		case n == 0 || !strings.HasPrefix(string(c), code):
		case n > longest:
			longest, ids = n, []string{row["id"]}
		case n == longest:
			ids = append(ids, row["id"])
		}
	}
	return ids
}

// scanUnder implements Under by a plain scan.
func scanUnder(rows []map[string]string, c tariff.Code) []string {
	var ids []string
	for _, row := range rows {
		if row["code"] != "" && strings.HasPrefix(row["code"], string(c)) {
			ids = append(ids, row["id"])
		}
	}
	return ids
}

func idsOf(entries []list.Entry) []string {
	var ids []string
	for _, e := range entries {
		ids = append(ids, e.ID)
	}
	return ids
}

// sameRows compares ids in any order.
func sameRows(a, b []string) bool {
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// codesToTry returns the codes to look up in an edition: every chapter, every code of the
// tariff at each level, and for every row its code, its ancestors, codes under it, and
// its neighbours.
func codesToTry(rows []map[string]string) []tariff.Code {
	asked := map[tariff.Code]bool{}
	for chapter := range 100 {
		asked[tariff.Code(fmt.Sprintf("%02d", chapter))] = true
	}
	for _, table := range tariff.Tables() {
		for i := range table.Len() {
			for l := tariff.Heading; l <= tariff.Declarable; l++ {
				asked[table.Code(i).At(l)] = true
			}
		}
	}
	for _, row := range rows {
		code := tariff.Code(row["code"])
		if code == "" {
			continue
		}
		for l := tariff.Chapter; l <= code.Level(); l++ {
			asked[code.At(l)] = true
		}
		asked[code+"00"], asked[code+"99"] = true, true
		for _, last := range "0123456789" {
			asked[code[:len(code)-1]+tariff.Code(last)] = true
		}
	}
	codes := make([]tariff.Code, 0, len(asked))
	for c := range asked {
		codes = append(codes, c)
	}
	slices.Sort(codes)
	return codes
}

// TestLookupOracle looks up every code in every edition, and compares the result with a
// plain scan of the source.
func TestLookupOracle(t *testing.T) {
	everyEdition(t, func(t *testing.T, e *list.Edition) {
		rows := readSource(t, e)
		index := list.NewIndex(e)
		for _, c := range codesToTry(rows) {
			checkLookup(t, e, index, rows, c)
		}
	})
}

// checkLookup compares the lookups of a code with a plain scan of the rows.
func checkLookup(t *testing.T, e *list.Edition, index *list.Index, rows []map[string]string, c tariff.Code) {
	t.Helper()
	want := scanFind(rows, c)
	if got := idsOf(e.Find(c)); !sameRows(got, want) {
		t.Errorf("Find(%q): got rows %v, want %v", c, got, want)
	}
	if got := idsOf(index.Find(c)); !sameRows(got, want) {
		t.Errorf("Find(%q) by the index: got rows %v, want %v", c, got, want)
	}
	if got, want := idsOf(e.Under(c)), scanUnder(rows, c); !sameRows(got, want) {
		t.Errorf("Under(%q): got rows %v, want %v", c, got, want)
	}
}

// TestLookupAtEveryLevel looks up codes in an edition with rows of every level, which no
// list held has.
func TestLookupAtEveryLevel(t *testing.T) {
	var rows []map[string]string
	e := &list.Edition{}
	for _, code := range []string{"02", "0402", "04021000", "0402100010", "040900", "04090000", "0409000000", "9503",
		"95030089"} {
		rows = append(rows, map[string]string{"id": code, "code": code})
		e.Entries = append(e.Entries, list.Entry{ID: code, Code: tariff.Code(code)})
	}
	index := list.NewIndex(e)
	codes := append(codesToTry(rows), "")
	for _, c := range codes {
		checkLookup(t, e, index, rows, c)
	}
}

// TestEveryRowIsHeld compares every field of every compiled row with the source.
func TestEveryRowIsHeld(t *testing.T) {
	everyEdition(t, func(t *testing.T, e *list.Edition) {
		rows := readSource(t, e)
		byID := map[string]list.Entry{}
		for _, entry := range append(slices.Clone(e.Entries), e.Hints...) {
			byID[entry.ID] = entry
		}
		if len(byID) != len(rows) {
			t.Errorf("%d rows are compiled, the source has %d", len(byID), len(rows))
		}
		for _, row := range rows {
			entry, ok := byID[row["id"]]
			if !ok {
				t.Errorf("row %s is not compiled", row["id"])
				continue
			}
			var fits []string
			for _, f := range entry.Fits {
				fits = append(fits, string(f))
			}
			reading := ""
			if slices.ContainsFunc(entry.Conditions, func(c list.Condition) bool { return c.Kind == list.Manual }) {
				reading = "manual"
			}
			got := map[string]string{
				"id": entry.ID, "kind": entry.Kind.String(), "code": string(entry.Code), "category": entry.Category,
				"name_zh": entry.NameZH, "name_en": entry.NameEN, "remark": entry.Remark, "reading": reading,
				"basis": entry.Basis.String(), "confidence": entry.Confidence,
				"sources": strings.Join(entry.Sources, ";"), "fits": strings.Join(fits, ";"), "note": entry.Note,
			}
			for column, want := range row {
				if got[column] != want {
					t.Errorf("row %s, column %s: got %q, want %q", row["id"], column, got[column], want)
				}
			}
		}
		if !slices.IsSortedFunc(e.Entries, func(a,
			b list.Entry) int {
			return strings.Compare(string(a.Code), string(b.Code))
		}) {
			t.Error("entries are not in the order of their codes")
		}
	})
}

// TestCounts compares the counts of partial editions with their notices. An edition
// imported from its annex must be complete, or be marked partial.
func TestCounts(t *testing.T) {
	want := []struct {
		list, id                      string
		held, stated, removed, hinted int
		document                      string
	}{
		{list.CBEC, "2016-1", 69, 1142, 0, 0, "公告2016年第40号"},
		{list.CBEC, "2016-2", 22, 151, 0, 0, "公告2016年第47号"},
		{list.CBEC, "2018", 0, 1321, 0, 0, "公告2018年第157号"},
		{list.CBEC, "2019", 1, 1413, 0, 15, "公告2019年第96号"},
		{list.CBEC, "2022", 8, 1476, 1, 21, "公告2019年第96号，经公告2022年第7号调整"},
		{list.Yiwu, "1", 0, 35, 0, 3, "义乌进口贸易创新试点首批商品清单（文号未载明）"},
	}
	for _, w := range want {
		t.Run(w.list+"/"+w.id, func(t *testing.T) {
			e := builtIn(t, w.list, w.id)
			if e.Stated != w.stated || e.Document != w.document {
				t.Errorf("got %d stated by %s, want %d by %s", e.Stated, e.Document, w.stated, w.document)
			}
			if annex := readMeta(t, e).Annex; annex != nil {
				if (e.Coverage() == edition.Complete) == annex.Partial {
					t.Errorf("loaded from its annex: %d of %d held", e.Held, e.Stated)
				}
				return
			}
			removed := 0
			for _, entry := range e.Entries {
				if entry.Kind == list.Removed {
					removed++
				}
			}
			if e.Held != w.held || removed != w.removed || len(e.Hints) != w.hinted || len(e.Entries) != w.held+w.removed {
				t.Errorf("got %d held of %d entries, %d removed, %d hints, want %d, %d, %d", e.Held, len(e.Entries), removed,
					len(e.Hints), w.held, w.removed, w.hinted)
			}
			if e.Coverage() != edition.Partial {
				t.Errorf("a fragment of %d rows is called %s", e.Held, e.Coverage())
			}
		})
	}
	total := 0
	for _, l := range list.BuiltIn().Lists() {
		total += len(l.Editions)
	}
	if total < len(want) {
		t.Errorf("got %d editions, want at least %d", total, len(want))
	}
}

// TestCountsCloseTheArithmetic checks that the counts stated by announcements and reports
// agree with each other.
func TestCountsCloseTheArithmetic(t *testing.T) {
	stated := func(id string) int { return builtIn(t, list.CBEC, id).Stated }
	for _, row := range []struct {
		what      string
		got, want int
	}{
		{"both batches of 2016", stated("2016-1") + stated("2016-2"), 1293},
		{"2018, against both batches", stated("2018") - 1293, 28},
		{"2019, lines added", stated("2019") - stated("2018"), 92},
		{"2022, added, taken out, new numbers, dead numbers", stated("2022") - stated("2019"), 29 - 1 + 115 - 80},
	} {
		if row.got != row.want {
			t.Errorf("%s: got %d, want %d", row.what, row.got, row.want)
		}
	}
}

// TestInForce checks the editions in force on the day before, of and after each change.
func TestInForce(t *testing.T) {
	for _, row := range []struct {
		list, day string
		want      string
	}{
		{list.CBEC, "2016-04-07", ""}, // the day before the first list
		{list.CBEC, "2016-04-08", "2016-1"},
		{list.CBEC, "2016-04-09", "2016-1"},
		{list.CBEC, "2016-04-15", "2016-1"},
		{list.CBEC, "2016-04-16", "2016-1 2016-2"}, // the second batch is in force with the first
		{list.CBEC, "2016-04-17", "2016-1 2016-2"},
		{list.CBEC, "2018-12-31", "2016-1 2016-2"},
		{list.CBEC, "2019-01-01", "2018"},
		{list.CBEC, "2019-01-02", "2018"},
		{list.CBEC, "2019-12-31", "2018"},
		{list.CBEC, "2020-01-01", "2019"},
		{list.CBEC, "2020-01-02", "2019"},
		{list.CBEC, "2022-02-28", "2019"},
		{list.CBEC, "2022-03-01", "2022"},
		{list.CBEC, "2022-03-02", "2022"},
		{list.CBEC, "2026-03-01", "2022"},
		{list.Yiwu, "2024-11-30", ""},
		{list.Yiwu, "2024-12-01", "1"},
		{list.Yiwu, "2024-12-02", "1"},
	} {
		l, _ := list.BuiltIn().List(row.list)
		day, err := edition.ParseDate(row.day)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, e := range l.InForce(nil, day) {
			ids = append(ids, e.ID)
		}
		if got := strings.Join(ids, " "); got != row.want {
			t.Errorf("%s on %s: got %q, want %q", row.list, row.day, got, row.want)
		}
	}
}

func TestInForceAppends(t *testing.T) {
	l, _ := list.BuiltIn().List(list.CBEC)
	other := &list.Edition{}
	got := l.InForce([]*list.Edition{other}, edition.NewDate(2022, 3, 1))
	if len(got) != 2 || got[0] != other || got[1].ID != "2022" {
		t.Errorf("got %d editions", len(got))
	}
}

// TestEditionsFollowEachOther checks that editions are sorted, without gaps, and without
// overlaps except for the batches of 2016.
func TestEditionsFollowEachOther(t *testing.T) {
	for _, l := range list.BuiltIn().Lists() {
		for i, e := range l.Editions {
			if e.To != 0 && e.To <= e.From {
				t.Errorf("%s %s ends on %s, before it begins", l.ID, e.ID, e.To)
			}
			if i == 0 {
				continue
			}
			before := l.Editions[i-1]
			switch {
			case before.From > e.From:
				t.Errorf("%s: %s stands before %s", l.ID, before.ID, e.ID)
			case before.ID == "2016-1" && e.ID == "2016-2":
			case before.To != e.From:
				t.Errorf("%s: %s ends on %q, %s begins on %s", l.ID, before.ID, before.To, e.ID, e.From)
			}
		}
		if last := l.Editions[len(l.Editions)-1]; last.To != 0 {
			t.Errorf("%s: the last edition ends on %s", l.ID, last.To)
		}
	}
}

func TestNames(t *testing.T) {
	for k, want := range map[list.Kind]string{0: "", list.Listed: "listed", list.Removed: "removed", list.Hint: "hint",
		list.Hint + 1: ""} {
		if got := k.String(); got != want {
			t.Errorf("Kind(%d).String() = %q, want %q", k, got, want)
		}
	}
	seen := map[string]bool{}
	for k := list.BondedOnly; k <= list.Manual; k++ {
		if name := k.String(); name == "" || seen[name] {
			t.Errorf("ConditionKind(%d).String() = %q", k, name)
		} else {
			seen[name] = true
		}
	}
	if list.ConditionKind(0).String() != "" || (list.Manual+1).String() != "" {
		t.Error("a condition kind that is none has a name")
	}
}

func TestCatalogue(t *testing.T) {
	c := list.BuiltIn()
	var ids []string
	for _, l := range c.Lists() {
		ids = append(ids, l.ID)
		if l.Title.EN == "" || l.Title.ZH == "" {
			t.Errorf("%s has no title", l.ID)
		}
	}
	if !slices.Contains(ids, list.CBEC) || !slices.Contains(ids, list.Yiwu) ||
		len(ids) != len(slices.Compact(slices.Sorted(slices.Values(ids)))) {
		t.Errorf("got lists %v", ids)
	}
	if _, ok := c.List("no-such-list"); ok {
		t.Error("found a list that is not there")
	}
	l, _ := c.List(list.CBEC)
	if _, ok := l.Edition("2020"); ok {
		t.Error("found an edition that is not there")
	}
}

// TestFindIsTheNearest compares Find with a walk over the ancestors of the code, on lists
// with neighbouring codes of all lengths.
func TestFindIsTheNearest(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	code := func() tariff.Code {
		digits := "01020102010201020"
		b := []byte(digits[:2*(1+r.IntN(5))])
		for i := range b {
			b[i] = '0' + byte(r.IntN(2))
		}
		return tariff.Code(b)
	}
	for range 300 {
		var e list.Edition
		held := map[tariff.Code]bool{}
		for range r.IntN(40) {
			c := code()
			held[c] = true
			e.Entries = append(e.Entries, list.Entry{Code: c})
		}
		slices.SortFunc(e.Entries, func(a, b list.Entry) int { return strings.Compare(string(a.Code), string(b.Code)) })
		index := list.NewIndex(&e)
		for range 50 {
			c := code()
			want := tariff.Code("")
			for l := c.Level(); l >= tariff.Chapter && want == ""; l-- {
				if held[c.At(l)] {
					want = c.At(l)
				}
			}
			got := e.Find(c)
			if want == "" && len(got) > 0 || want != "" &&
				(len(got) == 0 || got[0].Code != want || got[len(got)-1].Code != want) {
				t.Fatalf("%s among %v: got %v, want %q", c, e.Entries, got, want)
			}
			if by := index.Find(c); !sameRows(idsOf(by), idsOf(got)) || len(by) > 0 && &by[0] != &got[0] {
				t.Fatalf("%s among %v: by the index %v, want %v", c, e.Entries, by, got)
			}
		}
	}
}
