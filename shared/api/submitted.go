package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/services"
	"importchecker/shared/submission"
)

// submitted is the decision on a submission, of goods or of a service, with
// what is kept beside it.
type submitted struct {
	kind, ref, code string
	asOf            edition.Date
	verdicts        []submission.ChannelVerdict
	body            string                       // the decision, as it is answered
	goods           *eligibility.Decision        // what was decided, of goods
	service         *eligibility.ServiceDecision // or of a service
}

// decideSubmission reads the body of a submission, which is that of a check
// with its kind, and decides it. again says that the body was accepted before.
func decideSubmission(f *faults, body []byte, checker *eligibility.Checker, today edition.Date, again bool) (*submitted, *problem) {
	goods, service := checkRequest{}, serviceRequest{again: again}
	kind := kindOf(body)
	p := bind(body, f, func(b *binder, name string) bool {
		switch {
		case name == "kind":
			var given string
			if b.string(&given) && given != submission.Goods && given != submission.Service {
				b.fault(NotAllowed, submission.Goods+", "+submission.Service)
			}
		case kind == submission.Goods:
			return goods.field(b, name)
		case kind == submission.Service:
			return service.field(b, name)
		default: // what has a place is not known
			b.skip()
		}
		return true
	})
	if p != nil {
		return nil, p
	}
	switch kind {
	case submission.Goods:
		d, p := goods.decide(f, checker, today)
		if p != nil {
			return nil, p
		}
		return submittedGoods(d), nil
	case submission.Service:
		d, p := service.decide(f, checker, today)
		if p != nil {
			return nil, p
		}
		return submittedService(d, checker.Services()), nil
	}
	return nil, f.problem()
}

// kindOf looks ahead for the kind in a body, since it says which fields have a
// place there. It is goods where the body does not say, and blank where it
// says something else. What is wrong with the body is found when it is read.
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

func submittedGoods(d *eligibility.Decision) *submitted {
	w := newWriter()
	w.decision(d)
	s := &submitted{
		kind: submission.Goods, ref: d.Item.Ref, code: string(d.Item.Code), asOf: d.AsOf, body: w.done(),
		goods: d,
	}
	for i := range d.Channels {
		c := &d.Channels[i]
		s.verdicts = append(s.verdicts, submission.ChannelVerdict{Channel: string(c.Channel), Verdict: c.Verdict.String()})
	}
	return s
}

func submittedService(d *eligibility.ServiceDecision, catalogue *services.Catalogue) *submitted {
	w := newWriter()
	w.serviceDecision(d, catalogue)
	s := &submitted{
		kind: submission.Service, ref: d.Ref, asOf: d.AsOf, body: w.done(),
		service: d,
	}
	if sector := &d.Sector.Sector; sector.System == services.GBT4754 {
		s.code = string(sector.Code)
	}
	for i := range d.Places {
		p := &d.Places[i]
		s.verdicts = append(s.verdicts, submission.ChannelVerdict{Channel: p.Place.String(), Verdict: p.Verdict.String()})
	}
	return s
}

// DecideAgain asks the request of a stored submission again, on the lists of a
// checker and on that day where the request leaves the day open. It returns the
// decision's body as a caller would be answered now.
func DecideAgain(checker *eligibility.Checker, request []byte, today edition.Date) ([]byte, error) {
	var f faults
	d, p := decideSubmission(&f, request, checker, today, true)
	if p == nil {
		return []byte(d.body), nil
	}
	var why []string
	for _, fault := range p.faults {
		why = append(why, fault.pointer+" "+string(fault.code))
	}
	return nil, fmt.Errorf("the request is refused now: %s: %s", p.code, strings.Join(why, ", "))
}

// submittedSector writes the sector that a submission is of: the code of GB/T
// 4754 that was decided, or else what was asked.
func (w *writer) submittedSector(sub *submission.Submission) {
	var request struct {
		Sector struct{ System, Code, Text string }
	}
	_ = json.Unmarshal(sub.Request, &request) // it was accepted, so it can be read
	asked := request.Sector
	w.object("sector")
	switch {
	case sub.Code != "":
		w.str("system", services.GBT4754.String())
		w.str("code", sub.Code)
	case asked.Code != "":
		system, ok := services.ParseSystem(asked.System)
		if !ok {
			system = services.GBT4754
		}
		code, err := services.ParseCode(system, asked.Code)
		if err != nil {
			code = services.Code(asked.Code)
		}
		w.str("system", system.String())
		w.str("code", string(code))
	default:
		w.str("system", services.GBT4754.String())
		w.null("code")
	}
	w.some("text", asked.Text)
	w.end('}')
}
