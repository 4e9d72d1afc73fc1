package listing

import (
	"importchecker/shared/api/decision"
	"importchecker/shared/api/wire"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
)

// InForce returns the newest of the editions in force on a day.
func (l *Listing) InForce(day edition.Date) (newest Rows, ok bool) {
	for _, e := range l.Editions {
		if e.About().Contains(day) {
			newest, ok = e, true
		}
	}
	return newest, ok
}

// Find returns the edition with an id.
func (l *Listing) Find(id string) (Rows, bool) {
	for _, e := range l.Editions {
		if e.About().ID == id {
			return e, true
		}
	}
	return nil, false
}

// WriteEdition writes the description of an edition, with its origin.
func WriteEdition(w *wire.Writer, r Rows, from Origin) {
	e := r.About()
	w.Begin('{')
	w.Str("id", e.ID)
	w.Str("list", e.List)
	w.Str("edition", e.ID)
	w.Text("title", e.Title)
	w.Text("issuer", e.Issuer)
	w.Str("document", e.Document)
	decision.WriteEditionState(w, e)
	w.DateOrNull("superseded_on", e.To)
	w.NonEmpty("basis", r.basis().String())
	w.Str("published_at", w.Language().In(noteText(e.Published)))
	writeOrigin(w, from)
	w.End('}')
}

// WriteEntry writes a row of a list of goods, with its citation.
func WriteEntry(w *wire.Writer, e *edition.Edition, row *list.Entry, from Origin) {
	w.Begin('{')
	w.Str("id", row.ID)
	w.Str("kind", row.Kind.String())
	w.StrOrNull("hs_code", string(row.Code))
	w.StrOrNull("category", row.Category)
	w.Str("name_zh", row.NameZH)
	w.Str("name_en", row.NameEN)
	w.Str("remark", row.Remark)
	w.Array("conditions")
	for i := range row.Conditions {
		writeCondition(w, &row.Conditions[i])
	}
	w.End(']')
	if len(row.Fits) > 0 {
		wire.Codes(w, "fits", row.Fits)
	}
	writeNote(w, row.Note)
	w.Str("basis", row.Basis.String())
	w.NonEmpty("confidence", row.Confidence)
	w.Strings("sources", row.Sources)
	for _, id := range row.Sources {
		w.Cite(id)
	}
	w.Key("citation")
	decision.WriteCitation(w, &eligibility.Citation{
		List: e.List, Edition: e.ID, Entry: row.ID, Document: e.Document, Quote: row.NameZH, Published: e.Published,
	})
	writeEntryReadAt(w, from, row)
	w.End('}')
}

func writeNote(w *wire.Writer, s string) {
	if s != "" {
		w.Text("note", noteText(s))
	}
}

func writeCondition(w *wire.Writer, c *list.Condition) {
	w.Begin('{')
	w.Str("kind", c.Kind.String())
	w.Str("text", c.Text)
	w.NonEmpty("goods", c.Goods)
	if c.Grams > 0 {
		w.Int("grams", c.Grams)
	}
	w.NonEmpty("group", c.Group)
	w.End('}')
}
