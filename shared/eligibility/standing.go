package eligibility

import (
	"iter"

	"importchecker/shared/edition"
	"importchecker/shared/money"
)

// standing is what a channel says of every item alike, from a day on. It decides
// nothing, so that answers name it by its code; About has it whole.
type standing struct {
	code ReasonCode
	from edition.Date
	text *instrument
}

// Standing returns the codes of what a channel says of every item alike on a day.
func Standing(id ChannelID, day edition.Date) iter.Seq[ReasonCode] {
	return func(yield func(ReasonCode) bool) {
		standing := channels[indexOf(id)].standing
		for i := range standing {
			if standing[i].from <= day && !yield(standing[i].code) {
				return
			}
		}
	}
}

// ChannelAbout is what is to be known of a channel on a day, whatever the item.
type ChannelAbout struct {
	ID      ChannelID
	Name    edition.Text
	Mode    string       // of supervision; blank where none is known
	Opened  edition.Date // zero where it has no first day that is held
	Opening []Citation   // the text that opened it
	Lists   []string     // that must name the goods
	// Conditions are what it asks of every item, and Standing what it says of
	// every item beside that.
	Conditions []Reason
	Standing   []StandingReason
	Limits     *Limits // on what a consumer may spend; nil where there are none
}

// StandingReason is what a channel says of every item alike, and the day from which
// it does.
type StandingReason struct {
	Reason
	From edition.Date
}

// Limits are what a consumer may spend on retail imports.
type Limits struct {
	From        edition.Date
	Transaction money.Amount
	Year        money.Amount
	// OneItem: an order of exactly one item above the transaction limit and below
	// that of the year is admitted, and taxed in full.
	OneItem   bool
	Basis     edition.Basis
	Citations []Citation
}

// About returns what is to be known of a channel on a day.
func About(id ChannelID, day edition.Date) ChannelAbout {
	c := &channels[indexOf(id)]
	about := ChannelAbout{ID: c.id, Name: c.name, Mode: c.mode, Opened: c.opened, Lists: c.lists}
	if c.opening != nil {
		about.Opening = c.opening.citations()
	}
	about.Conditions = c.conditionsOn(day)
	for _, s := range c.standing {
		if s.from <= day {
			about.Standing = append(about.Standing, StandingReason{s.text.reason(s.code, Informs, NoFact), s.from})
		}
	}
	if l := limitOn(day); c.retail && l != nil {
		about.Limits = &Limits{From: l.From, Transaction: l.transaction, Year: l.year, OneItem: l.oneItem,
			Basis: l.text.basis, Citations: l.text.citations()}
	}
	return about
}

// conditionsOn returns what the channel asks of every item on a day.
func (c *channel) conditionsOn(day edition.Date) []Reason {
	if day < c.opened {
		return nil
	}
	var asked []Reason
	if c.place != NoFact {
		asked = append(asked, c.opening.reason(SoldInMall, Condition, c.place))
	}
	if c.retail {
		asked = append(asked,
			personalUseText(day).reason(PersonalUseOnly, Condition, PersonalUse),
			notice18.reason(PlatformOrder, Condition, SoldOnPlatform),
			pilotAreaText(day).reason(PilotArea, Condition, PilotAreaName))
	}
	return asked
}

// reason returns a reason that rests on the instrument.
func (i *instrument) reason(code ReasonCode, effect Effect, fact FactKey) Reason {
	return Reason{Code: code, Effect: effect, Basis: i.basis, Fact: fact, Citations: i.citations()}
}

// personalUseText is the text that keeps retail imports to personal use on a day.
func personalUseText(day edition.Date) *instrument {
	if day < personalUseFrom {
		return &notice18
	}
	return &notice49
}

// pilotAreaText is the text that says on a day where retail imports may be made.
func pilotAreaText(day edition.Date) *instrument {
	if day < allZonesFrom {
		return &pilotSteps
	}
	return &notice39
}
