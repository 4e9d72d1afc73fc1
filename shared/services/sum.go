package services

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"strconv"

	"importchecker/shared/edition"
)

// Sum returns the SHA-256 of the edition in hexadecimal: of its description and
// of every row. Each field is preceded by its length and each list of fields by
// its count, so that different editions have different input. It does not depend
// on SHA256 or on the last day: the content of an edition stays the same when a
// later one replaces it.
func (e *Edition) Sum() string {
	h := sha256.New()
	putEdition(h, &e.Edition)
	put(h, e.Short.EN, e.Short.ZH, strconv.Itoa(len(e.Measures)))
	for i := range e.Measures {
		m := &e.Measures[i]
		put(h, m.ID, m.Item, m.ItemStatus, m.SectionNo, string(m.Letter), m.Domain.EN, m.Domain.ZH, m.Original,
			m.Basis.String(), m.Confidence, m.Note)
		putAll(h, m.Sources)
		putAll(h, m.Laws)
		putRestriction(h, &m.Restriction)
	}
	put(h, strconv.Itoa(len(e.Sections)))
	for i := range e.Sections {
		s := &e.Sections[i]
		put(h, s.No, string(s.Letter), s.Name.EN, s.Name.ZH, strconv.Itoa(s.Items), strconv.Itoa(s.From), strconv.Itoa(s.To),
			s.Basis.String())
		putAll(h, s.Sources)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Verify recomputes the hash of the rows and compares it with the one that was
// recorded when the edition was made.
func (e *Edition) Verify() error { return verify(&e.Edition, e.Sum()) }

// Sum returns the SHA-256 of the provisions, computed like that of an edition.
func (l *Laws) Sum() string {
	h := sha256.New()
	putEdition(h, &l.Edition)
	put(h, strconv.Itoa(len(l.Provisions)))
	for i := range l.Provisions {
		p := &l.Provisions[i]
		put(h, p.ID, p.Law.EN, p.Law.ZH, p.Level, p.Version, p.Adopted.String(), p.Articles, p.From.String(), p.To.String(),
			p.Revised.String(), p.Related, p.Caveat.EN, p.Caveat.ZH, p.Source, p.Confidence,
			p.Basis.String(), p.Permit.EN, p.Permit.ZH, p.Authority.EN, p.Authority.ZH,
			p.Person.String(), p.Exception.EN, p.Exception.ZH, strconv.FormatBool(p.DayAssumed))
		putRestriction(h, &p.Restriction)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Verify recomputes the hash of the provisions and compares it with the one
// that was recorded.
func (l *Laws) Verify() error { return verify(&l.Edition, l.Sum()) }

func verify(e *edition.Edition, sum string) error {
	if sum != e.SHA256 {
		return fmt.Errorf("list %s, edition %s: content hash is %s, recorded %s", e.List, e.ID, sum, e.SHA256)
	}
	return nil
}

func putEdition(h hash.Hash, e *edition.Edition) {
	put(h, e.List, e.ID, e.Title.EN, e.Title.ZH, e.Issuer.EN, e.Issuer.ZH, e.Document, e.From.String(),
		strconv.Itoa(e.Stated), strconv.FormatBool(e.Sample), e.Published)
}

func putRestriction(h hash.Hash, r *Restriction) {
	put(h, r.Kind.String(), strconv.Itoa(int(r.Modes)), r.Weight.String(), r.Summary.EN, r.Summary.ZH,
		strconv.Itoa(len(r.Reach)))
	for _, reach := range r.Reach {
		put(h, string(reach.Code), strconv.FormatBool(reach.Whole))
	}
	putAll(h, r.Activities)
}

func putAll(h hash.Hash, fields []string) {
	put(h, strconv.Itoa(len(fields)))
	put(h, fields...)
}

func put(h hash.Hash, fields ...string) {
	for _, f := range fields {
		fmt.Fprintf(h, "%d:%s", len(f), f)
	}
}

// Verify checks every edition and the laws against their recorded hashes.
func (c *Catalogue) Verify() error {
	var faults []error
	for _, l := range c.Lists() {
		for _, e := range l.Editions {
			faults = append(faults, e.Verify())
		}
	}
	return errors.Join(append(faults, c.laws.Verify())...)
}
