package eligibility

import (
	"slices"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/money"
	"importchecker/shared/tariff"
)

// documentFor has the reason for each supervision condition, in the order that reasons
// are listed. Conditions 9 and 6 bar, and are in prohibited.go.
var documentFor = [...]struct {
	letter byte
	code   ReasonCode
	effect Effect
}{
	{'1', ImportLicenceRequired, Condition},
	{'2', DualUseLicenceRequired, Condition},
	{'7', AutomaticLicenceRequired, Condition},
	{'O', AutomaticLicenceRequired, Condition},
	{'v', ProcessingTradeLicence, Informs}, // for processing trade only, by its name
	{'t', QuotaCertificateRequired, Condition},
	{'q', QuotaCertificateRequired, Condition},
	{'e', QuotaCertificateRequired, Condition},
	{'A', InspectionRequired, Condition},
	{'F', SpeciesCertificateRequired, Condition},
	{'U', LegalCatchCertificateRequired, Condition},
	{'Q', MedicineClearanceRequired, Condition},
	{'L', MedicinePermitRequired, Condition},
	{'I', NarcoticsPermitRequired, Condition},
	{'R', VeterinaryMedicineClearanceRequired, Condition},
	{'S', PesticideClearanceRequired, Condition},
	{'X', ToxicChemicalClearanceRequired, Condition},
	{'J', GoldPermitRequired, Condition},
	{'D', DiamondInspectionRequired, Condition},
	{'k', ExplosivesPermitRequired, Condition},
	{'b', BroadcastMaterialPermitRequired, Condition},
	{'f', AudiovisualPermitRequired, Condition},
	{'n', AudiovisualPermitRequired, Condition},
	{'Z', DiscProcessingRecordRequired, Condition},
	{'m', BanknotePermitRequired, Condition},
}

// documents runs the step "documents": it adds a condition for every supervision
// condition that applies to imports, and for the inspection classes. Letters that
// apply to exports are skipped; unknown letters are conditions too.
func (w *work) documents() {
	if !w.channel.documents || w.line == nil {
		return
	}
	if recorded := &w.lineInfo.documents; recorded.to > 0 {
		w.repeatReasons(recorded.from, recorded.to)
	} else {
		recorded.from = len(w.answer.reasons)
		w.documentsOfLine()
		recorded.to = len(w.answer.reasons)
	}
}

// documentsOfLine adds the conditions of the line, which are the same in each channel.
func (w *work) documentsOfLine() {
	supervision, letters := w.line.Supervision, w.lineInfo.supervision
	for i := range documentFor {
		d := &documentFor[i]
		if !letters.has(d.letter) {
			continue
		}
		if d.letter == 'A' {
			w.inspection()
			continue
		}
		w.document(d.letter, d.code, d.effect)
	}
	for i := 0; i < len(supervision) && letters&^namedLetters != 0; i++ {
		if letter := supervision[i]; !namedLetters.has(letter) {
			if s, ok := tariff.SupervisionOf(letter); !ok || s.Import {
				w.document(letter, OtherDocumentRequired, Condition)
			}
		}
	}
	if !letters.has('A') && w.line.InspectionImport != "" {
		w.inspection()
	}
}

// namedLetters are the letters in documentFor and those that bar.
var namedLetters = func() letterSet {
	set := lettersOf("96")
	for i := range documentFor {
		set |= letterBits[documentFor[i].letter]
	}
	return set
}()

// document adds the reason for one supervision condition.
func (w *work) document(letter byte, code ReasonCode, effect Effect) {
	s, _ := tariff.SupervisionOf(letter)
	r := w.addFromLine(code, effect, NoFact, w.line.Supervision)
	r.Args = [4]string{letters[letter : letter+1], s.NameEN, s.NameZH}
}

// letters has every ASCII byte at its own index, so that slicing it gives a letter as
// a string without an allocation.
var letters = func() string {
	b := make([]byte, 128)
	for i := range b {
		b[i] = byte(i)
	}
	return string(b)
}()

