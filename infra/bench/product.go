package main

import (
	"strings"

	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/money"
	"importchecker/shared/tariff"
)

// newProduct returns the product's checker, which reuses its memory, as for the rows of a catalogue.
func newProduct([]line) (engine, error) {
	checker := eligibility.NewChecker(list.BuiltIn())
	value := money.Amount(price)
	d := &eligibility.GoodsDeclaration{
		AsOf: day, Channels: []eligibility.ChannelID{eligibility.GeneralTrade},
		Item: eligibility.Item{Origin: origin, UnitPrice: &value, Quantity: 1},
	}
	var memory eligibility.Memory
	var last *eligibility.Decision
	return engine{
		name: "product",
		decide: func(l *line) error {
			d.Item.Code = tariff.Code(l.Code)
			last = checker.GoodsIn(&memory, d)
			return nil
		},
		last: func() answer { return answerOf(&last.Channels[0]) },
	}, nil
}

func answerOf(c *eligibility.ChannelDecision) answer {
	var codes []string
	for i := range c.Reasons {
		if c.Reasons[i].Effect != eligibility.Informs {
			codes = append(codes, string(c.Reasons[i].Code))
		}
	}
	a := answer{verdict: c.Verdict.String(), reasons: strings.Join(codes, ",")}
	for i := range c.Tax.Lines {
		switch l := &c.Tax.Lines[i]; l.Kind {
		case eligibility.Duty:
			a.duty = int64(l.Amount)
		case eligibility.Consumption:
			a.excise = int64(l.Amount)
		case eligibility.VAT:
			a.vat = int64(l.Amount)
		}
	}
	return a
}
