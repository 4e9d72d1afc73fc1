package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/client"
	"importchecker/shared/eligibility"
	"importchecker/shared/tariff"
)

// askGoods asks about a code, or about words if what is not a code.
func (o *options) askGoods(ctx context.Context, code string) error {
	facts, err := readFacts(o.facts)
	if err != nil {
		return err
	}
	item := client.Item{HSCode: code, Name: o.name, Origin: o.origin, NetWeightG: o.weightG, Facts: facts}
	if _, err := tariff.ParseCode(code); err != nil && strings.IndexFunc(code, letter) >= 0 {
		item.HSCode, item.Name, o.words = "", code, code
	}
	if o.price != "" {
		item.UnitPrice, item.Quantity = client.CNY(o.price), o.quantity
	}
	q := client.GoodsCheck{AsOf: o.asOf, Channels: o.channels, Item: item}
	if o.spent != "" {
		q.Buyer = &client.Buyer{SpentThisYear: client.CNY(o.spent)}
	}
	c, err := o.client()
	if err != nil {
		return err
	}
	d, err := c.CheckGoods(ctx, q)
	if err != nil {
		return err
	}
	if o.verbose && o.format == "table" { // no other shows reasons so
		if err := addStanding(ctx, c, d); err != nil {
			return err
		}
	}
	if err := o.printGoods(d); err != nil {
		return err
	}
	return o.verdict(d.Channels)
}

// addStanding adds to the reasons of each channel those that apply to every item, which the answer only names
// by code.
func addStanding(ctx context.Context, c *client.Client, d *client.GoodsDecision) error {
	for channel, err := range c.Channels(ctx, d.AsOf) {
		if err != nil {
			return err
		}
		for i := range d.Channels {
			a := &d.Channels[i]
			for _, r := range channel.Standing {
				if a.Channel == channel.ID && slices.Contains(a.Standing, r.Code) {
					r.Effect = eligibility.Informs.String()
					a.Reasons = append(slices.Clip(a.Reasons), r)
				}
			}
		}
	}
	return nil
}

// letter reports whether a character makes an argument words rather than a code.
func letter(r rune) bool { return r != '.' && r != ' ' && (r < '0' || r > '9') }

// askService asks about a service, by code or in words.
func (o *options) askService(ctx context.Context) error {
	facts, err := readServiceFacts(o.facts)
	if err != nil {
		return err
	}
	q := client.ServiceCheck{AsOf: o.asOf, Place: o.place, Mode: o.mode, Facts: facts,
		Sector: client.Sector{Code: o.service}}
	if strings.IndexFunc(o.service, letter) >= 0 && len(o.service) > 1 {
		q.Sector = client.Sector{Text: o.service}
	}
	if o.home != "" {
		q.Provider = &client.Provider{Home: o.home}
	}
	c, err := o.client()
	if err != nil {
		return err
	}
	d, err := c.CheckService(ctx, q)
	if err != nil {
		return err
	}
	if err := o.printService(d); err != nil {
		return err
	}
	return o.verdict(d.Places)
}

// verdict returns errVerdict if an answer has a verdict of --fail-on.
func (o *options) verdict(answers []client.Answer) error {
	for _, a := range answers {
		if slices.Contains(o.failOn, a.Verdict) {
			return errVerdict
		}
	}
	return nil
}

// readFacts parses facts written as name=value.
func readFacts(flags []string) (map[string]any, error) {
	facts := make(map[string]any)
	for _, f := range flags {
		name, value, ok := strings.Cut(f, "=")
		key, known := eligibility.ParseFact(name)
		if !ok || !known {
			return nil, fmt.Errorf("--fact %s: write name=value; the names are %s", f, strings.Join(factNames(), " "))
		}
		switch key.Spec().Kind {
		case eligibility.Bool:
			truth, err := strconv.ParseBool(value)
			if err != nil {
				return nil, fmt.Errorf("--fact %s: true or false", f)
			}
			facts[name] = truth
		case eligibility.Number:
			n, err := strconv.ParseFloat(value, 64)
			if err != nil {
				return nil, fmt.Errorf("--fact %s: a number", f)
			}
			facts[name] = n
		default:
			facts[name] = value
		}
	}
	if len(facts) == 0 {
		return nil, nil
	}
	return facts, nil
}

// readServiceFacts parses facts about a service. A repeated fact has several values.
func readServiceFacts(flags []string) (map[string]any, error) {
	facts := make(map[string]any)
	for _, f := range flags {
		name, value, ok := strings.Cut(f, "=")
		if _, known := eligibility.ParseServiceFact(name); !ok || !known {
			return nil, fmt.Errorf("--fact %s: there is no such fact about services", f)
		}
		var read any = value
		if truth, err := strconv.ParseBool(value); err == nil {
			read = truth
		}
		switch before := facts[name].(type) {
		case nil:
			facts[name] = read
		case []any:
			facts[name] = append(before, read)
		default:
			facts[name] = []any{before, read}
		}
	}
	if len(facts) == 0 {
		return nil, nil
	}
	return facts, nil
}
