package question

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"importchecker/shared/api/bind"
	"importchecker/shared/api/problem"
	"importchecker/shared/country"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/services"
)

// Service is the body of a check of a service, and of a submission.
type Service struct {
	AsOf     *string          `json:"as_of" validate:"omitempty,day"`
	Ref      string           `json:"ref" validate:"max=128,printable"`
	Place    *string          `json:"place" validate:"omitempty,place"`
	Compare  bool             `json:"compare"`
	Mode     *int64           `json:"mode" validate:"omitempty,min=1,max=4"`
	Sector   *sectorRequest   `json:"sector" validate:"required"`
	Provider *providerRequest `json:"provider"`

	facts      eligibility.ServiceFacts
	activities []activity // the values of the fact activity, which the catalogue must know
	Accepted   bool       // the body was accepted before, so its activities are not checked
}

// activity is a value of the fact activity, and its pointer.
type activity struct{ key, pointer string }

// maxActivities is the largest number of activities of a service.
const maxActivities = 20

type sectorRequest struct {
	System *string `json:"system" validate:"omitempty,system"`
	Code   *string `json:"code" validate:"omitempty,min=1"`
	Text   *string `json:"text" validate:"omitempty,max=500,printable,notblank"`
}

type providerRequest struct {
	Home *string `json:"home" validate:"omitempty,country"`
}

// Field reads the field with a name; it returns false for an unknown name.
func (r *Service) Field(b *bind.Binder, name string) bool {
	switch name {
	case "as_of":
		r.AsOf = new(string)
		b.String(r.AsOf)
	case "ref":
		b.String(&r.Ref)
	case "place":
		r.Place = new(string)
		b.String(r.Place)
	case "compare":
		b.Bool(&r.Compare)
	case "mode":
		b.Whole(&r.Mode)
	case "sector":
		r.Sector = new(sectorRequest)
		b.Object(func(name string) bool { return r.Sector.field(b, name) })
	case "provider":
		r.Provider = new(providerRequest)
		b.Object(func(name string) bool {
			if name != "home" {
				return false
			}
			r.Provider.Home = new(string)
			b.String(r.Provider.Home)
			return true
		})
	case "facts":
		b.Object(func(name string) bool {
			r.fact(b, name)
			return true
		})
	default:
		return false
	}
	return true
}

func (s *sectorRequest) field(b *bind.Binder, name string) bool {
	var dst **string
	switch name {
	case "system":
		dst = &s.System
	case "code":
		dst = &s.Code
	case "text":
		dst = &s.Text
	default:
		return false
	}
	*dst = new(string)
	b.String(*dst)
	return true
}

// fact reads the value of a fact, of the kind in the vocabulary.
func (r *Service) fact(b *bind.Binder, name string) {
	key, ok := eligibility.ParseServiceFact(name)
	if !ok {
		b.Unknown(name, problem.UnknownFact, serviceFactNames())
		b.Skip()
		return
	}
	switch spec := key.Spec(); spec.Kind {
	case eligibility.Bool:
		var v bool
		if b.Bool(&v) {
			r.facts.SetBool(key, v)
		}
	default:
		r.text(b, key, spec)
	}
}

// text reads a fact whose value is a string. The fact activity may be an array of
// them.
func (r *Service) text(b *bind.Binder, key eligibility.FactKey, spec *eligibility.FactSpec) {
	readOne := func(pointer string) {
		v, ok := readFactText(b, spec)
		if !ok {
			return
		}
		r.facts.SetString(key, v)
		if key == eligibility.ServiceActivity {
			r.activities = append(r.activities, activity{v, pointer})
		}
	}
	if key != eligibility.ServiceActivity || !b.IsArray() {
		readOne("/facts/" + spec.Name)
		return
	}
	n := 0
	b.Array(maxActivities, func() {
		readOne("/facts/" + spec.Name + "/" + strconv.Itoa(n))
		n++
	})
}

// serviceFactNames returns the names of the facts of services, for a sentence.
var serviceFactNames = sync.OnceValue(func() string { return strings.Join(serviceFacts(), ", ") })

// read checks the values and returns the declaration. The day defaults to today.
func (r *Service) read(f *problem.Faults, checker *eligibility.Checker,
	today edition.Date) eligibility.ServiceDeclaration {
	Form.Check(f, "", r)
	out := eligibility.ServiceDeclaration{Ref: r.Ref, AsOf: today, Facts: r.facts}
	if r.AsOf != nil {
		out.AsOf = readDay(f, "/as_of", *r.AsOf, checker.EarliestServiceDay())
	}
	if r.Place != nil && !r.Compare {
		if place, ok := services.ParsePlace(*r.Place); ok {
			out.Places = []services.Place{place}
		}
	}
	if r.Mode != nil && *r.Mode >= 1 && *r.Mode <= 4 {
		out.Mode = services.Mode(*r.Mode)
	}
	if r.Sector != nil {
		out.Sector = r.Sector.read()
	}
	if r.Provider != nil && r.Provider.Home != nil {
		out.ProviderHome, _ = country.Parse(*r.Provider.Home)
	}
	catalogue := checker.Services()
	for _, a := range r.activities {
		if !r.Accepted && !catalogue.KnowsActivity(a.key) {
			f.Add(a.pointer, problem.NotAllowed, activityKeys(catalogue))
		}
	}
	return out
}

