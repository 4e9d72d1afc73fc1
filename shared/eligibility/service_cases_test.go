package eligibility_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/services"
	"importchecker/shared/services/sample"
)

// leastServiceCases is the least number of cases in testdata/services.txt, so that lost
// cases are noticed.
const leastServiceCases = 300

// TestServices runs testdata/services.txt, which is written to be reviewed by
// a lawyer rather than by a reader of Go.
func TestServices(t *testing.T) {
	held := eligibility.NewChecker(list.BuiltIn())
	samples := held.WithServices(sample.With(services.BuiltIn()))
	runCases(t, "testdata/services.txt", leastServiceCases, held, samples, runServiceCase)
}

func runServiceCase(t *testing.T, checker *eligibility.Checker, line string) {
	fields := strings.Split(line, ";")
	if len(fields) != 7 {
		t.Fatalf("%q: want seven fields", line)
	}
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	d, err := readService(fields[0], fields[1], fields[2], fields[3], fields[4])
	if err != nil {
		t.Fatal(err)
	}
	decision := checker.Service(d)
	if len(decision.Places) != 1 {
		t.Fatalf("%s\nanswers for %d places", line, len(decision.Places))
	}
	got := decision.Places[0]
	if answer := got.Verdict.String() + " " + got.Basis.String(); answer != fields[5] {
		t.Errorf("%s\n got %s\nwant %s\n%s", line, answer, fields[5], describePlace(&got))
	}
	for _, want := range strings.Fields(fields[6]) {
		if !placeHolds(decision, &got, want) {
			t.Errorf("%s\nthe answer does not hold %s\n%s", line, want, describePlace(&got))
		}
	}
}

func readService(place, sector, mode, day, said string) (*eligibility.ServiceDeclaration, error) {
	p, ok := services.ParsePlace(place)
	if !ok {
		return nil, fmt.Errorf("no place %q", place)
	}
	asOf, err := edition.ParseDate(day)
	if err != nil {
		return nil, err
	}
	d := &eligibility.ServiceDeclaration{AsOf: asOf, Places: []services.Place{p}}
	if mode != "-" {
		n, err := strconv.Atoi(mode)
		if err != nil || !services.Mode(n).Valid() {
			return nil, fmt.Errorf("no mode %q", mode)
		}
		d.Mode = services.Mode(n)
	}
	if d.Sector, err = readSector(sector); err != nil {
		return nil, err
	}
	for _, word := range strings.Fields(said) {
		name, value, ok := strings.Cut(word, "=")
		if !ok {
			return nil, fmt.Errorf("%q: want name=value", word)
		}
		if name == "home" {
			d.ProviderHome = value
			continue
		}
		key, ok := eligibility.ParseServiceFact(name)
		if !ok {
			return nil, fmt.Errorf("no fact %q", name)
		}
		if key.Spec().Kind == eligibility.Bool {
			b, err := strconv.ParseBool(value)
			if err != nil {
				return nil, err
			}
			d.Facts.SetBool(key, b)
		} else {
			for v := range strings.SplitSeq(value, "+") {
				d.Facts.SetString(key, v)
			}
		}
	}
	return d, nil
}

// readSector parses 7231, w120:1.A.a, cpc21:82119, “words” or -.
func readSector(text string) (eligibility.SectorQuestion, error) {
	if text == "-" {
		return eligibility.SectorQuestion{}, nil
	}
	if words, ok := strings.CutPrefix(text, "“"); ok {
		return eligibility.SectorQuestion{Text: strings.TrimSuffix(words, "”")}, nil
	}
	q := eligibility.SectorQuestion{System: services.GBT4754}
	if name, code, ok := strings.Cut(text, ":"); ok {
		if q.System, ok = services.ParseSystem(name); !ok {
			return q, fmt.Errorf("no system %q", name)
		}
		text = code
	}
	if unknown, ok := strings.CutPrefix(text, "?"); ok {
		q.Code = services.Code(unknown)
		return q, nil
	}
	code, err := services.ParseCode(q.System, text)
	if err != nil {
		return q, fmt.Errorf("%q: %w", text, err)
	}
	q.Code = code
	return q, nil
}

func placeHolds(decision *eligibility.ServiceDecision, d *eligibility.PlaceDecision, want string) bool {
	if code, ok := strings.CutPrefix(want, "-"); ok {
		return !placeHolds(decision, d, code)
	}
	if name, ok := strings.CutPrefix(want, "missing="); ok {
		for _, k := range d.Missing {
			if k.String() == name {
				return true
			}
		}
		return false
	}
	if code, ok := strings.CutPrefix(want, "sector="); ok {
		return string(decision.Sector.Sector.Code) == code
	}
	if code, ok := strings.CutPrefix(want, "candidate="); ok {
		code, verdict, hasVerdict := strings.Cut(code, ":")
		for _, c := range d.Candidates {
			if string(c.Sector.Code) == code && (!hasVerdict || c.Verdict.String() == verdict) {
				return true
			}
		}
		return false
	}
	if known, ok := strings.CutPrefix(want, "known="); ok {
		state, entry, hasEntry := strings.Cut(known, ":")
		for i := range d.Known {
			if k := &d.Known[i]; k.State.String() == state && (!hasEntry || k.Citation.Entry == entry) {
				return true
			}
		}
		return false
	}
	if entry, ok := strings.CutPrefix(want, "step="); ok {
		for i := range d.Next {
			if d.Next[i].Citation.Entry == entry {
				return true
			}
		}
		return false
	}
	if entry, ok := strings.CutPrefix(want, "cites="); ok {
		for i := range d.Reasons {
			for _, c := range d.Reasons[i].Citations {
				if c.Entry == entry {
					return true
				}
			}
		}
		return false
	}
	code, effect, hasEffect := strings.Cut(want, ":")
	for i := range d.Reasons {
		if r := &d.Reasons[i]; string(r.Code) == code && (!hasEffect || r.Effect.String() == effect) {
			return true
		}
	}
	return false
}

func describePlace(d *eligibility.PlaceDecision) string {
	var b strings.Builder
	for i := range d.Reasons {
		r := &d.Reasons[i]
		entry := ""
		if len(r.Citations) > 0 {
			entry = r.Citations[0].Entry
		}
		classes, more := d.AppliesTo(i)
		fmt.Fprintf(&b, "  %s:%s (%s, %s) %v+%d %s\n", r.Code, r.Effect, r.Basis, entry, classes, more, r.Text().EN)
	}
	for i := range d.Known {
		k := &d.Known[i]
		fmt.Fprintf(&b, "  known %s %s %s %s\n", k.State, k.Citation.Entry, k.Day, k.Text.EN)
	}
	for i := range d.Next {
		s := &d.Next[i]
		fmt.Fprintf(&b, "  next %s %s: %s, %s\n", s.Kind, s.Instrument.EN, s.Permit.EN, s.Authority.EN)
	}
	fmt.Fprintf(&b, "  missing %v\n", d.Missing)
	for _, c := range d.Candidates {
		fmt.Fprintf(&b, "  candidate %s %s %d\n", c.Sector.Code, c.Verdict, c.Score)
	}
	return b.String()
}
