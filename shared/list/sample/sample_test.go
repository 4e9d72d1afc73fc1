package sample_test

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/list/sample"
	"importchecker/shared/tariff"
)

// samples returns the invented editions in force in 2026.
func samples(t *testing.T) (cbec, yiwu *list.Edition) {
	t.Helper()
	c := sample.With(list.BuiltIn())
	var out []*list.Edition
	for _, id := range []string{list.CBEC, list.Yiwu} {
		l, ok := c.List(id)
		if !ok {
			t.Fatalf("there is no list %s", id)
		}
		inForce := l.InForce(nil, edition.NewDate(2026, 3, 1))
		if len(inForce) != 1 || inForce[0].ID != "sample" {
			t.Fatalf("%s: got %d editions in force, the first is %s", id, len(inForce), inForce[0].ID)
		}
		out = append(out, inForce[0])
	}
	return out[0], out[1]
}

func TestSamplesAreComplete(t *testing.T) {
	cbec, yiwu := samples(t)
	for _, row := range []struct {
		e       *list.Edition
		stated  int
		entries int
	}{
		{cbec, 59, 59},
		{yiwu, 35, 36}, // kinds; one has two codes
	} {
		if row.e.Coverage() != edition.Complete || row.e.Stated != row.stated || len(row.e.Entries) != row.entries ||
			len(row.e.Hints) != 0 {
			t.Errorf("%s: got %d of %d held, %d rows, %s", row.e.List, row.e.Held, row.e.Stated, len(row.e.Entries),
				row.e.Coverage())
		}
		if err := row.e.Verify(); err != nil {
			t.Error(err)
		}
	}
	kinds := map[string]bool{}
	for _, entry := range yiwu.Entries {
		kinds[entry.Category] = true
	}
	for n := 1; n <= 35; n++ {
		if !kinds[fmt.Sprint(n)] {
			t.Errorf("kind %d has no row", n)
		}
	}
	if len(kinds) != 35 {
		t.Errorf("got %d kinds of goods, want 35", len(kinds))
	}
}

// TestSamplesSayThatTheyAre checks that every sample row is marked as one.
func TestSamplesSayThatTheyAre(t *testing.T) {
	cbec, yiwu := samples(t)
	for _, e := range []*list.Edition{cbec, yiwu} {
		if !e.Sample || !strings.Contains(e.Document, "SAMPLE") || !strings.Contains(e.Title.EN, "SAMPLE") ||
			!strings.Contains(e.Title.ZH, "虚构") {
			t.Errorf("%s: edition %+v", e.List, e.Edition)
		}
		for _, entry := range e.Entries {
			if entry.Basis != edition.Sample || entry.Confidence != "invented" || len(entry.Sources) != 0 ||
				!strings.HasPrefix(entry.NameZH, "示例：") || !strings.HasPrefix(entry.NameEN, "SAMPLE: ") {
				t.Errorf("%s: row %+v", e.List, entry)
			}
		}
	}
}

// TestSampleCodesAreReal checks that the tariff has the codes of samples, since the
// checker needs them, and that the pilot's goods are on the retail list.
func TestSampleCodesAreReal(t *testing.T) {
	table, _ := tariff.At(edition.NewDate(2026, 3, 1))
	cbec, yiwu := samples(t)
	for _, e := range []*list.Edition{cbec, yiwu} {
		for _, entry := range e.Entries {
			if lo, hi := table.Range(entry.Code); lo == hi || entry.Code.Level() != tariff.TariffLine {
				t.Errorf("%s: row %s: %s is no line of the tariff of 2026", e.List, entry.ID, entry.Code)
			}
			if len(cbec.Find(entry.Code)) == 0 {
				t.Errorf("%s: row %s: %s is not on the retail list", e.List, entry.ID, entry.Code)
			}
		}
	}
}

// TestSamplesShowEveryCondition checks that the samples have every kind of condition
// except Manual.
func TestSamplesShowEveryCondition(t *testing.T) {
	cbec, _ := samples(t)
	shown := map[list.ConditionKind]bool{}
	for _, entry := range cbec.Entries {
		for _, c := range entry.Conditions {
			shown[c.Kind] = true
		}
	}
	for k := list.BondedOnly; k < list.Manual; k++ {
		if !shown[k] {
			t.Errorf("no row shows %s", k)
		}
	}
}

func TestWithLeavesTheCatalogueAlone(t *testing.T) {
	c := list.BuiltIn()
	with := sample.With(c)
	for _, l := range c.Lists() {
		for _, e := range l.Editions {
			if e.Sample {
				t.Errorf("%s %s is now in the catalogue that it was made from", l.ID, e.ID)
			}
		}
	}
	l, _ := with.List(list.CBEC)
	inForce := l.InForce(nil, edition.NewDate(2022, 2, 28))
	if len(inForce) != 1 || inForce[0].ID != "2019" {
		t.Errorf("the day before the sample's first: got %d editions", len(inForce))
	}
	again, _ := sample.With(with).List(list.CBEC)
	if len(again.Editions) != len(l.Editions) {
		t.Errorf("brought in twice: got %d editions, want %d", len(again.Editions), len(l.Editions))
	}
}

// TestNoDeployedFunctionHoldsSamples checks that no function imports the samples.
func TestNoDeployedFunctionHoldsSamples(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "importchecker/functions/...").CombinedOutput()
	packages := strings.Fields(string(out))
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, out)
	}
	if !slices.ContainsFunc(packages, func(p string) bool { return strings.HasPrefix(p, "importchecker/functions/") }) {
		t.Skip("there are no functions")
	}
	if slices.Contains(packages, "importchecker/shared/list/sample") {
		t.Error("a function holds invented lists")
	}
}
