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
	"importchecker/shared/country"
	"importchecker/shared/edition"
	"importchecker/shared/services"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
)

// amendable lists the members of a request that a PATCH can set and, for objects that it
// can set in part, their members. It includes everything that a decision can ask for.
// Other members make another question, and need another submission.
var amendable = map[string][]string{
	"item":     {"hs_code", "origin", "unit_price", "quantity", "net_weight_g", "facts"},
	"sector":   {"system", "code"},
	"provider": {"home"},
	"buyer":    nil,
	"facts":    nil,
	"mode":     nil,
}

// setOnce lists the members that a PATCH can add but not change.
var setOnce = []string{"/item/origin", "/mode", "/provider/home"}

// amendTries bounds the retries of an amendment when the submission was changed
// meanwhile.
const amendTries = 5

// amend merges a patch into the request of a submission, decides the submission again,
// and adds the decision to its history.
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
			return api.Response{}, refusal.ForSubmissions(ctx, err)
		}
		next, p := s.decideAmended(ctx, c, &sub, newest, patch)
		if p != nil {
			return api.Response{}, p
		}
		if next == nil { // the patch and the decision change nothing
			return api.Answer(200, submissionBody(&sub, &newest, view), api.NoStore), nil
		}
		err = s.Store.Amend(ctx, sub, submission.Amendment{
			Request: next.request, Code: next.decided.Code, Verdicts: next.decided.Verdicts}, next.decision)
		switch {
		case errors.Is(err, storage.ErrConflict):
			continue
		case err != nil:
			return api.Response{}, refusal.ForSubmissions(ctx, err)
		}
		noteDecided(ctx, next.decided)
		sub.Request, sub.Head, sub.UpdatedAt = next.request, next.decision.Link(), next.decision.DecidedAt
		sub.Code, sub.Verdicts = next.decided.Code, next.decided.Verdicts
		return api.Answer(200, submissionBody(&sub, &next.decision, view), api.NoStore), nil
	}
	return api.Response{}, problem.New(problem.Unavailable).With("retry-after", "1")
}

// An amendment is the next decision of a submission, with the amended request.
type amendment struct {
	request  []byte
	decided  *submitted.Decided
	decision submission.Decision
}

// decideAmended decides a submission with a patch; nil when that changes nothing.
func (s Handlers) decideAmended(ctx context.Context, c *api.Call, sub *submission.Submission,
	newest submission.Decision, patch []byte) (*amendment, *problem.Problem) {
	request, err := mergePatch(sub.Request, patch)
	if code := memberAt(patch, "/sector/code"); err == nil && code != nil && string(code) != "null" {
		request, err = mergePatch(request, []byte(`{"sector":{"text":null}}`)) // the code replaces the words
	}
	if err != nil {
		return nil, refusal.Internal(ctx, err)
	}
	d, p := submitted.Decide(&c.Faults, request, s.Checker(), s.Names, c.Today(s.Now), false)
	if p == nil {
		checkCode(&c.Faults, sub, d, request)
		checkSetOnce(&c.Faults, sub.Request, request)
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

// checkCode checks the code after an amendment: any if there was none, else the same or one
// under it. Another code would be another question, which the history of one submission must
// not mix with the first.
func checkCode(f *problem.Faults, sub *submission.Submission, d *submitted.Decided, request []byte) {
	pointer, code, under := "/item/hs_code", sub.Code, strings.HasPrefix(d.Code, sub.Code)
	if sub.Kind == submission.Service {
		before, now := sectorIn(sub.Request), sectorIn(request)
		pointer, code, under = "/sector/code", string(before.Code), narrows(&before, &now)
	}
	if !under {
		f.AddSaying(pointer, problem.NotAllowed, edition.Text{
			EN: "The submission has the code " + code + ": only a code under it can be added. Make another submission for another code.",
			ZH: "本提交的编码为 " + code + "，只能补充其项下的编码；其他编码请重新提交。"})
	}
}

// sectorIn returns the sector of a request; its code is empty if the request has words, and is
// as written if there is no such sector.
func sectorIn(request []byte) services.Sector {
	var r struct {
		Sector struct{ System, Code string }
	}
	if json.Unmarshal(request, &r) != nil || r.Sector.Code == "" {
		return services.Sector{}
	}
	system, ok := services.ParseSystem(r.Sector.System)
	if !ok {
		system = services.GBT4754
	}
	code, err := services.ParseCode(system, r.Sector.Code)
	if err != nil {
		return services.Sector{System: system, Code: services.Code(r.Sector.Code)}
	}
	sector, _ := services.Lookup(system, code)
	return sector
}

// narrows reports whether a sector is the one before, is under it or, for a code of another
// classification, corresponds to it at least in part.
func narrows(before, now *services.Sector) bool {
	switch {
	case before.Code == "" || *before == *now:
		return true
	case before.System == now.System:
		return sectorUnder(before.Code, now)
	case now.System != services.GBT4754:
		return false
	}
	mapped := before.GBT()
	return len(mapped) == 0 || slices.ContainsFunc(mapped, func(c services.Code) bool {
		m, _ := services.Lookup(services.GBT4754, c)
		return sectorUnder(c, now) || sectorUnder(now.Code, &m)
	})
}

// sectorUnder reports whether a sector has the code, or one under it in the same classification.
func sectorUnder(code services.Code, s *services.Sector) bool {
	if s.System == services.W120 {
		return s.Code == code || strings.HasPrefix(string(s.Code), string(code)+".")
	}
	return code.Contains(s.Code) || s.Letter != "" && s.Letter == code
}

// checkSetOnce checks that the members of setOnce that were present before are unchanged.
func checkSetOnce(f *problem.Faults, before, now []byte) {
	for _, pointer := range setOnce {
		was, is := memberAt(before, pointer), memberAt(now, pointer)
		if was == nil || bytes.Equal(was, is) || sameCountry(was, is) {
			continue
		}
		f.AddSaying(pointer, problem.NotAllowed, edition.Text{
			EN: "The submission has " + string(was) + " here. Another value is another question: submit it anew.",
			ZH: "本提交此项为 " + string(was) + "；改为其他内容属于另一问题，请重新提交。"})
	}
}

// sameCountry reports whether two values name the same country.
func sameCountry(a, b json.RawMessage) bool {
	var names [2]string
	for i, raw := range []json.RawMessage{a, b} {
		var name string
		if json.Unmarshal(raw, &name) != nil {
			return false
		}
		code, ok := country.Parse(name)
		if !ok {
			return false
		}
		names[i] = code
	}
	return names[0] == names[1]
}

// memberAt returns the value at a JSON pointer through objects, nil if there is none.
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

// checkPatch refuses invalid JSON and members that are not amendable. The values are
// checked with the whole request.
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

// mergePatch applies a JSON merge patch to a request (RFC 7396): it merges objects
// member by member, and null removes a member. The result is canonical.
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
