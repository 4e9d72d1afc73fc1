package eligibility

import (
	"slices"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/regime"
)

// ChannelID is the public name of a channel, a way for goods to enter.
type ChannelID string

const (
	GeneralTrade ChannelID = "general_trade"
	CBECBonded   ChannelID = "cbec_bonded"
	CBECDirect   ChannelID = "cbec_direct"
	YiwuPilot    ChannelID = "yiwu_pilot"
)

// A channel says which lists must name the line and which rules apply. A new pilot
// is a new row of channels and its list.
type channel struct {
	id   ChannelID
	name edition.Text
	// short is what a summary calls the channel.
	short edition.Text
	// mode is the supervision mode code of customs; blank when unknown.
	mode string
	bit  regime.Channels
	// onRequest: the channel is decided only when the declaration names it, and is
	// not among "all channels".
	onRequest bool
	// opened is the first day on which the channel exists.
	opened edition.Date
	// opening cites the text that opened it.
	opening *instrument
	// lists are the positive lists that must all name the line. A channel without
	// lists is decided from the tariff alone.
	lists []string
	// documents: the tariff's supervision conditions must be met as in
	// ordinary trade.
	documents bool
	// retail: sold to consumers, so that personal-use supervision, the value
	// limits and the composite tax apply.
	retail bool
	// direct: sent to the buyer from abroad by post or courier.
	direct bool
	// taxed says which tax rules apply.
	taxed taxRegime
	// place is the condition on where the goods are sold; NoFact when none.
	place FactKey
	// standing are the reasons that are the same for every item.
	standing []standing
}

type taxRegime uint8

const (
	taxedGeneral  taxRegime = iota + 1 // duty, consumption tax, VAT
	taxedRetail                        // composite tax within the limits
	taxedUnstated                      // no source says
)

// channels are the channels in the order that decisions list them.
var channels = [...]channel{
	{
		id: GeneralTrade, mode: "0110", bit: regime.GeneralTrade, documents: true, taxed: taxedGeneral,
		name:  edition.Text{EN: "general trade", ZH: "一般贸易"},
		short: edition.Text{EN: "General trade", ZH: "一般贸易"},
	},
	{
		id: CBECBonded, mode: "1210", bit: regime.Bonded, lists: []string{list.CBEC}, retail: true, taxed: taxedRetail,
		name:   edition.Text{EN: "cross-border e-commerce, bonded online purchase", ZH: "跨境电商网购保税进口"},
		short:  edition.Text{EN: "Bonded retail (1210)", ZH: "网购保税（1210）"},
		opened: edition.NewDate(2016, 4, 8), opening: &notice18,
		standing: []standing{
			{PersonalUseSupervision, personalUseFrom, &notice486},
			{NoOfflinePickup, personalUseFrom, &notice49},
			{ReturnWindow, returnsFrom, &returns45},
		},
	},
	{
		id: CBECDirect, mode: "9610", bit: regime.Direct, lists: []string{list.CBEC}, retail: true, direct: true,
		taxed:  taxedRetail,
		name:   edition.Text{EN: "cross-border e-commerce, direct purchase", ZH: "跨境电商直购进口"},
		short:  edition.Text{EN: "Direct purchase (9610)", ZH: "直购进口（9610）"},
		opened: edition.NewDate(2016, 4, 8), opening: &notice18,
		standing: []standing{
			{PersonalUseSupervision, personalUseFrom, &notice486},
			{ReturnWindow, returnsFrom, &returns45},
		},
	},
	{
		id: YiwuPilot, bit: regime.Yiwu, lists: []string{list.Yiwu, list.CBEC}, documents: true, taxed: taxedUnstated,
		place:  SoldInYiwuMall,
		name:   edition.Text{EN: "Yiwu import trade innovation pilot", ZH: "义乌进口贸易创新试点"},
		short:  edition.Text{EN: "Yiwu pilot", ZH: "义乌试点"},
		opened: edition.NewDate(2024, 12, 1), opening: &yiwuPilot,
		standing: []standing{{WaiversUnknown, edition.NewDate(2024, 12, 1), &yiwuPilot}},
	},
}

// askedOf reports whether a declaration that names these channels asks for this one.
func (c *channel) askedOf(ids []ChannelID) bool {
	if len(ids) == 0 {
		return !c.onRequest
	}
	return slices.Contains(ids, c.id)
}

// indexOf returns the index of a channel, which must exist.
func indexOf(id ChannelID) int {
	return slices.IndexFunc(channels[:], func(c channel) bool { return c.id == id })
}

// Channels returns the public names of the channels, in their order.
func Channels() []ChannelID {
	ids := make([]ChannelID, len(channels))
	for i := range channels {
		ids[i] = channels[i].id
	}
	return ids
}

// ParseChannel returns the channel with that public name.
func ParseChannel(s string) (ChannelID, bool) {
	for i := range channels {
		if string(channels[i].id) == s {
			return channels[i].id, true
		}
	}
	return "", false
}

// ChannelName returns the name of the channel in words.
func ChannelName(id ChannelID) edition.Text {
	for i := range channels {
		if channels[i].id == id {
			return channels[i].name
		}
	}
	return edition.Text{}
}
