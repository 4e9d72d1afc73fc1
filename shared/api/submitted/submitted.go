package submitted

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"importchecker/shared/api/bind"
	"importchecker/shared/api/decision"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/question"
	"importchecker/shared/api/shape"
	"importchecker/shared/api/wire"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/services"
	"importchecker/shared/submission"
)

// Decided is the decision on a submission, of goods or of a service, with the values
// that are stored beside it.
type Decided struct {
	Kind, Ref, Code string
	AsOf            edition.Date
	Verdicts        []submission.Verdict
	Body            string                       // the decision as JSON
	Goods           *eligibility.Decision        // the decision on goods
	Service         *eligibility.ServiceDecision // or on a service
}

// Decide reads the body of a submission, which is the body of a check with its kind,
// and decides it. names, which may be nil, judges a name beside a code, and finds codes
// for a name without one. accepted says that the body was accepted before.
func Decide(f *problem.Faults, body []byte, checker *eligibility.Checker, names question.Names, today edition.Date,
	accepted bool) (*Decided, *problem.Problem) {
	goods, service := question.Goods{}, question.Service{Accepted: accepted}
	kind := kindOf(body)
	place := question.GoodsPlace
	if kind == submission.Service {
		place = question.ServicePlace
	}
	p := bind.Read(body, f, place, func(b *bind.Binder, name string) bool {
		switch {
		case name == "kind":
			var given string
			if b.String(&given) {
				question.Form.Value(b.Faults, b.Pointer(), given, shape.OneOf(submission.Goods, submission.Service))
			}
		case kind == submission.Goods:
			return goods.Field(b, name)
		case kind == submission.Service:
			return service.Field(b, name)
		default: // the kind is invalid, so the fields cannot be checked
			b.Skip()
		}
		return true
	})
	if p != nil {
		return nil, p
	}
	switch kind {
	case submission.Goods:
		d, p := goods.Decide(new(eligibility.Memory), f, checker, names, today)
		if p != nil {
			return nil, p
		}
		return submittedGoods(d), nil
	case submission.Service:
		d, p := service.Decide(f, checker, today)
		if p != nil {
			return nil, p
		}
		return submittedService(d, checker.Services()), nil
	}
	return nil, f.Problem()
}

// kindOf looks ahead for the kind in a body, since it determines which fields the body
// may have. It returns goods when the body has no kind, and "" when the kind is
// invalid. Errors in the body are found when it is read.
func kindOf(body []byte) string {
	dec := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true))
	if tok, err := dec.ReadToken(); err != nil || tok.Kind() != jsontext.KindBeginObject {
		return submission.Goods
	}
	for dec.PeekKind() == jsontext.KindString {
		name, err := dec.ReadToken()
		if err != nil {
			break
		}
		if name.String() != "kind" {
			if dec.SkipValue() != nil {
				break
			}
			continue
		}
		kind, err := dec.ReadToken()
		if err != nil || kind.Kind() != jsontext.KindString {
			return ""
		}
		switch k := kind.String(); k {
		case submission.Goods, submission.Service:
			return k
		}
		return ""
	}
	return submission.Goods
}

func submittedGoods(d *eligibility.Decision) *Decided {
	w := wire.New()
	decision.WriteGoods(w, d)
	s := &Decided{
		Kind: submission.Goods, Ref: d.Item.Ref, Code: string(d.Item.Code), AsOf: d.AsOf, Body: w.Done(),
		Goods: d,
	}
	for i := range d.Channels {
		c := &d.Channels[i]
		s.Verdicts = append(s.Verdicts, submission.Verdict{Where: string(c.Channel), Verdict: c.Verdict.String()})
	}
	return s
}

func submittedService(d *eligibility.ServiceDecision, catalogue *services.Catalogue) *Decided {
	w := wire.New()
	decision.WriteService(w, d, catalogue)
	s := &Decided{
		Kind: submission.Service, Ref: d.Ref, AsOf: d.AsOf, Body: w.Done(),
		Service: d,
	}
	if sector := &d.Sector.Sector; sector.System == services.GBT4754 {
		s.Code = string(sector.Code)
	}
	for i := range d.Places {
		p := &d.Places[i]
		s.Verdicts = append(s.Verdicts, submission.Verdict{Where: p.Place.String(), Verdict: p.Verdict.String()})
	}
	return s
}

// DecideAgain returns a function that decides the request of a stored submission again,
// with the lists of a checker, and on a day if the request has none. It returns the
// body of the decision as a caller would get it now. names, which may be nil, judges a
// name beside a code.
func DecideAgain(names question.Names) func(*eligibility.Checker, []byte, edition.Date) ([]byte, error) {
	return func(checker *eligibility.Checker, request []byte, today edition.Date) ([]byte, error) {
		return decideAgain(checker, names, request, today)
	}
}

func decideAgain(checker *eligibility.Checker, names question.Names, request []byte, today edition.Date) ([]byte,
	error) {
	var f problem.Faults
	d, p := Decide(&f, request, checker, names, today, true)
	if p == nil {
		return []byte(d.Body), nil
	}
	var why []string
	for _, fault := range p.Faults {
		why = append(why, fault.Pointer+" "+string(fault.Code))
	}
	return nil, fmt.Errorf("the request is refused now: %s: %s", p.Code, strings.Join(why, ", "))
}
