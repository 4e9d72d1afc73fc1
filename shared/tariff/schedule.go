package tariff

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"importchecker/shared/edition"
)

//go:generate go run gen.go

// Table is one edition of the tariff. It is immutable and safe for concurrent use.
type Table struct {
	edition edition.Edition

	// Pointers, because the linker lays out their targets, and copying these would
	// take time at start.
	lines      *string
	names      *string
	amendments *[]Amendment
	words      *words

	basis            edition.Basis
	source, revision string

	stored   bool   // from storage, not compiled in
	previous *Table // the previous edition of its catalogue, if any

	duties      []Duty     // by origin, added by the edition
	accumulated *dutyIndex // duties of the edition and the earlier ones; nil for none
}

// List is the id of the tariff among the lists.
const List = "cn-tariff"

// Source returns where the rows were taken from, and at which revision. See also
// source/NOTICE.md.
func (t *Table) Source() (where, revision string) { return t.source, t.revision }

// Tables returns the editions that are compiled in, oldest first. The caller must
// not change the slice.
func Tables() []*Table { return builtIn.Tables() }

// At returns the compiled-in edition in force on the day.
func At(day edition.Date) (*Table, bool) { return builtIn.At(day) }

// Basis returns the basis of the rows.
func (t *Table) Basis() edition.Basis { return t.basis }

// Edition returns the edition that the table was published as. The caller must not
// change it.
func (t *Table) Edition() *edition.Edition { return &t.edition }

// Layout of a line record; see package compile.
const (
	lineWidth        = 32
	unit1At          = 10
	unit2At          = 11
	nameAt           = 12
	supervisionAt    = 18
	mfnAt            = 20
	provisionalAt    = 22
	generalAt        = 24
	vatAt            = 26
	consumptionAt    = 28
	inspectImportAt  = 30
	inspectExportAt  = 31
	declarableDigits = 10
)

// Len returns the number of ten-digit codes.
func (t *Table) Len() int { return len(*t.lines) / lineWidth }

// Line returns line i, 0 ≤ i < Len, as published on the first day in force.
// Lines are sorted by code.
func (t *Table) Line(i int) Line {
	r := (*t.lines)[i*lineWidth : (i+1)*lineWidth]
	return Line{
		Code:             Code(r[:declarableDigits]),
		NameZH:           textAt(r, nameAt, *t.names),
		Unit1:            t.words.units[r[unit1At]],
		Unit2:            t.words.units[r[unit2At]],
		MFN:              t.rateAt(r, mfnAt),
		Provisional:      t.rateAt(r, provisionalAt),
		General:          t.rateAt(r, generalAt),
		VAT:              t.rateAt(r, vatAt),
		Consumption:      t.rateAt(r, consumptionAt),
		Supervision:      t.words.supervisions[uint16At(r, supervisionAt)],
		InspectionImport: t.words.inspections[r[inspectImportAt]],
		InspectionExport: t.words.inspections[r[inspectExportAt]],
	}
}

// rateAt returns the rate whose number is at an offset of a record; nil for 0.
func (t *Table) rateAt(record string, at int) *Rate {
	if n := uint16At(record, at); n != 0 {
		return &t.words.rates[n]
	}
	return nil
}

// Code returns the code of line i.
func (t *Table) Code(i int) Code {
	return Code((*t.lines)[i*lineWidth : i*lineWidth+declarableDigits])
}

// Lookup returns the line of a ten-digit code as published on the first day in
// force. A code of another length is not found.
func (t *Table) Lookup(c Code) (Line, bool) {
	if len(c) != declarableDigits {
		return Line{}, false
	}
	i := lowerBound(*t.lines, lineWidth, string(c))
	if i == t.Len() || t.Code(i) != c {
		return Line{}, false
	}
	return t.Line(i), true
}

// Range returns the range [lo, hi) of the lines under a code of any level. It is empty
// when the tariff does not have the code.
func (t *Table) Range(c Code) (lo, hi int) {
	if !c.validLength() {
		return 0, 0
	}
	return prefixed(*t.lines, lineWidth, string(c))
}

// validLength reports whether c has the length of some level.
func (c Code) validLength() bool {
	return len(c) >= Chapter.Digits() && len(c) <= Declarable.Digits() && len(c)%2 == 0
}

