package submissions

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"importchecker/shared/api"
	"importchecker/shared/api/bind"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/wire"
	"importchecker/shared/submission"
)

const (
	millisecond = time.Millisecond

	// maxBatch is the largest number of submissions in one request.
	maxBatch = 100
)

// A batchItem is one submission of a batch: its unread request, and its idempotency
// key.
type batchItem struct {
	Key     string          `json:"idempotency_key"`
	Request json.RawMessage `json:"submission"`
}

// An outcome is the result of an item: a submission or a problem.
type outcome struct {
	listed   submission.Listed
	decision []byte
	replayed bool
	problem  *problem.Problem
}

// batch stores up to 100 submissions independently of each other: each has its own
// idempotency key, and its own problem when it is refused.
func (s Handlers) batch(ctx context.Context, c *api.Call, seller string) (api.Response, *problem.Problem) {
	body, p := c.ReadBody()
	if p != nil {
		return api.Response{}, p
	}
	items, p := readBatch(&c.Faults, body)
	if p != nil {
		return api.Response{}, p
	}
	l := api.LanguageOf(c.Request)
	w := wire.New()
	w.Begin('{')
	w.Array("items")
	for i := range items {
		o := s.keepItem(ctx, c, seller, &items[i], i)
		w.Begin('{')
		if o.problem != nil {
			w.Key("problem")
			problem.WriteProblem(w, o.problem, l, api.CorrelationID(c.Request))
		} else {
			w.Object("submission")
			writeListed(w, &o.listed)
			w.End('}')
			w.Bool("replayed", o.replayed)
			if o.listed.Kind == submission.Goods && o.listed.Code == "" {
				writeCandidates(w, o.decision)
			}
		}
		w.End('}')
	}
	w.End(']')
	w.End('}')
	return api.Answer(200, w, api.NoStore), nil
}

// readBatch reads the items of a batch, but not yet their requests.
func readBatch(f *problem.Faults, body []byte) ([]batchItem, *problem.Problem) {
	given := false
	p := bind.Read(body, f, nil, func(b *bind.Binder, name string) bool {
		if name != "items" {
			return false
		}
		given = true
		b.Array(maxBatch, func() {
			b.Object(func(name string) bool {
				known := name == "idempotency_key" || name == "submission"
				if known {
					b.Skip()
				}
				return known
			})
		})
		return true
	})
	if p != nil {
		return nil, p
	}
	if !given {
		f.Add("/items", problem.Required)
	}
	if p := f.Problem(); p != nil {
		return nil, p
	}
	var doc struct{ Items []batchItem }
	if err := json.Unmarshal(body, &doc); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			f.Add("/items", problem.NotAllowed, "idempotency_key: string")
			return nil, f.Problem()
		}
		return nil, problem.New(problem.Internal)
	}
	return doc.Items, nil
}

// keepItem decides and stores one submission of a batch, unless the time of the
// request is over.
func (s Handlers) keepItem(ctx context.Context, c *api.Call, seller string, item *batchItem, i int) outcome {
	if ctx.Err() != nil {
		return outcome{problem: problem.New(problem.BatchTime)}
	}
	if item.Key != "" && !validKey(item.Key) {
		return outcome{problem: problem.New(problem.InvalidKey)}
	}
	if len(item.Request) == 0 {
		f := problem.Faults{OfItem: true}
		f.Add("/items/"+strconv.Itoa(i)+"/submission", problem.Required)
		return outcome{problem: f.Problem()}
	}
	f := problem.Faults{OfItem: true}
	k, p := s.keep(ctx, &f, seller, item.Key, item.Request, c.Today(s.Now))
	switch {
	case p != nil:
		return outcome{problem: p}
	case k.replay == nil:
		return outcome{listed: k.submission.Listed(), decision: k.first.Body}
	}
	sub, first, p := s.asCreated(ctx, seller, k)
	if p != nil {
		return outcome{problem: p}
	}
	return outcome{listed: sub.Listed(), decision: first.Body, replayed: true}
}
