package eligibility

import (
	"importchecker/shared/duty"
	"importchecker/shared/edition"
	"importchecker/shared/money"
	"importchecker/shared/regime"
	"importchecker/shared/tariff"
)

// Decision is the answer. It holds no id and no clock time: the same
// declaration, editions and ruleset give the same decision.
type Decision struct {
	AsOf     edition.Date
	Ruleset  string
	Item     DecidedItem
	Channels []ChannelDecision
	Unused   []UnusedFact       // facts that were told and changed nothing
	Lists    []*edition.Edition // the editions that were read, in a fixed order
	// Plausibility is nil where nothing can be said of the name.
	Plausibility *Plausibility
}

// DecidedItem is the code that was decided, as the tariff names it. The names
// are blank when the tariff of the day has none, and so is the code when none was
// given.
type DecidedItem struct {
	Ref    string
	Code   tariff.Code
	Level  tariff.Level
	NameZH string
	named  *tariff.Table // that has the code; nil when none has
	// NameGiven says that the seller gave a name, which is used when no code was
	// given, and decides nothing beside a code.
	NameGiven bool
}

// NameEN returns the name in English.
func (i *DecidedItem) NameEN() string {
	if i.named == nil {
		return ""
	}
	return i.named.EnglishName(i.Code)
}

// Plausibility says whether the name and the code of an item go together. It
// informs, and no verdict rests on it.
type Plausibility struct {
	Verdict string // agrees, doubtful or Contradicts
	Better  []BetterCode
}

// Contradicts is the verdict of a name that speaks against the code.
const Contradicts = "contradicts"

// BetterCode is a code that goes better with the name.
type BetterCode struct {
	Code           tariff.Code
	NameZH, NameEN string
	Confidence     string // high, medium or low
}

// ChannelDecision is the answer for one channel.
type ChannelDecision struct {
	Channel ChannelID
	Verdict Verdict
	Basis   edition.Basis // the weakest of the decisive reasons
	Reasons []Reason
	Missing []FactKey // those that could change the verdict, the most decisive first
	// Unused are facts that changed nothing here, and something in another of
	// the channels asked about.
	Unused []FactKey
	// Candidates are finer or newer codes that would settle an undetermined
	// code; MoreCandidates counts those left out.
	Candidates     []Candidate
	MoreCandidates int
	Tax            Tax
	// Indication is what is known where an edition that decides is not held.
	Indication Indication

	dependsOn fields // what the answer turns on beside the facts
}

// Candidate is a code that the item may really have.
type Candidate struct {
	Code         tariff.Code
	NameZH       string
	nameEN       string        // of an entry of a list
	named        *tariff.Table // that has the code
	Verdict      Verdict       // what the channel says of it; zero where not decided
	Relationship string        // how it follows from the code asked: under, same_tariff_line, 1:n, …
	Preferred    bool          // the pair that the correlation's publisher prefers
}

// NameEN returns the name in English.
func (c *Candidate) NameEN() string {
	if c.named != nil {
		return c.named.EnglishName(c.Code)
	}
	return c.nameEN
}

// Reason is one thing that was found.
type Reason struct {
	Code       ReasonCode
	Effect     Effect
	Basis      edition.Basis
	Fact       FactKey // the fact that would settle it; NoFact when none
	ofService  bool    // the sentence is the one for services
	regimeCase regimeCase
	Args       [4]string // words that fill the sentence; see Text
	Nums       [3]int64  // numbers that fill the sentence: counts, grams, or fen
	Citations  []Citation
	Missing    *edition.Edition // the edition whose missing rows would settle it
	// AppliesTo names the lines that the reason holds for, when a coarse code
	// was asked and it does not hold for all; AlsoLines counts those left out.
	AppliesTo []tariff.Code
	AlsoLines int

	regime *regime.Regime // what the reason rests on, when it is a regime
}

// Citation says where a reason was read. Entry and quote are as published.
type Citation struct {
	List     string // id of the list, or blank for an instrument that is no list
	Edition  string
	Entry    string
	Document string
	Quote    string
	// Summarised says that Quote is our own summary, since the text itself is
	// not held.
	Summarised bool
	// Published says where the document is published.
	Published string
	// Source has the ids, joined by semicolons, of the sources in which the
	// statement was read, when that was not the document itself; see
	// list.FindSource.
	Source string
}

// TaxStatus says how far the tax could be computed.
type TaxStatus string

