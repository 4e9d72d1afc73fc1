package listing

import (
	"slices"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/tariff"
)

// Standing returns the standing of a code in an edition: listed, removed, lines_named,
// not_listed or unknown; and the entries that say so. Only a complete edition can say
// that a code is not listed.
func Standing(e *list.Edition, code tariff.Code) (status string, entries []list.Entry) {
	entries = e.Find(code)
	switch {
	case len(entries) == 0:
		entries = e.Under(code)
		if len(entries) > 0 {
			return "lines_named", entries // the edition lists some lines under the code
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
