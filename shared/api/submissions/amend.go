package submissions

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"importchecker/shared/api"
	"importchecker/shared/api/bind"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/refusal"
	"importchecker/shared/api/submitted"
	"importchecker/shared/edition"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
)

// What can be told later of a submission: members of the request, and of its item.
// Whatever else is asked is another question, and another submission. A code can be
// told where there is none, and a finer one where there is: see coded.
var (
	amendable     = []string{"item", "buyer", "facts"}
	amendableItem = []string{"hs_code", "unit_price", "quantity", "net_weight_g", "facts"}
)

// amendTries bounds how often an amendment is made again because the submission
// was decided again meanwhile.
const amendTries = 5

// amend takes what a seller tells later of a submission, decides it with that, and
// adds the decision to its history.
func (s Handlers) amend(ctx context.Context, c *api.Call, seller string) (api.Response, *problem.Problem) {
	view := c.View(api.Full)
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	id, p := submissionID(c)
	if p != nil {
		return api.Response{}, p
	}
	patch, p := c.ReadBody()
	if p == nil {
		p = checkPatch(&c.Faults, patch)
	}
	if p != nil {
		return api.Response{}, p
	}
	api.Note(ctx).Submission = id
	for range amendTries {
		sub, newest, err := s.Store.Get(ctx, seller, id)
		if err != nil {
			return api.Response{}, refusal.OfSubmissions(ctx, err)
		}
		next, p := s.amended(ctx, c, &sub, newest, patch)
		if p != nil {
			return api.Response{}, p
		}
		if next == nil { // it was told, and decided so, already
			return api.Answer(200, submissionBody(&sub, &newest, view), api.NoStore), nil
		}
		err = s.Store.Amend(ctx, sub, submission.Amendment{
			Request: next.request, Code: next.decided.Code, Verdicts: next.decided.Verdicts}, next.decision)
		switch {
		case errors.Is(err, storage.ErrConflict):
			continue
		case err != nil:
			return api.Response{}, refusal.OfSubmissions(ctx, err)
		}
		noteDecided(ctx, next.decided)
		sub.Request, sub.Head, sub.UpdatedAt = next.request, next.decision.Link(), next.decision.DecidedAt
		sub.Code, sub.Verdicts = next.decided.Code, next.decided.Verdicts
		return api.Answer(200, submissionBody(&sub, &next.decision, view), api.NoStore), nil
	}
	return api.Response{}, problem.New(problem.Unavailable).With("retry-after", "1")
}

// An amendment is the next decision of a submission, with the request that it
// answers.
type amendment struct {
	request  []byte
	decided  *submitted.Decided
	decision submission.Decision
}

// amended decides a submission with what is told; nil when that changes nothing.
func (s Handlers) amended(ctx context.Context, c *api.Call, sub *submission.Submission, newest submission.Decision,
	patch []byte) (*amendment, *problem.Problem) {
	request, err := mergePatch(sub.Request, patch)
	if err != nil {
		return nil, refusal.Broken(ctx, err)
	}
	d, p := submitted.Decide(&c.Faults, request, s.Checker(), s.Names, c.Today(s.Now), false)
	if p == nil {
		p = coded(&c.Faults, sub, d)
	}
	if p != nil {
		return nil, p
	}
	if bytes.Equal(request, sub.Request) && d.Body == string(newest.Body) {
		return nil, nil
	}
	next := submission.Decision{
		ID: s.NewID(), SubmissionID: sub.ID, DecidedAt: s.Now().UTC().Truncate(millisecond), Cause: submission.CauseAmended,
		Body: []byte(d.Body),
	}
	submission.Seal(sub.Head, &next)
	return &amendment{request, d, next}, nil
}

// coded checks the code that goods have from now on: any where there was none, else the same
// or one under it. Of goods under another code another question is asked; the history of one
// submission would answer two.
func coded(f *problem.Faults, sub *submission.Submission, d *submitted.Decided) *problem.Problem {
	if sub.Kind == submission.Goods && !strings.HasPrefix(d.Code, sub.Code) {
		f.AddSaying("/item/hs_code", problem.NotAllowed, edition.Text{
			EN: "The submission has the code " + sub.Code + ": only a code under it can be told. Submit another code anew.",
			ZH: "本提交的编码为 " + sub.Code + "，只能补充其项下的编码；其他编码请重新提交。"})
	}
	return f.Problem()
}

// checkPatch finds what cannot be told later, or is no JSON. What the values must
// be is checked with the whole request.
func checkPatch(f *problem.Faults, patch []byte) *problem.Problem {
	p := bind.Read(patch, f, nil, func(b *bind.Binder, name string) bool {
		switch {
		case name == "item":
			return b.Object(func(name string) bool {
				known := slices.Contains(amendableItem, name)
				if known {
					b.Skip()
				}
				return known
			})
		case slices.Contains(amendable, name):
			b.Skip()
			return true
		}
		return false
	})
	if p == nil {
		p = f.Problem()
	}
	return p
}

// mergePatch puts what a patch says in its place in a request, as RFC 7396 has
// it: members of objects one by one, null takes a member away. The result is
// canonical.
func mergePatch(request, patch []byte) ([]byte, error) {
	merged, err := mergeObject(request, patch)
	if err != nil {
		return nil, err
	}
	value := jsontext.Value(merged)
	err = value.Canonicalize()
	return value, err
}

func mergeObject(target, patch []byte) ([]byte, error) {
	var into, from map[string]json.RawMessage
	if err := json.Unmarshal(target, &into); err != nil || into == nil {
		into = make(map[string]json.RawMessage)
	}
	if err := json.Unmarshal(patch, &from); err != nil {
		return nil, err
	}
	for name, value := range from {
		switch {
		case string(value) == "null":
			delete(into, name)
		case value[0] == '{':
			merged, err := mergeObject(into[name], value)
			if err != nil {
				return nil, err
			}
			into[name] = merged
		default:
			into[name] = value
		}
	}
	return json.Marshal(into)
}
