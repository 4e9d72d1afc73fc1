package main

import (
	"math/rand/v2"
	"strings"
	"time"

	"importchecker/shared/duty"
	"importchecker/shared/edition"
	"importchecker/shared/regime"
	"importchecker/shared/tariff"
)

var day = edition.NewDate(2026, 6, 1)

const (
	origin = "GB"
	price  = 129_00 // fen, one item
)

// A line is a tariff line as the other engines get it. Rates are parts per million. Regimes are the indexes of
// the regimes that the code is under, which the product has precompiled too.
type line struct {
	Code        string `json:"code"`
	Supervision string `json:"supervision"`
	Inspection  string `json:"inspection"`
	Duty        int64  `json:"duty"`
	Excise      int64  `json:"excise"`
	VAT         int64  `json:"vat"`
	Regimes     []int  `json:"regimes"`
}

// An answer is the part of a decision that all four must agree on.
type answer struct {
	verdict           string
	reasons           string // codes of the reasons that decide, in order, joined by commas
	duty, excise, vat int64
}

// An engine decides lines.
type engine struct {
	name string
	load time.Duration // from the data in memory to the first decision
	// decide decides one line. It is what is timed.
	decide func(*line) error
	// last returns the last decision in comparable form.
	last func() answer
}

// plainLines returns lines of the day's tariff with plain percentages, in a fixed random order.
func plainLines(n int) []line {
	table, _ := tariff.At(day)
	var lines []line
	for _, i := range rand.New(rand.NewPCG(1, 2)).Perm(table.Len()) {
		l := table.LineOn(i, day)
		rate := l.Provisional
		if rate == nil {
			rate = l.MFN
		}
		code := string(l.Code)
		if !plain(rate) || !plain(l.Consumption) || !plain(l.VAT) || strings.HasPrefix(code, "98") ||
			taxedElsewhere(code) ||
			len(duty.MeasuresOn(nil, nil, l.Code, origin, day)) > 0 {
			continue
		}
		one := line{
			Code: code, Supervision: l.Supervision, Inspection: l.InspectionImport,
			Duty: rate.Cases[0].AdValorem, Excise: l.Consumption.Cases[0].AdValorem, VAT: l.VAT.Cases[0].AdValorem,
			Regimes: []int{},
		}
		for _, r := range regime.Under(code) {
			one.Regimes = append(one.Regimes, int(r))
		}
		if lines = append(lines, one); len(lines) == n {
			break
		}
	}
	return lines
}

func plain(r *tariff.Rate) bool {
	return r != nil && r.Defect == "" && !r.Conditional() && r.Cases[0].Specific == 0
}

// taxedElsewhere reports whether another text than the schedule taxes the goods.
func taxedElsewhere(code string) bool {
	for _, p := range []string{"7102", "710421", "710491", "710510"} {
		if strings.HasPrefix(code, p) {
			return true
		}
	}
	return false
}

// A rule is a regime as the other engines get it: its effect while no facts are known.
type rule struct {
	ID      string   `json:"id"`
	Effect  string   `json:"effect"`
	Classes []string `json:"classes"` // the line has one of these inspection classes
	Lacks   []string `json:"lacks"`   // and none of these
	Unless  []string `json:"unless"`  // and none of these supervision letters
}

// rulesOfTrade returns a rule for each regime; the effect is empty if the regime has none in general trade on
// that day.
func rulesOfTrade() []rule {
	rules := make([]rule, len(regime.Regimes))
	for i := range regime.Regimes {
		r := &regime.Regimes[i]
		rules[i] = rule{ID: r.ID, Classes: each(r.Classes), Lacks: each(r.Lacks), Unless: each(r.Unless)}
		if r.Channels&regime.GeneralTrade == 0 || !r.Contains(day) {
			continue
		}
		effect := r.Unknown
		if r.All || r.Met != "" {
			effect = r.Effect
		}
		if r.Unknown == regime.Silent && (!r.All || r.Met != "") {
			continue
		}
		rules[i].Effect = weights[effect]
	}
	return rules
}

// weights are the effects that count for a verdict.
var weights = map[regime.Effect]string{regime.Condition: "condition", regime.NeedsFact: "needs_fact",
	regime.Bars: "bars"}

// each returns the letters of s as a slice.
func each(s string) []string {
	if s == "" {
		return []string{}
	}
	return strings.Split(s, "")
}

// letters are the documents that supervision conditions require, in order.
var letters = []struct {
	Letter string `json:"letter"`
	Code   string `json:"code"`
}{
	{"1", "import_licence_required"}, {"2", "dual_use_licence_required"}, {"7", "automatic_licence_required"},
	{"O", "automatic_licence_required"}, {"t", "quota_certificate_required"}, {"q", "quota_certificate_required"},
	{"e", "quota_certificate_required"}, {"A", "inspection"}, {"F", "species_certificate_required"},
	{"U", "legal_catch_certificate_required"}, {"Q", "medicine_clearance_required"}, {"L", "medicine_permit_required"},
	{"I", "narcotics_permit_required"}, {"R", "veterinary_medicine_clearance_required"},
	{"S", "pesticide_clearance_required"},
	{"X", "toxic_chemical_clearance_required"}, {"J", "gold_permit_required"}, {"D", "diamond_inspection_required"},
	{"k", "explosives_permit_required"}, {"b", "broadcast_material_permit_required"}, {"f", "audiovisual_permit_required"},
	{"n", "audiovisual_permit_required"}, {"Z", "disc_processing_record_required"}, {"m", "banknote_permit_required"},
}

// arms are the codes of arms, explosives, blades, sights and rocket motors.
var arms = []string{
	"9301", "9302", "9303", "9304", "9305", "9306", "8710", "890610", "9307", "3601", "3602", "3603", "3604",
	"9013100090", "9013901010", "8412800030", "8412901020",
}
