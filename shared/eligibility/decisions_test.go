package eligibility_test

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/list/sample"
	"importchecker/shared/money"
	"importchecker/shared/tariff"
)

// leastCases is the least number of cases in testdata/decisions.txt, so that lost cases
// are noticed.
const leastCases = 450

// TestDecisions runs testdata/decisions.txt, which is written to be reviewed
// by a reader of customs texts rather than of Go.
func TestDecisions(t *testing.T) {
	held := eligibility.NewChecker(list.BuiltIn())
	samples := eligibility.NewChecker(sample.With(list.BuiltIn()))
	runCases(t, "testdata/decisions.txt", leastCases, held, samples, runCase)
}

// runCases runs each case of a file with the checker that the file selects, and checks
// that there are at least so many cases.
func runCases(t *testing.T, file string, least int, held, samples *eligibility.Checker,
	run func(*testing.T, *eligibility.Checker, string)) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	checker, heading, cases := held, "", 0
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		switch {
		case strings.HasPrefix(line, "## "):
			heading = line[3:]
		case line == "", strings.HasPrefix(line, "#"):
		case line == "@ held":
			checker = held
		case line == "@ samples":
			checker = samples
		default:
			cases++
			t.Run(fmt.Sprintf("%s/line%d", heading, n), func(t *testing.T) { run(t, checker, line) })
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if cases < least {
		t.Errorf("got %d cases, want at least %d", cases, least)
	}
}

var shortChannel = map[string]eligibility.ChannelID{
	"general": eligibility.GeneralTrade, "bonded": eligibility.CBECBonded,
	"direct": eligibility.CBECDirect, "yiwu": eligibility.YiwuPilot,
}

func runCase(t *testing.T, checker *eligibility.Checker, line string) {
	fields := strings.Split(line, ";")
	if len(fields) != 6 {
		t.Fatalf("%q: want six fields", line)
	}
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	d, err := readDeclaration(fields[0], fields[1], fields[2], fields[3])
	if err != nil {
		t.Fatal(err)
	}
	decision := checker.Goods(d)
	got := decision.Channels[0]
	if answer := got.Verdict.String() + " " + got.Basis.String(); answer != fields[4] {
		t.Errorf("%s\n got %s\nwant %s\n%s", line, answer, fields[4], describe(&got))
	}
	for _, want := range strings.Fields(fields[5]) {
		if !holds(&got, d.AsOf, want) {
			t.Errorf("%s\nthe answer does not hold %s\n%s", line, want, describe(&got))
		}
	}
}

func readDeclaration(channel, code, day, given string) (*eligibility.GoodsDeclaration, error) {
	id, ok := shortChannel[channel]
	if !ok {
		id, ok = eligibility.ParseChannel(channel)
	}
	if !ok {
		return nil, fmt.Errorf("no channel %q", channel)
	}
	c, err := tariff.ParseCode(code)
	if err != nil {
		return nil, err
	}
	asOf, err := edition.ParseDate(day)
	if err != nil {
		return nil, err
	}
	d := &eligibility.GoodsDeclaration{AsOf: asOf, Channels: []eligibility.ChannelID{id}, Item: eligibility.Item{Code: c}}
	for _, word := range strings.Fields(given) {
		name, value, ok := strings.Cut(word, "=")
		if !ok {
			return nil, fmt.Errorf("%q: want name=value", word)
		}
		if err := give(d, name, value); err != nil {
			return nil, fmt.Errorf("%s: %w", word, err)
		}
	}
	return d, nil
}

func give(d *eligibility.GoodsDeclaration, name, value string) (err error) {
	amount := func() *money.Amount {
		a, e := money.Parse(value)
		err = e
		return &a
	}
	switch name {
	case "origin":
		d.Item.Origin = value
	case "price":
		d.Item.UnitPrice = amount()
	case "spent":
		d.SpentThisYear = amount()
	case "qty":
		d.Item.Quantity, err = strconv.ParseInt(value, 10, 64)
	case "g":
		d.Item.NetWeightG, err = strconv.ParseInt(value, 10, 64)
	default:
		key, ok := eligibility.ParseFact(name)
		if !ok {
			return fmt.Errorf("no fact of that name")
		}
		switch key.Spec().Kind {
		case eligibility.Bool:
			b, e := strconv.ParseBool(value)
			d.Item.Facts.SetBool(key, b)
			err = e
		case eligibility.Number:
			n, e := strconv.ParseInt(value, 10, 64)
			d.Item.Facts.SetMilli(key, n*1000)
			err = e
		case eligibility.String:
			d.Item.Facts.SetString(key, value)
		}
	}
	return err
}

