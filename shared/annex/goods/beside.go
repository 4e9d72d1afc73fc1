package goods

import (
	"importchecker/shared/annex/layout"
	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/tariff"
)

// CheckBeside checks the edition against the others of its list: a document
// number already used, overlapping or uncovered days, and lines that are gone.
// With beside, the edition may have days or a document in common with others,
// which is then only noted. Call it after Check.
func (r *Reading) CheckBeside(e edition.Edition, others []*list.Edition, beside bool) {
	say := r.Problem
	if beside {
		say = r.Note
	}
	var before *list.Edition // the last that begins before e
	for _, other := range others {
		if other.ID == e.ID {
			continue
		}
		if other.Document == e.Document {
			say(layout.Place{}, "", "cites %s, as edition %s does: each edition has a document of its own", e.Document, other.ID)
		}
		if !beside && other.From >= e.From && (e.To == 0 || other.From < e.To) {
			r.Problem(layout.Place{}, "", "takes effect on %s and would cover edition %s, which takes effect on %s", e.From,
				other.ID, other.From)
		}
		if other.From < e.From && (before == nil || other.From > before.From) {
			before = other
		}
	}
	if before == nil {
		return
	}
	if before.To != 0 && before.To < e.From {
		r.Note(layout.Place{}, "", "edition %s ended on %s, and no edition is in force from then to %s", before.ID, before.To,
			e.From)
	}
	r.checkJump(before)
}

// checkJump counts the lines of the previous edition that are gone. A whole
// list without many of them was most likely read incompletely.
func (r *Reading) checkJump(before *list.Edition) {
	const few = 10 // per cent
	if before.Coverage() != edition.Complete {
		return
	}
	now := map[tariff.Code]bool{}
	for _, l := range r.Lines {
		now[l.Code] = true
	}
	gone, total := 0, 0
	for _, entry := range before.Entries {
		if entry.Kind != list.Listed {
			continue
		}
		if total++; !now[entry.Code] {
			gone++
		}
	}
	if gone*100 > total*few {
		r.Note(layout.Place{}, "", "%s of the %s lines of edition %s are not on it", layout.Thousands(gone),
			layout.Thousands(total), before.ID)
	}
	if n := len(r.Lines); n > total+total/2 {
		r.Note(layout.Place{}, "", "has %s lines, and edition %s had %s", layout.Thousands(n), before.ID,
			layout.Thousands(total))
	}
}