// inspection adds one condition for supervision condition A, with the inspection
// classes of the line. Class L is a condition of its own.
func (w *work) inspection() {
	classes := w.line.InspectionImport
	if classes != "L" {
		w.add(Reason{Code: InspectionRequired, Effect: Condition, Basis: w.table.Basis(), Args: [4]string{classes}},
			w.citeLine(w.line.Supervision), w.citeLine(classes))
	}
	if strings.IndexByte(classes, 'L') >= 0 {
		w.addFromLine(EntryVerificationRequired, Condition, NoFact, classes).Args[0] = classes
	}
}

// generalTrade is the answer for general trade, which channels that stay undetermined
// give as an alternative.
type generalTrade struct {
	verdict    Verdict
	basis      edition.Basis
	conditions int
	dependsOn  fields
	taxed      TaxStatus
	total      money.Amount
}

// addAlternative adds the answer for general trade when a list leaves the channel
// undetermined, unless the declaration asks for general trade too.
func (w *work) addAlternative() {
	if !w.pending || channels[indexOf(GeneralTrade)].askedOf(w.d.Channels) {
		return
	}
	g := w.answer.generalTrade()
	switch {
	case g.taxed.HasTotal():
		w.dependOn(g.dependsOn)
	case w.inFamily(food):
		w.dependOn(originField)
	}
	verdict := g.verdict.Text()
	r := Reason{Code: GeneralTradeAlternative, Effect: Informs, Basis: g.basis,
		Args: [4]string{verdict.EN, "", verdict.ZH}, Nums: [3]int64{0, int64(g.conditions)}}
	switch g.taxed {
	case TaxComputed:
		r.Code, r.Nums[0] = GeneralTradeAlternativeTaxed, int64(g.total)
	case TaxAtLeast:
		r.Code, r.Nums[0], r.Args[3] = GeneralTradeAlternativeBound, int64(g.total), "at least"
	case TaxAtMost:
		r.Code, r.Nums[0], r.Args[3] = GeneralTradeAlternativeBound, int64(g.total), "at most"
	}
	e := w.table.Edition()
	w.add(r, Citation{List: e.List, Edition: e.ID, Entry: string(w.d.Item.Code), Document: e.Document})
}

// generalTrade decides the code for general trade, once for each decision. It leaves
// the reasons collected so far unchanged.
func (a *answer) generalTrade() *generalTrade {
	if a.general.verdict != 0 {
		return &a.general
	}
	var g ChannelDecision
	if i := slices.IndexFunc(a.decision.Channels,
		func(c ChannelDecision) bool { return c.Channel == GeneralTrade }); i >= 0 {
		g = a.decision.Channels[i]
	} else {
		interrupted, reasons, citations, taxLines := a.work, a.reasons, a.citations, a.taxLines
		a.reasons, a.citations, a.taxLines = nil, nil, nil
		a.forgetLine()
		a.decide(&g, indexOf(GeneralTrade))
		a.work, a.reasons, a.citations, a.taxLines = interrupted, reasons, citations, taxLines
		a.forgetLine()
		a.work.loadLine()
	}
	a.general = generalTrade{verdict: g.Verdict, basis: g.Basis, taxed: g.Tax.Status, total: g.Tax.Total,
		conditions: count(g.Reasons, Condition), dependsOn: g.dependsOn}
	return &a.general
}

// predecessorsOf returns the predecessors of a subheading in earlier editions of the
// Harmonized System.
func (a *answer) predecessorsOf(c tariff.Code) []tariff.Candidate {
	if a.table == nil || c.Level() < tariff.Subheading {
		return nil
	}
	if a.predecessorsFor != c {
		a.predecessorsFor, a.predecessors = c, a.table.AppendPredecessors(a.predecessors[:0], c)
	}
	return a.predecessors
}
