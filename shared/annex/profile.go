package annex

import (
	"importchecker/shared/annex/chinese"
	"importchecker/shared/annex/layout"
	"importchecker/shared/edition"
	"importchecker/shared/publication"
)

// ProfileOf chooses the layout profile of an annex: the one asked for, else
// that of the list, or that of annexes that amend such a list. counts is what
// the edition counts; blank when unknown.
func ProfileOf(list, asked, amends, counts string) (*layout.Profile, error) {
	p, err := findProfile(list, asked, amends)
	switch {
	case err != nil:
		return nil, err
	case amends == "" && p.Yields == layout.YieldsChanges:
		return nil, refuse("profile", "profile %s is of annexes of changes: say with amends which edition they change",
			"版式%s用于调整公告的附件，请以 amends 说明调整的是哪一版", p.ID)
	case amends != "" && p.Yields != layout.YieldsChanges, isServiceList(list) != (p.Yields == layout.YieldsMeasures):
		return nil, refuse("profile", "profile %s yields %s, which is not what is imported here", "版式%s读出的是%s，与所导入的清单不符",
			p.ID, p.Yields)
	case counts != "" && p.Counts != counts && asked != "":
		return nil, refuse("profile", "profile %s counts %s, but the edition counts %s", "版式%s按%s计数，而该版按%s计数", p.ID, p.Counts,
			counts)
	case counts != "" && p.Counts != counts:
		return nil, refuse("counts", "profile %s counts %s, but the edition counts %s", "版式%s按%s计数，而该版按%s计数", p.ID, p.Counts,
			counts)
	}
	return p, nil
}

// isServiceList reports whether a list is of services, by its profile.
func isServiceList(list string) bool {
	p, ok := layout.ProfileOf(list)
	return ok && p.Yields == layout.YieldsMeasures
}

// withLayout returns a profile with the layout that a maintainer described.
func withLayout(p *layout.Profile, columns string, firstRow int) (*layout.Profile, error) {
	with, err := p.WithColumns(columns, firstRow)
	if err != nil {
		zh := chinese.Translate(err.Error())
		if zh == "" {
			zh = err.Error()
		}
		return p, &publication.RequestError{Field: "columns", Text: edition.Text{EN: err.Error(), ZH: zh}}
	}
	return with, nil
}

func findProfile(list, asked, amends string) (*layout.Profile, error) {
	if asked != "" {
		p, ok := layout.FindProfile(asked)
		if !ok {
			return nil, refuse("profile", "there is no such profile as %s", "没有名为%s的版式", asked)
		}
		return p, nil
	}
	whole, ok := layout.ProfileOf(list)
	switch {
	case amends != "" && (!ok || whole.AmendedBy == ""):
		return nil, refuse("amends", "no profile says how annexes look that change %s", "没有版式说明调整%s的附件的样式", list)
	case amends != "":
		whole, ok = layout.FindProfile(whole.AmendedBy)
	}
	if !ok {
		return nil, refuse("profile", "no profile says how the annexes of %s look: add one, or name another",
			"没有版式说明%s的附件的样式，请添加或另行指定", list)
	}
	return whole, nil
}