// system returns the classification of the sector's code.
func (s *sectorRequest) system() services.System {
	if s.System == nil {
		return services.GBT4754
	}
	system, _ := services.ParseSystem(*s.System)
	return system
}

// read returns the question about a sector: by a code, or else by words.
func (s *sectorRequest) read() eligibility.SectorQuestion {
	q := eligibility.SectorQuestion{System: s.system()}
	switch {
	case s.Code != nil && q.System != 0:
		q.Code, _ = parseSector(q.System, *s.Code)
	case s.Text != nil:
		q.Text = *s.Text
	}
	return q
}

// wellFormed reports whether s has the form of a code of the system, whether or not
// the code exists.
func wellFormed(system services.System, s string) bool {
	switch system {
	case services.GBT4754: // L, 72, 723, 7231, L7231
		digits := strings.TrimLeft(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
		letters := len(s) - len(digits)
		return letters == 1 && digits == "" || letters <= 1 && isNumber(digits, 2, 4)
	case services.W120: // 1, 3.A, 1.A.a
		parts := strings.Split(s, ".")
		for _, letter := range parts[1:] {
			if len(letter) != 1 || letter[0]|0x20 < 'a' || letter[0]|0x20 > 'z' {
				return false
			}
		}
		return len(parts) <= 3 && isNumber(parts[0], 1, 2)
	}
	return isNumber(s, 1, 5) && s[0] >= '5' // 82, 82119
}

// isNumber reports whether s consists of least to most digits.
func isNumber(s string, least, most int) bool {
	return len(s) >= least && len(s) <= most && strings.Trim(s, "0123456789") == ""
}

// formOf describes the form of the codes of a system.
func formOf(system services.System) edition.Text {
	switch system {
	case services.GBT4754:
		return edition.Text{
			EN: "a section letter, or two to four digits of GB/T 4754-2017, with or without the letter: L, 72, 7231, L7231",
			ZH: "国民经济行业分类（GB/T 4754-2017）门类字母，或二至四位数字（可带字母）：L、72、7231、L7231"}
	case services.W120:
		return edition.Text{
			EN: "a code of MTN.GNS/W/120: 1, 3.A, 1.A.a",
			ZH: "MTN.GNS/W/120 编码：1、3.A、1.A.a"}
	}
	return edition.Text{
		EN: "one to five digits of CPC 2.1, the first of them 5 to 9: 82, 82119",
		ZH: "CPC 2.1 编码，一至五位数字，首位为 5 至 9：82、82119"}
}

// ReadSector parses a code of the system, and adds a fault at the pointer if it does
// not have the form of one.
func ReadSector(f *problem.Faults, pointer string, system services.System, s string) services.Code {
	code, ok := parseSector(system, s)
	if !ok {
		f.Add(pointer, problem.InvalidSector, formOf(system))
	}
	return code
}

// parseSector parses a code of the system, and reports whether it has the form of
// one. A code that has the form but does not exist is returned too: the answer then
// says that there is none.
func parseSector(system services.System, s string) (services.Code, bool) {
	code, err := services.ParseCode(system, s)
	if err == nil {
		return code, true
	}
	switch s = strings.TrimSpace(s); system {
	case services.GBT4754:
		s = strings.ToUpper(s)
	case services.W120:
		s = strings.TrimSuffix(s, ".")
	}
	if !wellFormed(system, s) {
		return "", false
	}
	return services.Code(s), true
}

// PlaceNames returns the names of the places, for a sentence.
func PlaceNames() string {
	var names []string
	for _, p := range services.Places() {
		names = append(names, p.String())
	}
	return strings.Join(names, ", ")
}

// SystemNames returns the names of the classifications, for a sentence.
func SystemNames() string {
	var names []string
	for _, s := range services.Systems() {
		names = append(names, s.String())
	}
	return strings.Join(names, ", ")
}

// Decide checks the body and decides it.
func (r *Service) Decide(f *problem.Faults, checker *eligibility.Checker,
	today edition.Date) (*eligibility.ServiceDecision, *problem.Problem) {
	declaration := r.read(f, checker, today)
	if p := f.Problem(); p != nil {
		return nil, p
	}
	return checker.Service(&declaration), nil
}

// activityKeys returns the activities that the measures of the catalogue name, for a
// sentence. The built-in ones come first.
func activityKeys(catalogue *services.Catalogue) string {
	var keys []string
	for _, a := range services.Activities() {
		keys = append(keys, a.Key)
	}
	for _, l := range catalogue.Lists() {
		for _, e := range l.Editions {
			for i := range e.Measures {
				for _, key := range e.Measures[i].Activities {
					if !slices.Contains(keys, key) {
						keys = append(keys, key)
					}
				}
			}
		}
	}
	return strings.Join(append(keys, services.NoActivity), ", ")
}
