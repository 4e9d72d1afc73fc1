package services

import (
	_ "embed"
	"errors"
	"sort"
	"strings"
)

// Code is a code of one of the classifications, as its document writes it:
// "L", "72", "723", "7231" in GB/T 4754, "1.A.a" in W/120, "82119" in CPC.
type Code string

// ErrCode is returned for a text that is not a code of the system.
var ErrCode = errors.New("not a code of this classification")

// ParseCode returns the canonical form of a code, which must exist. A GB/T 4754
// code may have its section letter, as L7231 does, which must be the right one.
func ParseCode(system System, text string) (Code, error) {
	text = strings.TrimSpace(text)
	switch system {
	case GBT4754:
		return parseGBT(text)
	case W120:
		text = strings.TrimSuffix(text, ".")
		for i := range w120 {
			if strings.EqualFold(w120[i].code.String(), text) {
				return w120[i].codeOf(), nil
			}
		}
	case CPC21:
		if i, ok := find(cpc[:], Code(text)); ok {
			return cpc[i].codeOf(), nil
		}
	}
	return "", ErrCode
}

func parseGBT(text string) (Code, error) {
	if text == "" {
		return "", ErrCode
	}
	letter := text[0] &^ 0x20
	if letter < 'A' || letter > 'Z' {
		if i, ok := find(gbt[:], Code(text)); ok {
			return gbt[i].codeOf(), nil
		}
		return "", ErrCode
	}
	s, ok := sectionOf(letter)
	if !ok {
		return "", ErrCode
	}
	if len(text) == 1 {
		return s.code, nil
	}
	i, ok := find(gbt[:], Code(text[1:]))
	if !ok || i < s.lo || i >= s.hi {
		return "", ErrCode
	}
	return gbt[i].codeOf(), nil
}

// names has the names of the classifications. Their records have no pointers, so
// that the garbage collector need not scan four thousand names.
//
//go:embed data/names.txt
var names string

// name is a part of names: its offset, and in the lowest ten bits its length.
type name uint32

const lengthBits = 10

func (n name) String() string {
	at := n >> lengthBits
	return names[at : at+n&(1<<lengthBits-1)]
}

// node is an entry of GB/T 4754 below the sections, or of CPC. The nodes of a
// classification are sorted by code, so that the nodes under a node follow it.
type node struct {
	code   name
	zh, en name
	isic   name // ISIC Rev. 4 classes, separated by semicolons; of classes and subclasses only
}

func (n *node) codeOf() Code { return Code(n.code.String()) }

// section is a section of GB/T 4754 with its nodes [lo, hi).
type section struct {
	code   Code
	zh, en string
	lo, hi int
}

// w120Row is a row of W/120.
type w120Row struct {
	code     name
	en       name
	cpc      name // provisional CPC, as the document writes it
	hint     name // GB/T 4754 codes, separated by semicolons; our own mapping
	source   name
	recalled bool // written down from memory, unverified: an aid, never decisive
}

func (r *w120Row) codeOf() Code { return Code(r.code.String()) }

// find returns the index of the code among sorted nodes.
func find(nodes []node, c Code) (int, bool) {
	return sort.Find(len(nodes), func(i int) int { return strings.Compare(string(c), string(nodes[i].codeOf())) })
}

func sectionOf(letter byte) (*section, bool) {
	i := int(letter) - 'A'
	if i < 0 || i >= len(gbtSections) {
		return nil, false
	}
	return &gbtSections[i], true
}

// Sector is one code of a classification.
type Sector struct {
	System System
	Code   Code
	Level  Level
	NameZH string // GB/T 4754 only
	NameEN string // blank if there is none; of GB/T 4754, our own translation
	Letter Code   // the section of a GB/T 4754 code
	Parent Code   // blank at the top
	// ProvisionalCPC has the codes of the provisional CPC that W/120 refers to.
	ProvisionalCPC string
	// Recalled marks a row of W/120 that was written down from memory and not
	// compared with the document. It helps to find a code and decides nothing.
	Recalled bool
	Source   string // id in source/sources.csv

	isic, hint string
}

// Lookup returns a sector by its code in canonical form.
func Lookup(system System, c Code) (Sector, bool) {
	switch system {
	case GBT4754:
		if len(c) == 1 && c[0] >= 'A' {
			if s, ok := sectionOf(c[0]); ok {
				return s.sector(), true
			}
			return Sector{}, false
		}
		if i, ok := find(gbt[:], c); ok {
			return gbtSector(i), true
		}
	case W120:
		for i := range w120 {
			if w120[i].codeOf() == c {
				return w120Sector(i), true
			}
		}
	case CPC21:
		if i, ok := find(cpc[:], c); ok {
			return cpcSector(i), true
		}
	}
	return Sector{}, false
}

func (s *section) sector() Sector {
	return Sector{System: GBT4754, Code: s.code, Level: Section, NameZH: s.zh, NameEN: s.en, Letter: s.code,
		Source: gbtSource}
}

