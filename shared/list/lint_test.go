package list_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/list/compile"
	"importchecker/shared/tariff"
)

// sourceIDs returns the ids in source/sources.csv.
func sourceIDs(t *testing.T) map[string]bool {
	t.Helper()
	f, err := os.Open("source/sources.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, r := range records[1:] {
		if ids[r[0]] {
			t.Errorf("source %s stands in sources.csv twice", r[0])
		}
		ids[r[0]] = true
	}
	return ids
}

// unusable are sources that no row may cite, since they cite nothing themselves.
var unusable = []string{"S50", "S55", "recall-unverified"}

// basisOf has the basis for each confidence, as in source/README.md.
var basisOf = map[string]edition.Basis{
	"annex": edition.Official, "verbatim": edition.Official,
	"name-repaired": edition.Reported, "reconstructed": edition.Reported,
	"code-from-secondary": edition.Reported, "name-only": edition.Reported,
}

// TestEveryRow lints every row of every built-in edition.
func TestEveryRow(t *testing.T) {
	known := sourceIDs(t)
	readme, err := os.ReadFile("source/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for confidence := range basisOf {
		if !bytes.Contains(readme, []byte("`"+confidence+"`")) {
			t.Errorf("source/README.md does not explain %q", confidence)
		}
	}
	everyEdition(t, func(t *testing.T, e *list.Edition) {
		if e.Sample {
			t.Error("a sample is built in")
		}
		for _, entry := range append(slices.Clone(e.Entries), e.Hints...) {
			at := "row " + entry.ID
			if want := basisOf[entry.Confidence]; entry.Basis != want {
				t.Errorf("%s: %q rows are %q, not %q", at, entry.Confidence, want, entry.Basis)
			}
			if entry.Basis == edition.Sample {
				t.Errorf("%s is invented", at)
			}
			for _, id := range entry.Sources {
				if !known[id] && !strings.HasPrefix(id, "annex:") {
					t.Errorf("%s: source %q is not in sources.csv", at, id)
				}
				if slices.Contains(unusable, id) {
					t.Errorf("%s rests on %s, which cites nothing", at, id)
				}
			}
			if len(entry.Sources) == 0 {
				t.Errorf("%s has no source", at)
			}
			if (entry.Kind == list.Hint) != (entry.Code == "") ||
				(entry.Kind == list.Hint) != (entry.Confidence == "name-only") {
				t.Errorf("%s is a %s with code %q and confidence %q", at, entry.Kind, entry.Code, entry.Confidence)
			}
			if entry.Code != "" && entry.Code.Level() != tariff.TariffLine {
				t.Errorf("%s: %s is no tariff line", at, entry.Code)
			}
			if (strings.TrimSpace(entry.Remark) != "") != (len(entry.Conditions) > 0) {
				t.Errorf("%s: remark %q has %d conditions", at, entry.Remark, len(entry.Conditions))
			}
			for _, text := range []string{entry.NameZH, entry.NameEN, entry.Remark, entry.Note} {
				if text != strings.TrimSpace(text) || strings.ContainsAny(text, "\n\t\ufffd") {
					t.Errorf("%s: %q is not clean", at, text)
				}
			}
			if strings.Contains(entry.NameZH+entry.NameEN, "示例") || strings.Contains(entry.NameEN, "SAMPLE") {
				t.Errorf("%s has the name of a sample", at)
			}
		}
	})
}

// formerCodes are codes of 2016 that the tariff of 2026 no longer holds.
var formerCodes = []tariff.Code{
	"03061619", "03062290", "03062499", "03077990", "04031000", "04100010", "04100041", "04100042",
	"04100043", "04100049", "04100090", "08029030", "08029090", "09021010", "09022010", "09023020",
}

