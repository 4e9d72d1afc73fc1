package api

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/tariff"
)

// lists answers with every list and its editions.
func (r Reference) lists(_ context.Context, c *call) (Response, *problem) {
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	w := newWriter()
	w.begin('{')
	w.array("items")
	for _, l := range listings(r.Checker()) {
		w.listing(&l)
	}
	w.end(']')
	w.null("next_cursor")
	w.end('}')
	return tagged(c.Request, answer(200, w, revalidate)), nil
}

// list answers with one list and its editions.
func (r Reference) list(_ context.Context, c *call) (Response, *problem) {
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	l, p := r.find(c)
	if p != nil {
		return Response{}, p
	}
	w := newWriter()
	w.listing(l)
	return tagged(c.Request, answer(200, w, revalidate)), nil
}

// find returns the list that the path names.
func (r Reference) find(c *call) (*listing, *problem) {
	all := listings(r.Checker())
	i := slices.IndexFunc(all, func(l listing) bool { return l.id == c.PathParameters["list"] })
	if i < 0 {
		return nil, newProblem(ListUnknown)
	}
	return &all[i], nil
}

// editionOf returns the edition of that id.
func editionOf(l *listing, id string) (rows, *problem) {
	if e, ok := l.find(id); ok {
		return e, nil
	}
	var ids []string
	for _, e := range l.editions {
		ids = append(ids, e.about().ID)
	}
	return nil, newProblem(EditionUnknown, id, strings.Join(ids, ", "))
}

func (w *writer) listing(l *listing) {
	w.begin('{')
	w.str("id", l.id)
	w.text("title", l.title)
	if l.note.EN != "" {
		w.text("note", l.note)
	}
	w.array("editions")
	for _, e := range l.editions {
		w.edition(e)
	}
	w.end(']')
	w.end('}')
}

// entries answers with a page of an edition's rows: all of them, or those that
// answer for a code, or that have the words in them.
func (r Reference) entries(_ context.Context, c *call) (Response, *problem) {
	limit := c.limit()
	words := strings.ToLower(c.parameter("q"))
	l, e, missing := r.edition(c)
	var runs [][2]int
	code := c.parameter("code")
	if missing == nil {
		if code == "" {
			runs = [][2]int{{0, e.len()}}
		} else {
			runs, code = e.answering(&c.faults, "/query/code", code)
		}
	}
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	if missing != nil {
		return Response{}, missing
	}
	scope := []string{"entries", l.id, e.about().ID, e.about().SHA256, code, words}
	after, p := c.after(scope...)
	if p != nil {
		return Response{}, p
	}
	from, _ := strconv.Atoi(after)

	w := newWriter()
	w.begin('{')
	w.array("items")
	written, next := 0, ""
	for _, run := range runs {
		for i := max(run[0], from); i < run[1] && next == ""; i++ {
			switch {
			case words != "" && !e.mentions(i, words):
			case written == limit:
				next = strconv.Itoa(i)
			default:
				e.write(w, i)
				written++
			}
		}
	}
	w.end(']')
	w.strOrNull("next_cursor", cursor(next, scope...))
	w.sources()
	w.end('}')
	return tagged(c.Request, answer(200, w, revalidate)), nil
}

// edition returns the edition that the path names.
func (r Reference) edition(c *call) (*listing, rows, *problem) {
	l, p := r.find(c)
	if p != nil {
		return nil, nil, p
	}
	e, p := editionOf(l, c.PathParameters["edition"])
	return l, e, p
}

// diff answers with what changed from one edition of a list to another.
func (r Reference) diff(_ context.Context, c *call) (Response, *problem) {
	for _, name := range []string{"from", "to"} {
		if c.parameter(name) == "" && !c.faults.covers("/query/"+name) {
			c.faults.add("/query/"+name, Required)
		}
	}
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	l, p := r.find(c)
	if p != nil {
		return Response{}, p
	}
	from, p := editionOf(l, c.parameter("from"))
	if p != nil {
		return Response{}, p
	}
	to, p := editionOf(l, c.parameter("to"))
	if p != nil {
		return Response{}, p
	}
	w := newWriter()
	w.begin('{')
	w.str("list", l.id)
	w.key("from")
	w.edition(from)
	w.key("to")
	w.edition(to)
	comparable := complete(from) && complete(to)
	w.bool("comparable", comparable)
	switch from := from.(type) {
	case goodsRows:
		w.reasonUnless(comparable, notComparable)
		w.difference(compare(from, to.(goodsRows)))
	case wordedRows:
		w.reasonUnless(comparable, measuresNotComparable)
		w.wordDifference(from, to.(wordedRows))
	}
	w.sources()
	w.end('}')
	return tagged(c.Request, answer(200, w, revalidate)), nil
}