// Node returns a code of any level with its names. A code without lines, such as the
// reserved chapter 77, is not found.
func (t *Table) Node(c Code) (Node, bool) {
	lo, hi := t.Range(c)
	if lo == hi {
		return Node{}, false
	}
	return Node{Code: c, Lines: hi - lo, NameZH: t.NameZH(c, lo, hi), NameEN: nameEN(c.At(Subheading))}, true
}

// NameZH returns the Chinese name of a code whose lines are [lo, hi), or "" when the
// tariff has none.
func (t *Table) NameZH(c Code, lo, hi int) string {
	switch c.Level() {
	case Chapter:
		return chapters[c.chapter()].nameZH
	case TariffLine, Declarable:
		return t.joinedNames(lo, hi)
	}
	return ""
}

// joinedNames returns the names of the lines [lo, hi) of one tariff line, joined by ；
// as they are stored.
func (t *Table) joinedNames(lo, hi int) string {
	from := uint32At(*t.lines, lo*lineWidth+nameAt)
	last := (hi-1)*lineWidth + nameAt
	return (*t.names)[from : uint32At(*t.lines, last)+uint16At(*t.lines, last+4)]
}

// Layout of a node record of the HS.
const (
	nodeWidth  = 12
	nodeNameAt = 6
	hsDigits   = 6
)

// nameEN returns the English name of a code of at most six digits; "" for the national
// chapter 98.
func nameEN(c Code) string {
	i := lowerBound(hsNodes, nodeWidth, string(c))
	if i == len(hsNodes)/nodeWidth || !hasPaddedCode(hsNodes[i*nodeWidth:], c) {
		return ""
	}
	return textAt(hsNodes, i*nodeWidth+nodeNameAt, hsNames)
}

// hasPaddedCode reports whether a record begins with the code, padded to six characters.
func hasPaddedCode(record string, c Code) bool {
	return record[:len(c)] == string(c) && (len(c) == hsDigits || record[len(c)] == ' ')
}

// Children returns the codes of the next level under c in order: the headings
// of a chapter, and so on. The children of the empty code are the chapters. A ten-digit
// code, or one that the tariff does not have, has no children.
func (t *Table) Children(c Code) []Code {
	lo, hi := 0, t.Len()
	if c != "" {
		lo, hi = t.Range(c)
	}
	n := len(c) + 2
	if n > declarableDigits {
		return nil
	}
	var out []Code
	for i := lo; i < hi; i++ {
		if child := t.Code(i)[:n]; len(out) == 0 || out[len(out)-1] != child {
			out = append(out, child)
		}
	}
	return out
}

// Section is one of the 21 sections (类) that the chapters are grouped in.
type Section struct {
	Number string // roman, I to XXI
	NameZH string
}

type chapter struct {
	section int
	nameZH  string
}

// Section returns the section of the chapter of c.
func (t *Table) Section(c Code) (Section, bool) {
	if n := c.chapter(); n > 0 && n < len(chapters) {
		return sections[chapters[n].section], true
	}
	return Section{}, false
}

// chapter returns the number of the code's chapter, or 0.
func (c Code) chapter() int {
	if len(c) < 2 || c[0] < '0' || c[0] > '9' || c[1] < '0' || c[1] > '9' {
		return 0
	}
	return int(c[0]-'0')*10 + int(c[1]-'0')
}

// Verify compares the hash of the data with the one recorded by the generator, or when
// the edition was stored.
func (t *Table) Verify() error {
	if t.stored {
		if sum := t.Sum(); sum != t.edition.SHA256 {
			return fmt.Errorf("tariff %s: content hash is %s, recorded %s", t.edition.ID, sum, t.edition.SHA256)
		}
		return nil
	}
	h := sha256.New()
	var buf [4096]byte
	for _, data := range embedded {
		binary.LittleEndian.PutUint64(buf[:8], uint64(len(*data)))
		h.Write(buf[:8])
		for rest := *data; rest != ""; {
			n := copy(buf[:], rest)
			h.Write(buf[:n])
			rest = rest[n:]
		}
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != dataSHA256 {
		return fmt.Errorf("tariff %s: embedded data has SHA-256 %s, want %s", t.edition.ID, got, dataSHA256)
	}
	return nil
}
