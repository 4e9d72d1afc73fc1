package eligibility

import (
	"importchecker/shared/duty"
	"importchecker/shared/edition"
	"importchecker/shared/money"
	"importchecker/shared/regime"
	"importchecker/shared/tariff"
)

// Decision is the answer to a GoodsDeclaration. It has no id and no time: the same
// declaration, editions and ruleset give the same decision.
type Decision struct {
	AsOf     edition.Date
	Ruleset  string
	Item     DecidedItem
	Channels []ChannelDecision
	Unused   []UnusedFact       // facts that were given and changed nothing
	Lists    []*edition.Edition // the editions that were read, in a fixed order
	// Plausibility is nil when the name was not compared with the code.
	Plausibility *Plausibility
}

// DecidedItem is the code that was decided, with its name in the tariff. The name is
// blank when the tariff of the day does not have the code; the code is blank when
// none was given.
type DecidedItem struct {
	Ref    string
	Code   tariff.Code
	Level  tariff.Level
	NameZH string
	named  *tariff.Table // the table that has the code; nil when none has
	// NameGiven says that the seller gave a name. The name is used when no code was
	// given; next to a code it decides nothing.
	NameGiven bool
}

// NameEN returns the name in English.
func (i *DecidedItem) NameEN() string {
	if i.named == nil {
		return ""
	}
	return i.named.EnglishName(i.Code)
}

// Plausibility says whether the name and the code of an item go together. It has no
// effect on verdicts.
type Plausibility struct {
	Verdict string // agrees, doubtful or Contradicts
	Better  []BetterCode
}

// Contradicts is the plausibility verdict of a name that does not go with the code.
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
	// Unused are facts that changed nothing in this channel but did in another of
	// those asked about.
	Unused []FactKey
	// Candidates are finer or newer codes that would settle an undetermined
	// code; MoreCandidates counts those left out.
	Candidates     []Candidate
	MoreCandidates int
	Tax            Tax
	// Indication is set when a decisive edition is not held.
	Indication Indication

	dependsOn fields // the fields that the decision depends on
}

// Candidate is another code that the item may have.
type Candidate struct {
	Code         tariff.Code
	NameZH       string
	nameEN       string        // used when named is nil
	named        *tariff.Table // the table that has the code
	Verdict      Verdict       // of the channel for this code; zero when not decided
	Relationship string        // to the code asked about: under, same_tariff_line, 1:n, …
	Preferred    bool          // the pair that the correlation's publisher prefers
}

// NameEN returns the name in English.
func (c *Candidate) NameEN() string {
	if c.named != nil {
		return c.named.EnglishName(c.Code)
	}
	return c.nameEN
}

// Reason is one finding, with its effect on the verdict and its citations.
type Reason struct {
	Code       ReasonCode
	Effect     Effect
	Basis      edition.Basis
	Fact       FactKey // the fact that it depends on; NoFact when none
	ofService  bool    // the reason is of the ruleset for services
	regimeCase regimeCase
	Args       [4]string // strings that fill the sentence; see fill
	Nums       [3]int64  // numbers that fill the sentence: counts, grams, or fen
	Citations  []Citation
	Missing    *edition.Edition // the edition whose missing rows would settle it
	// AppliesTo names the lines that the reason holds for when a coarse code was asked
	// about and it does not hold for all lines; AlsoLines counts those left out.
	AppliesTo []tariff.Code
	AlsoLines int

	regime *regime.Regime // nil unless a regime gave the reason
}

// Citation says where a reason comes from. Entry and Quote are as published.
type Citation struct {
	List     string // id of the list; blank for any other text
	Edition  string
	Entry    string
	Document string
	Quote    string
	// Summarised says that Quote is our summary, because the text is not held.
	Summarised bool
	// Published says where the document is published.
	Published string
	// Source has the ids of the sources of the statement, separated by semicolons,
	// when these are not the document itself; see list.FindSource.
	Source string
}

// TaxStatus says how far the tax could be computed.
type TaxStatus string

const (
	TaxComputed      TaxStatus = "computed"
	TaxUnknown       TaxStatus = "unknown"
	TaxNotApplicable TaxStatus = "not_applicable" // the goods are barred from the channel
	// TaxAtLeast: the total has the known taxes only; the notes say what else may be
	// due.
	TaxAtLeast TaxStatus = "at_least"
	// TaxAtMost: the total is at the general rate; less may be due.
	TaxAtMost TaxStatus = "at_most"
)

// Tax is the duty and taxes due on the order by one channel.
type Tax struct {
	Status  TaxStatus
	Lines   []TaxLine
	Total   money.Amount // not meaningful when Status is TaxUnknown or TaxNotApplicable
	Missing []FactKey    // facts needed to compute it
	Why     []edition.Text

	// Otherwise is the tax at the other rate, when the origin does not settle which
	// rate applies.
	Otherwise OtherTreatment
	// Agreements are the rates available with a certificate of origin.
	Agreements []AgreementTax
	// Notes qualify the total. Their effect is Informs.
	Notes []Reason
}

// HasTotal reports whether there is a total, exact or a bound.
func (s TaxStatus) HasTotal() bool {
	return s == TaxComputed || s == TaxAtLeast || s == TaxAtMost
}

// HasTotal reports whether there is a total, exact or a bound.
func (t *Tax) HasTotal() bool { return t.Status.HasTotal() }

// OtherTreatment is the tax at the rate that was not used for the total: the general
// rate or the most-favoured-nation rate.
type OtherTreatment struct {
	Set     bool
	General bool   // the other rate is the general rate
	Rate    string // of duty; blank when the schedule has none
	Known   bool
	Total   money.Amount
}

// AgreementTax is the tax under a trade agreement, for goods with a certificate of
// origin.
type AgreementTax struct {
	Agreement *duty.Agreement
	Rate      string // of duty; blank when the rates of the agreement are not held
	Known     bool   // Total and Saves are meaningful
	Total     money.Amount
	Saves     money.Amount // compared with the total without the agreement
}

// Cite returns a citation of the agreement.
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

// TaxLine is one tax: its base, rate, amount and formula.
type TaxLine struct {
	Kind      TaxKind
	Known     bool // Base and Amount are set; otherwise Why says why not
	Base      money.Amount
	Rate      string // as the schedule states it; "0%" when a rule waives it
	Share     int    // per cent of the statutory amount that is due; 0 means all
	Amount    money.Amount
	Formula   TaxFormula
	Basis     edition.Basis
	Citations []Citation
	Why       edition.Text
}

// TaxFormula says how a tax line was computed. It stores numbers that String formats,
// so that deciding does not format anything.
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
	FormulaExciseBelow                      // no consumption tax below the threshold in Specific
	FormulaVAT                              // (P + D + C) × rate
	FormulaRetailExcise                     // P / (1 − rate) × rate × 70%
	FormulaRetailVAT                        // P / (1 − rate2) × rate × 70%
	FormulaSpecificDuty                     // P × rate + quantity × amount per unit
	FormulaSpecificExcise                   // (P + D + S) / (1 − rate) × rate + S
	FormulaRetailSpecificExcise             // 70% of the same with D = 0
	FormulaRetailSpecificVAT                // (P + S) / (1 − rate2) × rate × 70%
)