func holds(d *eligibility.ChannelDecision, day edition.Date, want string) bool {
	if code, ok := strings.CutPrefix(want, "-"); ok {
		return !holds(d, day, code)
	}
	if name, ok := strings.CutPrefix(want, "missing="); ok {
		for _, k := range d.Missing {
			if k.String() == name {
				return true
			}
		}
		return false
	}
	if code, ok := strings.CutPrefix(want, "candidate="); ok {
		for _, c := range d.Candidates {
			if string(c.Code) == code {
				return true
			}
		}
		return false
	}
	if name, ok := strings.CutPrefix(want, "taxmissing="); ok {
		return slices.ContainsFunc(d.Tax.Missing, func(k eligibility.FactKey) bool { return k.String() == name })
	}
	if indication, ok := strings.CutPrefix(want, "indication="); ok {
		i := &d.Indication
		return indication == strings.TrimSuffix(fmt.Sprintf("%s:%s:%s:%s", i.Of, i.Day, i.Verdict, i.Amount), ":") ||
			indication == "none" && i.Of == "" ||
			indication == fmt.Sprintf("%s:%s:%s", i.Of, i.Day, i.Line)
	}
	if code, ok := strings.CutPrefix(want, "note="); ok {
		return slices.ContainsFunc(d.Tax.Notes, func(r eligibility.Reason) bool { return string(r.Code) == code })
	}
	if code, ok := strings.CutPrefix(want, "standing="); ok {
		return slices.Contains(slices.Collect(eligibility.Standing(d.Channel, day)), eligibility.ReasonCode(code))
	}
	if general, ok := strings.CutPrefix(want, "otherwise="); ok {
		return d.Tax.Otherwise.Known && d.Tax.Otherwise.Total.String() == general
	}
	if agreement, ok := strings.CutPrefix(want, "agreement="); ok {
		return slices.ContainsFunc(d.Tax.Agreements, func(a eligibility.AgreementTax) bool {
			return agreement == a.Agreement.ID+":"+a.Rate+":"+a.Total.String()
		})
	}
	if tax, ok := strings.CutPrefix(want, "tax="); ok {
		switch tax {
		case "unknown":
			return d.Tax.Status == eligibility.TaxUnknown
		case "none":
			return d.Tax.Status == eligibility.TaxNotApplicable
		}
		status := eligibility.TaxComputed
		for prefix, s := range map[string]eligibility.TaxStatus{">": eligibility.TaxAtLeast, "<": eligibility.TaxAtMost} {
			if rest, ok := strings.CutPrefix(tax, prefix); ok {
				status, tax = s, rest
			}
		}
		return d.Tax.Status == status && d.Tax.Total.String() == tax
	}
	code, effect, hasEffect := strings.Cut(want, ":")
	for i := range d.Reasons {
		if r := &d.Reasons[i]; string(r.Code) == code && (!hasEffect || r.Effect.String() == effect) {
			return true
		}
	}
	return false
}

func describe(d *eligibility.ChannelDecision) string {
	var b strings.Builder
	for i := range d.Reasons {
		r := &d.Reasons[i]
		fmt.Fprintf(&b, "  %s:%s (%s) %s\n", r.Code, r.Effect, r.Basis, r.Text().EN)
	}
	fmt.Fprintf(&b, "  missing %v, tax %s %s\n", d.Missing, d.Tax.Status, d.Tax.Total)
	for i := range d.Tax.Notes {
		fmt.Fprintf(&b, "    %s: %s\n", d.Tax.Notes[i].Code, d.Tax.Notes[i].Text().EN)
	}
	for _, a := range d.Tax.Agreements {
		fmt.Fprintf(&b, "    %s:%s:%s saves %s\n", a.Agreement.ID, a.Rate, a.Total, a.Saves)
	}
	if o := d.Tax.Otherwise; o.Set {
		fmt.Fprintf(&b, "    otherwise %s: %s\n", o.Rate, o.Total)
	}
	for _, l := range d.Tax.Lines {
		fmt.Fprintf(&b, "    %s %s: %s %s\n", l.Kind, l.Rate, l.Formula, l.Why.EN)
	}
	return b.String()
}