// TestEveryCodeIsKnown checks that each code is in the tariff of 2026, or is a former
// code with a known lineage.
func TestEveryCodeIsKnown(t *testing.T) {
	table, ok := tariff.At(edition.NewDate(2026, 3, 1))
	if !ok {
		t.Fatal("the tariff of 2026 is not held")
	}
	var former []tariff.Code
	everyEdition(t, func(t *testing.T, e *list.Edition) {
		fromAnnex := readMeta(t, e).Annex != nil // whose old codes the import has reported
		for _, entry := range e.Entries {
			if lo, hi := table.Range(entry.Code); lo < hi || fromAnnex {
				continue
			}
			lineage := table.Lineage(entry.Code)
			if len(lineage.Known) == 0 || len(lineage.Candidates) == 0 {
				t.Errorf("row %s: nothing is known of %s: %+v", entry.ID, entry.Code, lineage)
			}
			former = append(former, entry.Code)
		}
		for _, hint := range e.Hints {
			for _, f := range hint.Fits {
				if lo, hi := table.Range(f); lo == hi {
					t.Errorf("hint %s fits %s, which the tariff of 2026 does not hold", hint.ID, f)
				}
			}
		}
	})
	slices.Sort(former)
	for _, c := range slices.Compact(former) {
		if !slices.Contains(formerCodes, c) {
			t.Errorf("%s is not in the tariff of 2026 and not among the former codes", c)
		}
	}
	for _, c := range formerCodes {
		if lo, hi := table.Range(c); lo < hi {
			t.Errorf("%s is in the tariff of 2026", c)
		}
	}
}

// TestNotices checks that every edition has a notice, which names the document, the
// counts, and every source of its rows.
func TestNotices(t *testing.T) {
	everyEdition(t, func(t *testing.T, e *list.Edition) {
		raw, err := os.ReadFile(filepath.Join("source", e.List, e.ID, "NOTICE.md"))
		if err != nil {
			t.Fatal(err)
		}
		notice := string(raw)
		want := []string{"\n## Rows held\n", e.Title.ZH, e.Issuer.ZH, e.Document}
		if e.List == list.Yiwu && e.ID == "1" { // whose issuer and document were not found
			want = []string{"\n## Rows held\n", "not found", "35 kinds"}
		}
		meta := readMeta(t, e)
		if e.List == list.CBEC {
			want = append(want, meta.Effective)
		}
		if e.Stated >= 1000 {
			want = append(want, fmt.Sprintf("%d,%03d", e.Stated/1000, e.Stated%1000))
		} else {
			want = append(want, fmt.Sprint(e.Stated))
		}
		for _, entry := range append(slices.Clone(e.Entries), e.Hints...) {
			if meta.Annex != nil && entry.Kind == list.Hint {
				continue
			}
			want = append(want, entry.Sources...)
		}
		slices.Sort(want)
		for _, text := range slices.Compact(want) {
			if !strings.Contains(notice, text) {
				t.Errorf("NOTICE.md does not say %q", text)
			}
		}
		known := sourceIDs(t)
		for _, id := range regexp.MustCompile(`\b[SY]\d\d[a-z]?\b`).FindAllString(notice, -1) {
			if !known[id] {
				t.Errorf("NOTICE.md cites %s, which is not in sources.csv", id)
			}
			if slices.Contains(unusable, id) {
				t.Errorf("NOTICE.md cites %s, which cites nothing", id)
			}
		}
	})
}

// TestSourceFilesAreCanonical checks that each file is as the import command writes it.
func TestSourceFilesAreCanonical(t *testing.T) {
	everyEdition(t, func(t *testing.T, e *list.Edition) {
		dir := filepath.Join("source", e.List, e.ID)
		raw, err := os.ReadFile(filepath.Join(dir, "list.csv"))
		if err != nil {
			t.Fatal(err)
		}
		// In the order of the source, which the compiled form does not keep.
		byID := map[string]list.Entry{}
		for _, entry := range append(slices.Clone(e.Entries), e.Hints...) {
			byID[entry.ID] = entry
		}
		var entries []list.Entry
		for _, row := range readSource(t, e) {
			entries = append(entries, byID[row["id"]])
		}
		if formatted, err := compile.FormatRows(entries); err != nil || !bytes.Equal(formatted, raw) {
			t.Errorf("list.csv is not canonical (%v)", err)
		}
		raw, err = os.ReadFile(filepath.Join(dir, "edition.json"))
		if err != nil {
			t.Fatal(err)
		}
		if formatted, err := compile.FormatMeta(readMeta(t, e)); err != nil || !bytes.Equal(formatted, raw) {
			t.Errorf("edition.json is not canonical (%v):\n%s", err, formatted)
		}
	})
}
