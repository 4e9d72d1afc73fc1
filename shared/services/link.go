package services

import (
	"slices"
	"strings"
)

// isicLink joins the classifications at a class of ISIC Rev. 4: annex C of
// GB/T 4754-2017 gives the ISIC classes of its own, and the United Nations
// those of CPC subclasses.
type isicLink struct {
	isic name
	// Nodes linked: gbtLinked[gbt:gbtEnd] and cpcLinked[cpc:cpcEnd].
	gbt, gbtEnd uint16
	cpc, cpcEnd uint16
}

// ISIC returns the classes of ISIC Rev. 4 that the sector is linked to. Only
// classes of GB/T 4754 and subclasses of CPC are; 11 of the former are not.
func (s *Sector) ISIC() []string { return split(s.isic) }

// GBT returns the codes of GB/T 4754 that a code of W/120 or CPC may stand
// for. Those of W/120 are our own mapping. Those of CPC are the classes that
// share an ISIC class with one of its subclasses: more than are meant, as a
// rule, and never an official correlation. They are sorted, and a code that
// lies under another of them is left out.
func (s *Sector) GBT() []Code {
	var codes []Code
	switch s.System {
	case GBT4754:
		return []Code{s.Code}
	case W120:
		for _, c := range split(s.hint) {
			codes = append(codes, Code(c))
		}
	case CPC21:
		i, ok := find(cpc[:], s.Code)
		if !ok {
			return nil
		}
		for end := endOf(cpc[:], i); i < end; i++ {
			for _, isic := range split(cpc[i].isic.String()) {
				if l, ok := linkOf(isic); ok {
					for _, n := range gbtLinked[l.gbt:l.gbtEnd] {
						codes = append(codes, gbt[n].codeOf())
					}
				}
			}
		}
	}
	slices.Sort(codes)
	return topmost(slices.Compact(codes))
}

// CPC returns the CPC subclasses that share an ISIC class with a class of GB/T
// 4754, or with one under the code.
func (s *Sector) CPC() []Code {
	if s.System != GBT4754 {
		return nil
	}
	var codes []Code
	for lo, hi := ClassesUnder(s.Code); lo < hi; lo++ {
		for _, isic := range split(gbt[gbtClasses[lo]].isic.String()) {
			if l, ok := linkOf(isic); ok {
				for _, n := range cpcLinked[l.cpc:l.cpcEnd] {
					codes = append(codes, cpc[n].codeOf())
				}
			}
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// W120 returns the codes of W/120 that our own mapping ties to a code of GB/T
// 4754, one above it or one under it.
func (s *Sector) W120() []Code {
	if s.System != GBT4754 || s.Level == Section {
		return nil
	}
	var codes []Code
	for i := range w120 {
		for _, hint := range split(w120[i].hint.String()) {
			if s.Code.Contains(Code(hint)) || Code(hint).Contains(s.Code) {
				codes = append(codes, w120[i].codeOf())
				break
			}
		}
	}
	return codes
}

func linkOf(isic string) (*isicLink, bool) {
	i, ok := slices.BinarySearchFunc(isicLinks[:], isic,
		func(l isicLink, isic string) int { return strings.Compare(l.isic.String(), isic) })
	if !ok {
		return nil, false
	}
	return &isicLinks[i], true
}

// topmost leaves out codes that lie under another of them.
func topmost(sorted []Code) []Code {
	out := sorted[:0]
	for _, c := range sorted {
		if len(out) == 0 || !out[len(out)-1].Contains(c) {
			out = append(out, c)
		}
	}
	return out
}

func split(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ";")
}
