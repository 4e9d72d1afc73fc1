package api

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"

	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// lists answers with every list and its editions.
func (r Reference) lists(ctx context.Context, c *call) (Response, *problem) {
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	w := newWriter()
	w.begin('{')
	w.array("items")
	o := newOrigins(r.Provenance)
	for _, l := range listings(r.Checker()) {
		w.listing(ctx, &l, o)
	}
	w.end(']')
	w.null("next_cursor")
	w.end('}')
	return tagged(c.Request, answer(200, w, revalidate)), nil
}

// list answers with one list and its editions.
func (r Reference) list(ctx context.Context, c *call) (Response, *problem) {
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	l, p := r.find(c)
	if p != nil {
		return Response{}, p
	}
	w := newWriter()
	w.listing(ctx, l, newOrigins(r.Provenance))
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

func (w *writer) listing(ctx context.Context, l *listing, o *origins) {
	w.begin('{')
	w.str("id", l.id)
	w.text("title", l.title)
	if l.note.EN != "" {
		w.text("note", l.note)
	}
	w.array("editions")
	for _, e := range l.editions {
		w.edition(e, o.of(ctx, e.about()))
	}
	w.end(']')
	w.end('}')
}

// entries answers with a page of an edition's rows: all of them, or those that
// answer for a code, or that have the words in them.
func (r Reference) entries(ctx context.Context, c *call) (Response, *problem) {
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
	first, _ := strconv.Atoi(after)

	o := newOrigins(r.Provenance)
	from := o.of(ctx, e.about())
	from.beside = sync.OnceValue(func() []annexFile { return o.files(ctx, l, e) })
	w := newWriter()
	var known annexes
	known.add(from)
	w.begin('{')
	w.array("items")
	written, next := 0, ""
	for _, run := range runs {
		for i := max(run[0], first); i < run[1] && next == ""; i++ {
			switch {
			case words != "" && !e.mentions(i, words):
			case written == limit:
				next = strconv.Itoa(i)
			default:
				e.write(w, i, from)
				written++
			}
		}
	}
	w.end(']')
	w.strOrNull("next_cursor", cursor(next, scope...))
	w.importOf(from)
	known.lookUp(ctx, w, o, l)
	known.sources(w)
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
func (r Reference) diff(ctx context.Context, c *call) (Response, *problem) {
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
	o := newOrigins(r.Provenance)
	w := newWriter()
	w.begin('{')
	w.str("list", l.id)
	w.key("from")
	w.edition(from, o.of(ctx, from.about()))
	w.key("to")
	w.edition(to, o.of(ctx, to.about()))
	comparable := complete(from) && complete(to)
	w.bool("comparable", comparable)
	_, goods := from.(goodsRows)
	w.reasonUnless(comparable, goods)
	between := comparison{
		writer: w, diff: compare(from, to), to: to.about(),
		from: func(string, tariff.Code) *edition.Edition { return from.about() },
	}
	between.write()
	var known annexes
	known.lookUp(ctx, w, o, l)
	known.sources(w)
	w.end('}')
	return tagged(c.Request, answer(200, w, revalidate)), nil
}

// notComparable says why absence means nothing here.
var notComparable = edition.Text{
	EN: "Not all rows of both editions are held, so a row that is missing from one may still be on it. Given are only rows held of both whose remarks differ, rows absent from an edition held whole, and rows that the later edition itself is reported to have removed.",
	ZH: "两个版本并非都收录完整，某行未见于一版不代表其不在该版清单上。此处仅列出两版均收录且备注不同的行、未见于完整收录版本的行，以及据报由后一版本自行删除的行。",
}

// reasonUnless says why two editions cannot be compared whole; null where they
// can.
func (w *writer) reasonUnless(comparable, goods bool) {
	switch {
	case comparable:
		w.null("reason")
	case goods:
		w.text("reason", notComparable)
	default:
		w.text("reason", measuresNotComparable)
	}
}
