package compile

// Compiled is the schedule of a single year: the records of its lines, and the values
// that these refer to by number.
type Compiled struct {
	Lines, Names               string
	Units, Conditions, Classes []string
	Rates                      []Rate
}

// Rate is a parsed rate, and Case one branch of it. They mirror tariff.Rate.
type (
	Rate struct {
		Text, ThresholdUnit, Defect string
		Threshold                   int64
		ThresholdInUpper            bool
		Cases                       []Case
	}
	Case struct {
		AdValorem, Specific int64
		Unit                string
	}
)

// Year compiles the rows of one year from the files of its folder. It does not check
// nomenclature and letters, which the caller has checked.
func Year(name string, files map[string][]byte) (*Compiled, error) {
	s := &sources{
		rates: newPool(rateKey{}), parsed: make(map[rateKey]rate), units: newPool(""), conditions: newPool(""),
		classes:   newPool(""),
		anyDefect: true, // accepted by a maintainer
	}
	y := &year{name: name}
	open := func(file string, header []string, key ...string) *table {
		raw, ok := files[file]
		return parseTable(&s.problems, name+"/"+file, raw, !ok, header, key...)
	}
	y.edition = open("edition.csv", editionHeader)
	y.tariff = open("tariff.csv", tariffHeader, "code")
	y.defects = open("defects.csv", defectsHeader, "code", "column")
	if err := s.err(); err != nil {
		return nil, err
	}
	s.checkEdition(y)
	lines, names := s.lines(y)
	if err := s.err(); err != nil {
		return nil, err
	}
	c := &Compiled{
		Lines: string(lines), Names: string(names),
		Units: s.units.values, Conditions: s.conditions.values, Classes: s.classes.values,
	}
	for _, key := range s.rates.values {
		c.Rates = append(c.Rates, s.parsed[key].export())
	}
	return c, nil
}

func (r rate) export() Rate {
	out := Rate{
		Text: r.text, ThresholdUnit: r.thresholdUnit, Defect: r.defect, Threshold: r.threshold,
		ThresholdInUpper: r.thresholdInUpper,
	}
	for _, c := range r.cases {
		out.Cases = append(out.Cases, Case{c.adValorem, c.specific, c.unit})
	}
	return out
}

// ParseRate parses a rate as the schedule prints it.
func ParseRate(text string) (Rate, error) {
	r, err := parseRate(text)
	return r.export(), err
}
