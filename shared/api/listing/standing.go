package listing

import (
	"slices"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/tariff"
)

// Standing says how an edition stands to a code, and by which entries. An edition
// that is held in part can say that it names the code, never that it does not.
func Standing(e *list.Edition, code tariff.Code) (status string, entries []list.Entry) {
	entries = e.Find(code)
	switch {
	case len(entries) == 0:
		entries = e.Under(code)
		if len(entries) > 0 {
			return "lines_named", entries // some lines under the code, each with its own entry
		}
		if e.Coverage() == edition.Complete {
			return "not_listed", nil
		}
		return "unknown", nil
	case slices.ContainsFunc(entries, func(e list.Entry) bool { return e.Kind == list.Listed }):
		return "listed", entries
	}
	return "removed", entries
}
