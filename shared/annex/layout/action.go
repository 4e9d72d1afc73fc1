package layout

import (
	"regexp"
	"slices"

	"importchecker/shared/annex/tables"
)

// Action is what a row of an amending annex does.
type Action string

const (
	Added         Action = "added"      // a line that is new on the list
	Deleted       Action = "deleted"    // a line that is no longer on the list
	Renumbered    Action = "renumbered" // a line with a new code
	RemarkChanged Action = "remark"     // a line with another remark
	Kept          Action = "kept"       // a line that is unchanged
)

func (a Action) known() bool {
	return a == Added || a == Deleted || a == Renumbered || a == RemarkChanged || a == Kept
}

// ActionOf returns the action that the words of a title or a cell name: none
// when they name none or several. Lines added or deleted because of renumbering
// count as added or deleted.
func (p *Profile) ActionOf(text string) (Action, bool) {
	var found []Action
	text = tables.Plain(text)
	for _, a := range p.actions {
		if slices.ContainsFunc(a.patterns, func(re *regexp.Regexp) bool { return re.MatchString(text) }) {
			found = append(found, a.action)
		}
	}
	if len(found) == 2 {
		found = slices.DeleteFunc(found, func(a Action) bool { return a == Renumbered })
	}
	if len(found) != 1 {
		return "", false
	}
	return found[0], true
}
