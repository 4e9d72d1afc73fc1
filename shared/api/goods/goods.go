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
	"importchecker/shared/api/table"
	"importchecker/shared/api/wire"
	"importchecker/shared/eligibility"
)

// Handlers serves the checks of goods.
type Handlers struct {
	Checker func() *eligibility.Checker // with the current lists, which may change while running
	Names   question.Names              // finds codes by names; question.TariffNames when nil
	Now     func() time.Time
}

// New returns the routes of the function check-goods. Nothing is stored.
func New(g Handlers) api.Routes {
	if g.Names == nil {
		g.Names = question.TariffNames{}
	}
	return api.Routes{
		"POST /v1/goods/checks":       api.Route(g.check, api.ViewParameter),
		"POST /v1/goods/checks/batch": api.Route(g.batch, api.ViewParameter, api.FormatParameter),
	}
}

// check answers with the decision on one item.
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
	m := eligibility.Borrow()
	defer m.Return()
	d, p := r.Decide(m, &c.Faults, g.Checker(), g.Names, c.Today(g.Now))
	if p != nil {
		return api.Response{}, p
	}
	api.Note(ctx).Decided(api.NotInBatch, d)
	w := wire.In(c.Language())
	write(w, d, view)
	return api.Answer(200, w, api.NoStore), nil
}

// write writes a decision in a view.
func write(w *wire.Writer, d *eligibility.Decision, view api.View) {
	if view == api.Summary {
		decision.WriteGoodsSummary(w, d)
	} else {
		decision.WriteGoods(w, d)
	}
}

// batchTable is the table of a batch: a row for each item, with columns for each
// channel.
var batchTable = table.Table{
	Rows: []table.Rows{{Path: "items"}},
	Columns: append([]table.Column{
		table.Col("ref"), {Name: "hs_code", Path: "decision.item.hs_code"}, {Name: "name_zh", Path: "decision.item.name_zh"},
		{Name: "name_en", Path: "decision.item.name_en"}, {Name: "as_of", Path: "decision.as_of"},
		{Name: "summary", Path: "decision.summary"}, {Name: "problem", Path: "problem.code"},
		{Name: "errors", Path: "problem.errors.detail"},
	}, channelColumns()...),
}

func channelColumns() (columns []table.Column) {
	for _, id := range eligibility.Channels() {
		at := "decision.channels[channel=" + string(id) + "]."
		columns = append(columns,
			table.Column{Name: string(id), Path: at + "verdict"}, table.Column{Name: string(id) + "_basis", Path: at + "basis"},
			table.Column{Name: string(id) + "_summary", Path: at + "summary"},
			table.Column{Name: string(id) + "_tax", Path: at + "tax.total"})
	}
	return columns
}

// batch decides each item independently, in the order of the request. An error in an
// item is the answer for that item; an error outside the items refuses the request.
func (g Handlers) batch(ctx context.Context, c *api.Call) (api.Response, *problem.Problem) {
	body, p := c.ReadBody()
	if p != nil {
		return api.Response{}, p
	}
	view := c.View(api.Summary)
	c.OfferTable(batchTable)
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
	m := eligibility.Borrow()
	defer m.Return()
	full := false
	for i := range r.Items {
		w.Begin('{')
		w.Str("ref", r.Items[i].Request.Ref)
		d, p := g.decideItem(ctx, m, &r, q, checker, i, full)
		if p == nil {
			mark := w.Len()
			w.Key("decision")
			write(w, d, view)
			if w.Len() > api.MaxAnswer {
				full = true
				w.Truncate(mark)
				p = problem.New(problem.BatchFull)
			} else {
				api.Note(ctx).Decided(i, d)
			}
		}
		if p != nil {
			w.Key("problem")
			problem.WriteProblem(w, p, l, api.CorrelationID(c.Request))
		}
		w.End('}')
	}
	w.End(']')
	w.End('}')
	return api.Answer(200, w, api.NoStore), nil
}

// decideItem decides an item of a batch, unless the answer is full or the time of the
// request is over.
func (g Handlers) decideItem(ctx context.Context, m *eligibility.Memory, r *question.Batch, q question.GoodsQuestion,
	checker *eligibility.Checker, i int, full bool) (*eligibility.Decision, *problem.Problem) {
	if full {
		return nil, problem.New(problem.BatchFull)
	}
	if ctx.Err() != nil {
		return nil, problem.New(problem.BatchTime)
	}
	item := &r.Items[i]
	read := item.Request.Read(&item.Faults, "/items/"+strconv.Itoa(i))
	if p := item.Faults.Problem(); p != nil {
		return nil, p
	}
	return q.Decide(m, checker, g.Names, read), nil
}
