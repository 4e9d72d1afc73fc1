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
	"importchecker/shared/services"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
)

// amendable lists what can be told later: members of the request, and the members of
// those that are told in part. It has all that a decision asks for. What the request
// asks about beside them makes another submission.
var amendable = map[string][]string{
	"item":     {"hs_code", "origin", "unit_price", "quantity", "net_weight_g", "facts"},
	"sector":   {"system", "code"},
	"provider": {"home"},
	"buyer":    nil,
	"facts":    nil,
	"mode":     nil,
}

// toldOnce lists the members that can be told, and not be changed.
var toldOnce = []string{"/item/origin", "/mode", "/provider/home"}

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
	if err == nil && sub.Kind == submission.Service && memberAt(patch, "/sector/code") != nil {
		request, err = mergePatch(request, []byte(`{"sector":{"text":null}}`)) // the code takes the place of the words
	}
	if err != nil {
		return nil, refusal.Broken(ctx, err)
	}
	d, p := submitted.Decide(&c.Faults, request, s.Checker(), s.Names, c.Today(s.Now), false)
	if p == nil {
		checkCode(&c.Faults, sub, d)
		checkToldOnce(&c.Faults, sub.Request, request)
		p = c.Faults.Problem()
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

// checkCode checks the code of a submission from now on: any where there was none, else the same
// or one under it. Goods of another code are another question, and the history of a submission
// answers one.
func checkCode(f *problem.Faults, sub *submission.Submission, d *submitted.Decided) {
	pointer, under := "/item/hs_code", strings.HasPrefix(d.Code, sub.Code)
	if sub.Kind == submission.Service {
		pointer, under = "/sector/code", sectorUnder(services.Code(sub.Code), services.Code(d.Code))
	}
	if !under {
		f.AddSaying(pointer, problem.NotAllowed, edition.Text{
			EN: "The submission has the code " + sub.Code + ": only a code under it can be told. Submit another code anew.",
			ZH: "本提交的编码为 " + sub.Code + "，只能补充其项下的编码；其他编码请重新提交。"})
	}
}

// sectorUnder reports whether the code of GB/T 4754 is the other one or under it.
func sectorUnder(above, code services.Code) bool {
	sector, _ := services.Lookup(services.GBT4754, code)
	return above.Contains(code) || sector.Letter != "" && sector.Letter == above
}

// checkToldOnce checks that what was told before, and is told once, is as it was.
func checkToldOnce(f *problem.Faults, before, now []byte) {
	for _, pointer := range toldOnce {
		was, is := jsontext.Value(memberAt(before, pointer)), memberAt(now, pointer)
		if was == nil || bytes.Equal(was, is) {
			continue
		}
		f.AddSaying(pointer, problem.NotAllowed, edition.Text{
			EN: "The submission has " + string(was) + " here. Another value is another question: submit it anew.",
			ZH: "本提交此项为 " + string(was) + "；改为其他内容属于另一问题，请重新提交。"})
	}
}

// memberAt returns the value at a pointer into objects, nil where there is none.
func memberAt(object []byte, pointer string) json.RawMessage {
	for name := range strings.SplitSeq(pointer[1:], "/") {
		var members map[string]json.RawMessage
		if json.Unmarshal(object, &members) != nil {
			return nil
		}
		object = members[name]
	}
	return object
}

// checkPatch finds what cannot be told later, or is no JSON. What the values must
// be is checked with the whole request.
func checkPatch(f *problem.Faults, patch []byte) *problem.Problem {
	p := bind.Read(patch, f, nil, func(b *bind.Binder, name string) bool {
		members, known := amendable[name]
		switch {
		case !known:
		case members == nil:
			b.Skip()
		default:
			b.Object(func(name string) bool {
				if !slices.Contains(members, name) {
					return false
				}
				b.Skip()
				return true
			})
		}
		return known
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
