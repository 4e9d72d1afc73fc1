package submitted_test

import (
	"fmt"
	"strings"
	"testing"

	"importchecker/shared/api/problem"
	"importchecker/shared/api/submitted"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/packing"
	"importchecker/shared/tariff"
)

// An item of the table has at most 400 KiB, with the keys and the request beside the
// decision, and an answer of a function 6 MB. Decisions stay far below both.
const (
	mostStored = 80 << 10 // packed
	mostBody   = 1 << 20
)

// TestLargestDecision decides every chapter, the coarsest codes, on whole lists with
// some 1,476 rows and with one for each of the 8,978 tariff lines, of which most have
// remarks that become conditions; and the chapter with the most lines with each
// boolean fact told.
func TestLargestDecision(t *testing.T) {
	day := edition.NewDate(2026, 3, 1)
	table, _ := tariff.At(day)
	for _, every := range []int{6, 1} {
		e := completeList(t, table, every)
		checker := eligibility.NewChecker(list.BuiltIn().With(e))
		largest, most := "", 0
		for i := 0; i < table.Len(); {
			chapter := table.Code(i).At(tariff.Chapter)
			_, i = table.Range(chapter)
			if n := measure(t, e, string(chapter), decide(t, checker, day, chapter, "")); n > most {
				largest, most = string(chapter), n
			}
		}
		t.Logf("%d rows: chapter %s has %d bytes", e.Held, largest, most)
		measure(t, e, largest+" with facts", decide(t, checker, day, tariff.Code(largest), booleanFacts()))
	}
}

// measure checks that a decision is within the bounds, and returns its size in bytes.
func measure(t *testing.T, e *list.Edition, what, body string) int {
	t.Helper()
	packed, err := packing.Pack([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	if len(packed) > mostStored/2 {
		t.Logf("%d rows: %s has %d bytes, %d packed", e.Held, what, len(body), len(packed))
	}
	if len(packed) > mostStored || len(body) > mostBody {
		t.Errorf("%d rows: %s has %d bytes, %d packed; at most %d and %d are meant to be", e.Held, what, len(body),
			len(packed), mostBody, mostStored)
	}
	return len(body)
}

// completeList returns a complete retail list with every nth tariff line.
func completeList(t *testing.T, table *tariff.Table, every int) *list.Edition {
	t.Helper()
	remarks := []string{
		"仅限网购保税商品", "列入《进出口野生动植物种商品目录》的商品除外；每人每年限购2千克，食糖合并计算", "",
	}
	builtIn, _ := list.BuiltIn().List(list.CBEC)
	e := *builtIn.Editions[len(builtIn.Editions)-1]
	e.ID, e.From, e.Entries, e.Hints = "whole", e.From+1, nil, nil
	n, last := 0, tariff.Code("")
	for i := range table.Len() {
		code := table.Code(i).Line()
		if code == last {
			continue
		}
		last = code
		if n++; n%every != 0 {
			continue
		}
		remark := remarks[n%len(remarks)]
		entry := list.Entry{ID: fmt.Sprint(len(e.Entries) + 1), Kind: list.Listed, Code: code, Remark: remark,
			NameZH: table.NameZH(code, i, i+1), Basis: edition.Official}
		if remark != "" {
			var err error
			if entry.Conditions, err = list.ParseRemark(remark); err != nil {
				t.Fatal(err)
			}
		}
		e.Entries = append(e.Entries, entry)
	}
	e.Stated, e.Held = len(e.Entries), len(e.Entries)
	return &e
}

func decide(t *testing.T, checker *eligibility.Checker, day edition.Date, code tariff.Code, with string) string {
	t.Helper()
	var f problem.Faults
	body := fmt.Appendf(nil, `{"as_of":"2026-03-01","item":{"hs_code":%q,"ref":"SKU-1","origin":"US",
		"unit_price":{"amount":"4999.00","currency":"CNY"}%s}}`, code, with)
	d, p := submitted.Decide(&f, body, checker, nil, day, false)
	if p != nil {
		t.Fatalf("%s: %s %+v", code, p.Code, p)
	}
	return d.Body
}

// booleanFacts returns facts with every boolean fact of goods.
func booleanFacts() string {
	var facts []string
	for _, spec := range eligibility.Vocabulary() {
		if spec.Kind == eligibility.Bool {
			facts = append(facts, fmt.Sprintf("%q:false", spec.Name))
		}
	}
	return `,"facts":{` + strings.Join(facts, ",") + `}`
}
