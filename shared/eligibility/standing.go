package eligibility

import (
	"iter"

	"importchecker/shared/edition"
	"importchecker/shared/money"
)

// standing is a reason that a channel has for every item, from a day on. It decides
// nothing; decisions give only its code, and About the whole reason.
type standing struct {
	code ReasonCode
	from edition.Date
	text *instrument
}

// Standing returns the codes of the reasons that a channel has for every item on a day.
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

// ChannelAbout describes a channel on a day, independent of the item.
type ChannelAbout struct {
	ID      ChannelID
	Name    edition.Text
	Mode    string       // supervision mode; blank when unknown
	Opened  edition.Date // zero when no first day is held
	Opening []Citation   // the text that opened it
	Lists   []string     // the positive lists that must name the goods
	// Conditions are the conditions on every item; Standing are the other reasons
	// that every item has.
	Conditions []Reason
	Standing   []StandingReason
	Limits     *Limits // nil when the channel has no value limits
}

// StandingReason is a reason that a channel has for every item, and the first day on
// which it has it.
type StandingReason struct {
	Reason
	From edition.Date
}

// Limits are the limits on what a consumer may spend on retail imports.
type Limits struct {
	From        edition.Date
	Transaction money.Amount
	Year        money.Amount
	// OneItem: an order of exactly one item above the transaction limit and below
	// the yearly limit is admitted, and taxed in full.
	OneItem   bool
	Basis     edition.Basis
	Citations []Citation
}

// About describes a channel on a day.
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

// conditionsOn returns the conditions of the channel on every item on a day.
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

// reason returns a reason that cites the instrument.
func (i *instrument) reason(code ReasonCode, effect Effect, fact FactKey) Reason {
	return Reason{Code: code, Effect: effect, Basis: i.basis, Fact: fact, Citations: i.citations()}
}

// personalUseText returns the text that limits retail imports to personal use on a day.
func personalUseText(day edition.Date) *instrument {
	if day < personalUseFrom {
		return &notice18
	}
	return &notice49
}

// pilotAreaText returns the text that says where retail imports may be made on a day.
func pilotAreaText(day edition.Date) *instrument {
	if day < allZonesFrom {
		return &pilotSteps
	}
	return &notice39
}