// difference is what two editions say of each other.
type difference struct {
	from, to       goodsRows
	added, removed []list.Entry
	changed        []change
}

// change is a code that both editions list, otherwise than before.
type change struct {
	code     tariff.Code
	from, to []list.Entry
}

// compare reads the difference of two editions of a list. A row can be said to
// be absent from an edition only where all of its rows are held; besides,
// an edition may say itself that it took a row out.
func compare(from, to goodsRows) difference {
	d := difference{from: from, to: to}
	before, after := byCode(from), byCode(to)
	for _, code := range codesOf(from) {
		old, now := before[code], after[code]
		switch {
		case len(now) > 0 && !sameRules(old, now):
			d.changed = append(d.changed, change{code, old, now})
		case len(now) == 0 && complete(to):
			d.removed = append(d.removed, old...)
		}
	}
	for _, code := range codesOf(to) {
		if len(before[code]) == 0 && complete(from) {
			d.added = append(d.added, after[code]...)
		}
	}
	if !complete(to) && from.about().From < to.about().From {
		for i := range to.len() {
			if row := to.row(i); row.Kind == list.Removed {
				d.removed = append(d.removed, row)
			}
		}
	}
	return d
}

func complete(r rows) bool { return r.about().Coverage() == edition.Complete }

// byCode returns the listed rows by their codes.
func byCode(r goodsRows) map[tariff.Code][]list.Entry {
	listed := make(map[tariff.Code][]list.Entry)
	for i := range r.len() {
		if row := r.row(i); row.Kind == list.Listed {
			listed[row.Code] = append(listed[row.Code], row)
		}
	}
	return listed
}

// codesOf returns the codes of the listed rows, in order and each once.
func codesOf(r goodsRows) []tariff.Code {
	var codes []tariff.Code
	for i := range r.len() {
		if row := r.row(i); row.Kind == list.Listed && (len(codes) == 0 || codes[len(codes)-1] != row.Code) {
			codes = append(codes, row.Code)
		}
	}
	return codes
}

// sameRules reports whether rows of one code bear the same remarks. Names are
// not compared: one edition may spell them otherwise, and copies of it do.
func sameRules(a, b []list.Entry) bool {
	return slices.EqualFunc(a, b, func(a, b list.Entry) bool { return a.Remark == b.Remark })
}

// notComparable says why absence means nothing here.
var notComparable = edition.Text{
	EN: "Not all rows of both editions are held, so a row that is missing from one may still be on it. Given are only rows held of both whose remarks differ, rows absent from an edition held whole, and rows that the later edition itself is reported to have removed.",
	ZH: "两个版本并非都收录完整，某行未见于一版不代表其不在该版清单上。此处仅列出两版均收录且备注不同的行、未见于完整收录版本的行，以及据报由后一版本自行删除的行。",
}

func (w *writer) reasonUnless(comparable bool, reason edition.Text) {
	if comparable {
		w.null("reason")
		return
	}
	w.text("reason", reason)
}

func (w *writer) difference(d difference) {
	w.entriesOf("added", d.to, d.added)
	w.array("removed")
	for i := range d.removed {
		if d.removed[i].Kind == list.Removed { // a statement of the later edition
			w.entry(d.to.about(), &d.removed[i])
		} else {
			w.entry(d.from.about(), &d.removed[i])
		}
	}
	w.end(']')
	w.array("changed")
	for _, c := range d.changed {
		w.begin('{')
		w.str("hs_code", string(c.code))
		w.entriesOf("from", d.from, c.from)
		w.entriesOf("to", d.to, c.to)
		w.end('}')
	}
	w.end(']')
}

func (w *writer) entriesOf(name string, r goodsRows, entries []list.Entry) {
	w.array(name)
	for i := range entries {
		w.entry(r.about(), &entries[i])
	}
	w.end(']')
}
