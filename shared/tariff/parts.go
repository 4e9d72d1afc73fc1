package tariff

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/edition"
)

// words has the values that the records of a table refer to by number; number 0 is the
// blank value.
type words struct {
	units                     []Unit
	supervisions, inspections []string
	rates                     []Rate
}

// compiledWords has the values of the compiled-in tables.
var compiledWords = words{units[:], supervisions[:], inspections[:], rates[:]}

// Parts has the parts of a table, for storage. The format of Lines and Names is described
// in package compile.
type Parts struct {
	Edition          edition.Edition
	Basis            edition.Basis
	Source, Revision string

	Units                     []Unit
	Supervisions, Inspections []string
	Rates                     []Rate
	Amendments                []Amendment // in the order of Sort
	Duties                    []Duty      // by origin, added by the edition
	Lines, Names              string
}

// Parts returns the parts of the table, which share its memory.
func (t *Table) Parts() Parts {
	return Parts{
		Edition: t.edition, Basis: t.basis, Source: t.source, Revision: t.revision,
		Units: t.words.units, Supervisions: t.words.supervisions, Inspections: t.words.inspections, Rates: t.words.rates,
		Amendments: *t.amendments, Duties: t.duties, Lines: *t.lines, Names: *t.names,
	}
}

// SortAmendments sorts amendments as a table has them: by code, field and day.
func SortAmendments(all []Amendment) {
	slices.SortStableFunc(all, func(a, b Amendment) int {
		if c := strings.Compare(string(a.Code), string(b.Code)); c != 0 {
			return c
		}
		if c := strings.Compare(string(a.Field), string(b.Field)); c != 0 {
			return c
		}
		return int(a.Effective) - int(b.Effective)
	})
}

// Table returns the table of the parts. It validates everything that lookups rely on.
func (p Parts) Table() (*Table, error) {
	t := &Table{
		edition: p.Edition, lines: &p.Lines, names: &p.Names, amendments: &p.Amendments, basis: p.Basis,
		source: p.Source, revision: p.Revision, stored: true,
		words:  &words{p.Units, p.Supervisions, p.Inspections, p.Rates},
		duties: p.Duties,
	}
	if err := t.validate(); err != nil {
		return nil, err
	}
	t.accumulated = newDutyIndex(p.Duties)
	return t, nil
}

// Blank returns a table without lines, for an edition that exists but cannot be read.
func Blank(e edition.Edition) *Table {
	none := ""
	return &Table{edition: e, lines: &none, names: &none, amendments: &[]Amendment{}, words: &words{}, stored: true}
}

// validate checks that every number and offset of a record is in range, and that the
// records are sorted.
func (t *Table) validate() error {
	w, lines := t.words, *t.lines
	if len(lines) == 0 || len(lines)%lineWidth != 0 {
		return fmt.Errorf("%d bytes of lines, which are %d each", len(lines), lineWidth)
	}
	for _, n := range []int{len(w.units), len(w.supervisions), len(w.inspections), len(w.rates)} {
		if n == 0 {
			return errors.New("no units, conditions, classes or rates")
		}
	}
	before := Code("")
	for i := range t.Len() {
		r := lines[i*lineWidth : (i+1)*lineWidth]
		code := t.Code(i)
		if code <= before || strings.Trim(string(code), "0123456789") != "" {
			return fmt.Errorf("line %d: %q is no code, or not in order", i, code)
		}
		before = code
		place := uint32At(r, nameAt)
		numbers := [...][2]int{
			{int(r[unit1At]), len(w.units)}, {int(r[unit2At]), len(w.units)}, {uint16At(r, supervisionAt), len(w.supervisions)},
			{uint16At(r, mfnAt), len(w.rates)}, {uint16At(r, provisionalAt), len(w.rates)},
			{uint16At(r, generalAt), len(w.rates)},
			{uint16At(r, vatAt), len(w.rates)}, {uint16At(r, consumptionAt), len(w.rates)},
			{int(r[inspectImportAt]), len(w.inspections)}, {int(r[inspectExportAt]), len(w.inspections)},
			{place + uint16At(r, nameAt+4), len(*t.names) + 1},
		}
		for _, n := range numbers {
			if n[0] >= n[1] {
				return fmt.Errorf("line %s refers to what there is not", code)
			}
		}
	}
	for _, a := range *t.amendments {
		if lo, hi := t.Range(a.Code); lo == hi || len(a.Code) != declarableDigits {
			return fmt.Errorf("amendment of %q, which is no code of the schedule", a.Code)
		}
	}
	for i := range t.duties {
		if err := t.duties[i].validate(); err != nil {
			return err
		}
	}
	return nil
}

// Sum returns the SHA-256 of a stored edition in hexadecimal, over its metadata and
// parts, each preceded by its length. It does not depend on the last day or on SHA256.
// The sum of a compiled-in table is the hash of its source.
func (t *Table) Sum() string {
	if !t.stored {
		return t.edition.SHA256
	}
	h := sha256.New()
	e := &t.edition
	put(h, e.List, e.ID, e.Title.EN, e.Title.ZH, e.Issuer.EN, e.Issuer.ZH, e.Document, e.From.String(),
		strconv.Itoa(e.Stated), strconv.FormatBool(e.Sample), e.Published, t.basis.String(), t.source, t.revision)
	put(h, strconv.Itoa(len(t.words.units)))
	for _, u := range t.words.units {
		put(h, string(u))
	}
	for _, texts := range [][]string{t.words.supervisions, t.words.inspections} {
		put(h, strconv.Itoa(len(texts)))
		put(h, texts...)
	}
	put(h, strconv.Itoa(len(t.words.rates)))
	for i := range t.words.rates {
		putRate(h, &t.words.rates[i])
	}
	put(h, strconv.Itoa(len(*t.amendments)))
	for _, a := range *t.amendments {
		put(h, string(a.Code), string(a.Field), a.Text, a.Effective.String(), a.Document, a.Basis.String())
		put(h, strconv.FormatBool(a.Rate != nil))
		if a.Rate != nil {
			putRate(h, a.Rate)
		}
	}
	for i := range t.duties {
		put(h, t.duties[i].hashFields()...)
	}
	put(h, *t.lines, *t.names)
	return hex.EncodeToString(h.Sum(nil))
}

func putRate(h hash.Hash, r *Rate) {
	put(h, r.Text, strconv.FormatInt(r.Threshold, 10), string(r.ThresholdUnit), strconv.FormatBool(r.ThresholdInUpper),
		r.Defect,
		strconv.Itoa(len(r.Cases)))
	for _, c := range r.Cases {
		put(h, strconv.FormatInt(c.AdValorem, 10), strconv.FormatInt(c.Specific, 10), string(c.Unit))
	}
}

// put writes each field to the hash, preceded by its length.
func put(h hash.Hash, fields ...string) {
	for _, f := range fields {
		h.Write(strconv.AppendInt(nil, int64(len(f)), 10))
		h.Write([]byte{':'})
		h.Write([]byte(f))
	}
}
