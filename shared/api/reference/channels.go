package reference

import (
	"context"
	"slices"

	"importchecker/shared/api"
	"importchecker/shared/api/decision"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/wire"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
)

// channels answers with every channel: its description, and the conditions and remarks
// that hold for every item on a day.
func (r Handlers) channels(_ context.Context, c *api.Call) (api.Response, *problem.Problem) {
	day := c.Day(r.Now)
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	w := wire.New()
	w.Begin('{')
	w.Date("as_of", day)
	w.Array("items")
	for _, id := range eligibility.Channels() {
		w.Begin('{')
		writeChannel(w, id, day)
		w.End('}')
	}
	w.End(']')
	decision.WriteSources(w)
	w.Null("next_cursor")
	w.End('}')
	return api.WithETag(c.Request, api.Answer(200, w, api.Revalidate)), nil
}

// channel answers with one channel.
func (r Handlers) channel(_ context.Context, c *api.Call) (api.Response, *problem.Problem) {
	day := c.Day(r.Now)
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	id := eligibility.ChannelID(c.PathParameters["channel"])
	if !slices.Contains(eligibility.Channels(), id) {
		return api.Response{}, problem.New(problem.ChannelUnknown)
	}
	w := wire.New()
	w.Begin('{')
	w.Date("as_of", day)
	writeChannel(w, id, day)
	decision.WriteSources(w)
	w.End('}')
	return api.WithETag(c.Request, api.Answer(200, w, api.Revalidate)), nil
}

func writeChannel(w *wire.Writer, id eligibility.ChannelID, day edition.Date) {
	about := eligibility.About(id, day)
	w.Str("id", string(about.ID))
	w.Text("name", about.Name)
	w.StrOrNull("supervision_mode", about.Mode)
	w.DateOrNull("open_from", about.Opened)
	writeCited(w, "opened_by", about.Opening)
	w.Strings("lists", about.Lists)
	w.Array("conditions")
	for i := range about.Conditions {
		w.Begin('{')
		writeStatement(w, &about.Conditions[i])
		w.End('}')
	}
	w.End(']')
	w.Array("standing")
	for i := range about.Standing {
		s := &about.Standing[i]
		w.Begin('{')
		writeStatement(w, &s.Reason)
		w.Date("from", s.From)
		w.End('}')
	}
	w.End(']')
	writeLimits(w, about.Limits)
}

// writeStatement writes a condition or a remark of a channel for every item.
func writeStatement(w *wire.Writer, r *eligibility.Reason) {
	w.Str("code", string(r.Code))
	w.Str("basis", r.Basis.String())
	if r.Fact != eligibility.NoFact {
		w.Str("fact", r.Fact.String())
	}
	w.TextFunc("text", r.AppendText)
	writeCited(w, "citations", r.Citations)
}

func writeCited(w *wire.Writer, name string, citations []eligibility.Citation) {
	w.Array(name)
	for i := range citations {
		decision.WriteCitation(w, &citations[i])
	}
	w.End(']')
}

// writeLimits writes the limits on what a consumer may spend; null if there are none.
func writeLimits(w *wire.Writer, l *eligibility.Limits) {
	if l == nil {
		w.Null("limits")
		return
	}
	w.Object("limits")
	w.Date("from", l.From)
	w.StrFunc("transaction", l.Transaction.Append)
	w.StrFunc("year", l.Year.Append)
	w.Bool("one_item_rule", l.OneItem)
	w.Str("basis", l.Basis.String())
	writeCited(w, "citations", l.Citations)
	w.End('}')
}
