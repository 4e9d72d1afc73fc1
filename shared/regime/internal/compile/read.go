package compile

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"importchecker/shared/edition"
)

// A stanza is one regime of the source.
type stanza struct {
	line   int // of the source
	id     string
	values map[string]string
	laws   []law
	codes  []string
	except []string
	from   edition.Date
	to     edition.Date
}

type law struct {
	title, article, quote string
	version               edition.Date
}

// The members of a stanza, those that are optional, and their allowed values.
var (
	members = []string{"goods", "codes", "except", "class", "lacks", "unless", "reach", "fact", "unknown", "elsewhere",
		"met", "effect", "channels", "need", "authority", "text", "basis", "sources", "from", "to"}
	optional = []string{"except", "class", "lacks", "unless", "fact", "unknown", "elsewhere", "met", "sources", "from",
		"to"}
	allowedValues = map[string][]string{
		"reach":     {"all", "some"},
		"unknown":   {"condition", "needs_fact", "silent"},
		"elsewhere": {"yes"},
		"effect":    {"condition", "bars", "informs"},
		"channels":  {"trade", "retail", "direct", "bonded", "all"},
		"need":      {"permit", "registration", "filing", "certificate", "inspection", "agent", "standard", "prohibition"},
		"basis":     {"law", "reported"},
	}
)

// read returns the stanzas. The error joins all faults, each with its line.
func read(source string) ([]stanza, error) {
	var stanzas []stanza
	var faults []error
	fault := func(line int, format string, args ...any) {
		faults = append(faults, fmt.Errorf("line %d: %s", line, fmt.Sprintf(format, args...)))
	}
	for i, text := range strings.Split(source, "\n") {
		n := i + 1
		text = strings.TrimSpace(text)
		if text == "" || text[0] == '#' {
			continue
		}
		if id, ok := strings.CutPrefix(text, "regime "); ok {
			stanzas = append(stanzas, stanza{line: n, id: id, values: map[string]string{}})
			continue
		}
		key, value, ok := strings.Cut(text, ":")
		value = strings.TrimSpace(value)
		switch {
		case len(stanzas) == 0:
			fault(n, "a line before the first regime")
		case !ok:
			fault(n, "want a name, a colon and a value")
		case key == "law" || key == "also":
			l, err := readLaw(value)
			if err != nil {
				fault(n, "%v", err)
			}
			s := &stanzas[len(stanzas)-1]
			s.laws = append(s.laws, l)
		case !slices.Contains(members, key):
			fault(n, "no member %q", key)
		default:
			s := &stanzas[len(stanzas)-1]
			if _, twice := s.values[key]; twice {
				fault(n, "%q stands twice", key)
			}
			s.values[key] = value
		}
	}
	for i := range stanzas {
		faults = append(faults, stanzas[i].check()...)
	}
	faults = append(faults, readCodes(stanzas)...)
	return stanzas, errors.Join(faults...)
}

func readLaw(value string) (law, error) {
	parts := strings.Split(value, "|")
	if len(parts) != 4 {
		return law{}, errors.New("want law | article | version | words")
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	version, err := edition.ParseDate(parts[2])
	return law{parts[0], parts[1], parts[3], version}, err
}

// check checks the members of one stanza, and sets its days.
func (s *stanza) check() (faults []error) {
	fault := func(format string, args ...any) {
		faults = append(faults, fmt.Errorf("line %d: %s: %s", s.line, s.id, fmt.Sprintf(format, args...)))
	}
	for _, m := range members {
		value, ok := s.values[m]
		switch allowed := allowedValues[m]; {
		case !ok && !slices.Contains(optional, m):
			fault("no %s", m)
		case ok && allowed != nil && !slices.Contains(allowed, value):
			fault("%s is %q, want one of %v", m, value, allowed)
		}
	}
	for _, m := range []string{"goods", "authority", "text"} {
		if en, zh := pair(s.values[m]); en == "" || zh == "" || !isASCII(en) || hasLatin(zh) {
			fault("%s: want English | Chinese", m)
		}
	}
	if len(s.laws) == 0 {
		fault("no law")
	} else {
		s.from = s.laws[0].version
	}
	for m, day := range map[string]*edition.Date{"from": &s.from, "to": &s.to} {
		if value, ok := s.values[m]; ok {
			d, err := edition.ParseDate(value)
			if err != nil {
				fault("%s: %v", m, err)
			}
			*day = d
		}
	}
	if s.to != 0 && s.to <= s.from {
		fault("ends on %s, begins on %s", s.to, s.from)
	}
	if s.values["basis"] == "reported" && s.values["sources"] == "" {
		fault("a report without a source")
	}
	if s.values["reach"] == "some" && s.values["unknown"] == "" {
		fault("some goods are reached, and nothing is said of those of which it is not known")
	}
	if (s.values["unknown"] == "needs_fact" || s.values["unknown"] == "silent") && s.values["fact"] == "" &&
		s.values["met"] == "" {
		fault("no fact tells")
	}
	return faults
}

// pair splits English | Chinese.
func pair(s string) (en, zh string) {
	en, zh, _ = strings.Cut(s, "|")
	return strings.TrimSpace(en), strings.TrimSpace(zh)
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > 126 }) < 0
}

// hasLatin reports whether a text has Latin letters.
func hasLatin(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }) >= 0
}

// readCodes reads the codes of all stanzas. A stanza may refer to the codes of another.
func readCodes(stanzas []stanza) (faults []error) {
	for i := range stanzas {
		s := &stanzas[i]
		for m, list := range map[string]*[]string{"codes": &s.codes, "except": &s.except} {
			value := s.values[m]
			if id, ok := strings.CutPrefix(value, "like "); ok {
				j := slices.IndexFunc(stanzas, func(other stanza) bool { return other.id == id })
				if j < 0 {
					faults = append(faults, fmt.Errorf("line %d: no regime %q", s.line, id))
					continue
				}
				value = stanzas[j].values["codes"]
			}
			*list = strings.Fields(value)
			for _, c := range *list {
				if c != "*" && (len(c)%2 != 0 || len(c) > 10 || strings.Trim(c, "0123456789") != "") {
					faults = append(faults, fmt.Errorf("line %d: %s: %q is no code", s.line, s.id, c))
				}
			}
		}
	}
	return faults
}