func gbtSector(i int) Sector {
	n := &gbt[i]
	letter, code := letterAt(i), n.codeOf()
	s := Sector{
		System: GBT4754, Code: code, Level: Level(len(code)), NameZH: n.zh.String(), NameEN: n.en.String(),
		Letter: letter, Parent: code[:len(code)-1], Source: gbtSource, isic: n.isic.String(),
	}
	if s.Level == Division {
		s.Parent = letter
	}
	return s
}

// letterAt returns the section of node i.
func letterAt(i int) Code {
	at := sort.Search(len(gbtSections), func(s int) bool { return gbtSections[s].hi > i })
	return gbtSections[at].code
}

func cpcSector(i int) Sector {
	n := &cpc[i]
	code := n.codeOf()
	return Sector{
		System: CPC21, Code: code, Level: Level(len(code)), NameEN: n.en.String(),
		Parent: code[:len(code)-1], Source: cpcSource, isic: n.isic.String(),
	}
}

func w120Sector(i int) Sector {
	r := &w120[i]
	return Sector{
		System: W120, Code: r.codeOf(), Level: r.level(), NameEN: r.en.String(), Parent: r.parent(),
		ProvisionalCPC: r.cpc.String(), Recalled: r.recalled, Source: r.source.String(), hint: r.hint.String(),
	}
}

func (r *w120Row) level() Level { return Section + Level(strings.Count(r.code.String(), ".")) }

// parent returns the nearest code above that has a row: not every letter of a
// sub-sector of W/120 has one.
func (r *w120Row) parent() Code {
	for c := r.code.String(); ; {
		dot := strings.LastIndexByte(c, '.')
		if dot < 0 {
			return ""
		}
		c = c[:dot]
		for i := range w120 {
			if w120[i].code.String() == c {
				return w120[i].codeOf()
			}
		}
	}
}

// Children returns the sectors of the next level under the code, in order; for
// the empty code, those of the top level.
func Children(system System, c Code) []Sector {
	var out []Sector
	switch system {
	case GBT4754:
		switch {
		case c == "":
			for i := range gbtSections {
				out = append(out, gbtSections[i].sector())
			}
		case len(c) == 1 && c[0] >= 'A':
			if s, ok := sectionOf(c[0]); ok {
				out = nodesUnder(gbt[:], s.lo, s.hi, 2, gbtSector)
			}
		default:
			if i, ok := find(gbt[:], c); ok {
				out = nodesUnder(gbt[:], i, endOf(gbt[:], i), len(c)+1, gbtSector)
			}
		}
	case CPC21:
		if c == "" {
			return nodesUnder(cpc[:], 0, len(cpc), 1, cpcSector)
		}
		if i, ok := find(cpc[:], c); ok {
			out = nodesUnder(cpc[:], i, endOf(cpc[:], i), len(c)+1, cpcSector)
		}
	case W120:
		for i := range w120 {
			if w120[i].parent() == c {
				out = append(out, w120Sector(i))
			}
		}
	}
	return out
}

func nodesUnder(nodes []node, lo, hi, digits int, sector func(int) Sector) []Sector {
	var out []Sector
	for i := lo; i < hi; i++ {
		if len(nodes[i].codeOf()) == digits {
			out = append(out, sector(i))
		}
	}
	return out
}

// endOf returns the first node after i that is not under it.
func endOf(nodes []node, i int) int {
	c := nodes[i].codeOf()
	end := i + 1
	for end < len(nodes) && c.Contains(nodes[end].codeOf()) {
		end++
	}
	return end
}

// Classes is the number of classes of GB/T 4754.
func Classes() int { return len(gbtClasses) }

// ClassAt returns class i, 0 ≤ i < Classes(), in the order of the codes.
func ClassAt(i int) Code { return gbt[gbtClasses[i]].codeOf() }

// ClassesUnder returns the classes [lo, hi) under a GB/T 4754 code of any level;
// lo == hi when there is no such code.
func ClassesUnder(c Code) (lo, hi int) {
	from, to := 0, 0
	if len(c) == 1 && c[0] >= 'A' {
		s, ok := sectionOf(c[0])
		if !ok {
			return 0, 0
		}
		from, to = s.lo, s.hi
	} else {
		i, ok := find(gbt[:], c)
		if !ok {
			return 0, 0
		}
		from, to = i, endOf(gbt[:], i)
	}
	return firstClass(from), firstClass(to)
}

// firstClass returns the first class at or after node i.
func firstClass(i int) int {
	return sort.Search(len(gbtClasses), func(j int) bool { return int(gbtClasses[j]) >= i })
}

// Contains reports whether d is c or is under it. Both must be codes of GB/T 4754
// below the sections, or both of CPC.
func (c Code) Contains(d Code) bool { return strings.HasPrefix(string(d), string(c)) }
