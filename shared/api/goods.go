package api

import (
	"context"
	"strconv"
	"time"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
)

// Goods is what the checks of goods stand on.
type Goods struct {
	Checker func() *eligibility.Checker // on the lists of the moment, which may change while running
	Now     func() time.Time
}

// NewGoods returns the routes of the function check-goods. Nothing is stored.
func NewGoods(g Goods) Routes {
	return Routes{
		"POST /v1/goods/checks":       route(g.check),
		"POST /v1/goods/checks/batch": route(g.batch),
	}
}

// check answers for one item.
func (g Goods) check(ctx context.Context, c *call) (Response, *problem) {
	body, p := c.body()
	if p != nil {
		return Response{}, p
	}
	d, p := decide(c, body, g.Checker(), c.today(g.Now))
	if p != nil {
		return Response{}, p
	}
	note(ctx).decided(alone, d)
	w := newWriter()
	w.decision(d)
	return answer(200, w, keepNot), nil
}

// decide reads the body of a check and decides it.
func decide(c *call, body []byte, checker *eligibility.Checker, today edition.Date) (*eligibility.Decision, *problem) {
	var r checkRequest
	if p := bind(body, &c.faults, r.field); p != nil {
		return nil, p
	}
	return r.decide(&c.faults, checker, today)
}

// decide checks what was read and decides it.
func (r *checkRequest) decide(f *faults, checker *eligibility.Checker, today edition.Date) (*eligibility.Decision, *problem) {
	q := r.question.read(f, today, checker.FirstDay())
	var item eligibility.Item
	if r.item != nil {
		item = r.item.read(f, "/item")
	} else {
		f.add("/item", Required)
	}
	if p := f.problem(); p != nil {
		return nil, p
	}
	return checker.Goods(q.of(item)), nil
}

// of is the question asked of an item.
func (q question) of(item eligibility.Item) *eligibility.GoodsDeclaration {
	return &eligibility.GoodsDeclaration{AsOf: q.asOf, Channels: q.channels, Item: item, SpentThisYear: q.spent}
}

// batch answers for each item on its own, in the order given. An error in one
// item is that item's answer; an error around them refuses the request.
func (g Goods) batch(ctx context.Context, c *call) (Response, *problem) {
	body, p := c.body()
	if p != nil {
		return Response{}, p
	}
	var r batchRequest
	if p := bind(body, &c.faults, r.field); p != nil {
		return Response{}, p
	}
	checker := g.Checker()
	q := r.question.read(&c.faults, c.today(g.Now), checker.FirstDay())
	switch {
	case !r.given:
		c.faults.add("/items", Required)
	case len(r.items) == 0 && !c.faults.covers("/items"):
		c.faults.add("/items", TooFew, 1)
	}
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}

	l := languageOf(c.Request)
	w := newWriter()
	w.begin('{')
	w.array("items")
	for i := range r.items {
		item := &r.items[i]
		read := item.request.read(&item.faults, "/items/"+strconv.Itoa(i))
		w.begin('{')
		w.str("ref", item.request.Ref)
		if p := item.faults.problem(); p != nil {
			w.key("problem")
			w.problem(p, l, correlation(c.Request))
		} else {
			d := checker.Goods(q.of(read))
			mark := w.len()
			w.key("decision")
			w.decision(d)
			if w.len() > maxAnswer {
				w.truncate(mark)
				w.key("problem")
				w.problem(newProblem(BatchFull), l, correlation(c.Request))
			} else {
				note(ctx).decided(i, d)
			}
		}
		w.end('}')
	}
	w.end(']')
	w.end('}')
	res := answer(200, w, keepNot)
	res.Headers["vary"] = "accept-language"
	return res, nil
}
