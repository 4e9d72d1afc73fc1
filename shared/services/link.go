package services

import (
	"slices"
	"strings"
)

// isicLink links the classifications by a class of ISIC Rev. 4: annex C of
// GB/T 4754-2017 gives the ISIC classes of its classes, and the United Nations
// those of CPC subclasses.
type isicLink struct {
	isic name
	// The linked nodes are gbtLinked[gbt:gbtEnd] and cpcLinked[cpc:cpcEnd].
	gbt, gbtEnd uint16
	cpc, cpcEnd uint16
}

// ISIC returns the classes of ISIC Rev. 4 that the sector is linked to. Only
// classes of GB/T 4754, all but 11, and subclasses of CPC have links.
func (s *Sector) ISIC() []string { return split(s.isic) }

// GBT returns the codes of GB/T 4754 that correspond to a code of W/120 or CPC.
// Those of W/120 are our own mapping. Those of CPC are the classes that share an
// ISIC class with one of its subclasses: usually more than are meant, and never an
// official correlation. They are sorted, without codes that are under another of
// them.
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

// CPC returns the CPC subclasses that share an ISIC class with the class of GB/T
// 4754, or with a class under the code.
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

// W120 returns the codes of W/120 that our own mapping links to the code of GB/T
// 4754, to one above it or to one under it.
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

// topmost returns the codes that are not under another of them.
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
