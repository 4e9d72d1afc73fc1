package goods

import (
	"context"
	"strconv"
	"time"

	"importchecker/shared/api"
	"importchecker/shared/api/bind"
	"importchecker/shared/api/decision"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/question"
	"importchecker/shared/api/wire"
	"importchecker/shared/eligibility"
)

// Handlers holds the dependencies of the checks of goods.
type Handlers struct {
	Checker func() *eligibility.Checker // on the lists of the moment, which may change while running
	Find    question.Finder             // of codes by a name; nil has question.ByWords
	Now     func() time.Time
}

// New returns the routes of the function check-goods. Nothing is stored.
func New(g Handlers) api.Routes {
	if g.Find == nil {
		g.Find = question.ByWords
	}
	return api.Routes{
		"POST /v1/goods/checks":       api.Route(g.check, api.ViewParameter),
		"POST /v1/goods/checks/batch": api.Route(g.batch, api.ViewParameter),
	}
}

// check answers for one item.
func (g Handlers) check(ctx context.Context, c *api.Call) (api.Response, *problem.Problem) {
	view := c.View(api.Full)
	body, p := c.ReadBody()
	if p != nil {
		return api.Response{}, p
	}
	var r question.Goods
	if p := bind.Read(body, &c.Faults, question.GoodsPlace, r.Field); p != nil {
		return api.Response{}, p
	}
	d, p := r.Decide(&c.Faults, g.Checker(), g.Find, c.Today(g.Now))
	if p != nil {
		return api.Response{}, p
	}
	api.Note(ctx).Decided(api.Alone, d)
	w := wire.In(c.Language())
	write(w, d, view)
	return api.Answer(200, w, api.NoStore), nil
}

// write writes the view of a decision.
func write(w *wire.Writer, d *eligibility.Decision, view api.View) {
	if view == api.Summary {
		decision.WriteGoodsSummary(w, d)
	} else {
		decision.WriteGoods(w, d)
	}
}

// batch answers for each item on its own, in the order given. An error in one
// item is that item's answer; an error around them refuses the request.
func (g Handlers) batch(ctx context.Context, c *api.Call) (api.Response, *problem.Problem) {
	body, p := c.ReadBody()
	if p != nil {
		return api.Response{}, p
	}
	view := c.View(api.Summary)
	var r question.Batch
	if p := bind.Read(body, &c.Faults, question.BatchPlace, r.Field); p != nil {
		return api.Response{}, p
	}
	checker := g.Checker()
	q := r.Question.Read(&c.Faults, c.Today(g.Now), checker.FirstDay())
	r.Check(&c.Faults)
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}

	l := api.LanguageOf(c.Request)
	w := wire.In(c.Language())
	w.Begin('{')
	w.Array("items")
	for i := range r.Items {
		item := &r.Items[i]
		read := item.Request.Read(&item.Faults, "/items/"+strconv.Itoa(i))
		w.Begin('{')
		w.Str("ref", item.Request.Ref)
		if p := item.Faults.Problem(); p != nil {
			w.Key("problem")
			problem.WriteProblem(w, p, l, api.CorrelationID(c.Request))
		} else {
			d := q.Decide(checker, g.Find, read)
			mark := w.Len()
			w.Key("decision")
			write(w, d, view)
			if w.Len() > api.MaxAnswer {
				w.Truncate(mark)
				w.Key("problem")
				problem.WriteProblem(w, problem.New(problem.BatchFull), l, api.CorrelationID(c.Request))
			} else {
				api.Note(ctx).Decided(i, d)
			}
		}
		w.End('}')
	}
	w.End(']')
	w.End('}')
	return api.Answer(200, w, api.NoStore), nil
}