const (
	TaxComputed      TaxStatus = "computed"
	TaxUnknown       TaxStatus = "unknown"
	TaxNotApplicable TaxStatus = "not_applicable" // the goods are barred from the channel
	// TaxAtLeast: the total is that of the taxes that are known; more may be
	// due, and the notes say what.
	TaxAtLeast TaxStatus = "at_least"
	// TaxAtMost: the total is that of the general rate, and less may be due.
	TaxAtMost TaxStatus = "at_most"
)

// Tax is what is due on the order by one channel.
type Tax struct {
	Status  TaxStatus
	Lines   []TaxLine
	Total   money.Amount // not meaningful when Status is TaxUnknown or TaxNotApplicable
	Missing []FactKey    // facts that would let it be computed
	Why     []edition.Text

	// Otherwise is what is due where the origin leaves open which rate applies.
	Otherwise OtherTreatment
	// Agreements are the rates that a certificate of origin opens.
	Agreements []AgreementTax
	// Notes are what else is to be known of the total. They inform.
	Notes []Reason
}

// HasTotal reports whether a total is given, be it exact or a bound.
func (s TaxStatus) HasTotal() bool {
	return s == TaxComputed || s == TaxAtLeast || s == TaxAtMost
}

// HasTotal reports whether a total is given, be it exact or a bound.
func (t *Tax) HasTotal() bool { return t.Status.HasTotal() }

// OtherTreatment is what is due at the other one of the most-favoured-nation
// rate and the general rate.
type OtherTreatment struct {
	Set     bool
	General bool   // it is the general rate
	Rate    string // of duty; blank when the schedule has none
	Known   bool
	Total   money.Amount
}

// AgreementTax is what is due under a trade agreement when a certificate of
// origin is shown.
type AgreementTax struct {
	Agreement *duty.Agreement
	Rate      string // of duty; blank when the rates of the agreement are not held
	Known     bool   // Total and Saves are meaningful
	Total     money.Amount
	Saves     money.Amount // against the total without the agreement
}

// Cite says where the rate was read.
func (a *AgreementTax) Cite() Citation {
	return Citation{Document: a.Agreement.Name.ZH, Source: a.Agreement.Source}
}

// TaxKind is one of the taxes due at import.
type TaxKind string

const (
	Duty        TaxKind = "duty"
	Consumption TaxKind = "consumption_tax"
	VAT         TaxKind = "vat"
)

// TaxLine is one tax: its base, rate and amount, and how they were joined.
type TaxLine struct {
	Kind      TaxKind
	Known     bool // Base and Amount are meaningful; otherwise Why says why not
	Base      money.Amount
	Rate      string // as the schedule has it; "0%" where a rule waives it
	Share     int    // per cent of the statutory amount that is due; 0 means all
	Amount    money.Amount
	Formula   TaxFormula
	Basis     edition.Basis
	Citations []Citation
	Why       edition.Text
}

// TaxFormula says how a tax line was computed. It holds numbers and is written
// out by String, so that a decision costs nothing to format.
type TaxFormula struct {
	Form     FormulaForm
	Price    money.Amount // P, the price of the whole order
	Duty     money.Amount // D
	Excise   money.Amount // C, the consumption tax
	Rate     int64        // of this line, in parts per million
	Rate2    int64        // the consumption tax rate, in retail VAT lines
	Specific int64        // hundred-millionths of a yuan per Unit
	Quantity int64        // thousandths of Unit
	Unit     tariff.Unit
	Amount   money.Amount
}

// FormulaForm is the shape of a formula.
type FormulaForm uint8

const (
	FormulaNone                 FormulaForm = iota
	FormulaDuty                             // P × rate
	FormulaDutyWaived                       // nothing, within the limits
	FormulaExcise                           // (P + D) / (1 − rate) × rate
	FormulaExciseNone                       // no consumption tax on this line
	FormulaExciseBelow                      // none below the threshold, which Specific holds
	FormulaVAT                              // (P + D + C) × rate
	FormulaRetailExcise                     // P / (1 − rate) × rate × 70%
	FormulaRetailVAT                        // P / (1 − rate2) × rate × 70%
	FormulaSpecificDuty                     // P × rate + quantity × amount per unit
	FormulaSpecificExcise                   // (P + D + S) / (1 − rate) × rate + S
	FormulaRetailSpecificExcise             // 70% of the same with D = 0
	FormulaRetailSpecificVAT                // (P + S) / (1 − rate2) × rate × 70%
)
