package eligibility

import (
	"importchecker/shared/edition"
	"importchecker/shared/money"
)

// A valueLimit is what a consumer may spend on cross-border retail imports.
type valueLimit struct {
	edition.Interval
	transaction money.Amount
	year        money.Amount
	// oneItem: an order above the transaction limit and below the yearly limit
	// that holds exactly one item is admitted and taxed in full.
	oneItem bool
	text    *instrument
}

var valueLimits = [...]valueLimit{
	{
		Interval:    edition.Interval{From: edition.NewDate(2016, 4, 8), To: edition.NewDate(2019, 1, 1)},
		transaction: money.Yuan(2_000), year: money.Yuan(20_000), text: &notice18,
	},
	{
		Interval:    edition.Interval{From: edition.NewDate(2019, 1, 1)},
		transaction: money.Yuan(5_000), year: money.Yuan(26_000), oneItem: true, text: &notice49,
	},
}

// limitOn returns the limit in force on a day, or nil.
func limitOn(day edition.Date) *valueLimit {
	for i := range valueLimits {
		if valueLimits[i].Contains(day) {
			return &valueLimits[i]
		}
	}
	return nil
}

// unitPrice returns the price of one item, or nil when it is unknown. A price of zero
// counts as unknown: goods given away have a customs value.
func (w *work) unitPrice() *money.Amount {
	if p := w.d.Item.UnitPrice; p != nil && *p > 0 {
		return p
	}
	return nil
}

// orderTotal returns the price of the whole order.
func (w *work) orderTotal() (money.Amount, bool) {
	price := w.unitPrice()
	if price == nil {
		return 0, false
	}
	w.dependOn(quantityField)
	if w.d.Item.Quantity == 0 {
		return 0, false
	}
	return price.Times(w.d.Item.Quantity)
}

// placeAndLimits runs the step "place, channel and limits".
func (w *work) placeAndLimits() {
	if place := w.channel.place; place != NoFact {
		w.condition(SoldInMall, place, w.channel.opening)
	}
	if !w.channel.retail {
		return
	}
	w.condition(PersonalUseOnly, PersonalUse, personalUseText(w.d.AsOf))
	w.platformOrder()
	w.pilotArea()
	w.marketAccess()
	if limit := limitOn(w.d.AsOf); limit != nil {
		w.transactionLimit(limit)
		w.annualLimit(limit)
	}
}

// returnsFrom is the first day of the year after the announcement on returns. The
// source gives only the year of the announcement.
var returnsFrom = edition.NewDate(2021, 1, 1)

// personalUseFrom is the day on which notices 486, 194 and 49 took effect.
var personalUseFrom = edition.NewDate(2019, 1, 1)

// platformOrder adds the reason that the goods must be sold on a platform connected
// with customs or, by direct purchase, be carried by an express or postal firm that
// sends the data and takes responsibility (notice 18 of 2016, scope, second item).
func (w *work) platformOrder() {
	carries, carrierKnown := w.facts.Bool(CarrierSendsData)
	platform, platformKnown := w.facts.Bool(SoldOnPlatform)
	if !w.channel.direct || platform || !platformKnown && !(carrierKnown && carries) {
		w.condition(PlatformOrder, SoldOnPlatform, &notice18).Args = [4]string{
			"sold on a platform that sends matching order, payment and logistics data to customs", "通过与海关联网的平台交易，交易、支付、物流信息相符"}
		return
	}
	effect := Bars
	switch {
	case !carrierKnown:
		effect = NeedsFact
	case carries:
		effect = Permits
	}
	w.addFromText(PlatformOrder, effect, CarrierSendsData, &notice18).Args = [4]string{
		"the express or postal firm sends the data of trade, payment and logistics and takes the responsibility",
		"由快递、邮政企业统一提供交易、支付、物流等电子信息并承担相应法律责任"}
}

// condition adds a reason that permits when the fact is true, bars when it is false
// and is a condition when it is unknown.
func (w *work) condition(code ReasonCode, fact FactKey, text *instrument) *Reason {
	effect := Condition
	if value, known := w.facts.Bool(fact); known {
		effect = Bars
		if value {
			effect = Permits
		}
	}
	return w.addFromText(code, effect, fact, text)
}

// transactionLimit applies the limit on one order. An order of exactly the limit is
// within it.
func (w *work) transactionLimit(limit *valueLimit) {
	w.dependOn(priceField)
	code, effect, fact := TransactionLimit, Condition, NoFact
	price := w.unitPrice()
	total, known := w.orderTotal()
	compared := total
	switch {
	case price == nil:
		fact = FactUnitPrice
	case !known && *price > limit.transaction && limit.oneItem && *price < limit.year:
		// The one-item rule depends on the number of items.
		code, effect, fact, compared = OneItemRule, NeedsFact, FactQuantity, *price
	case !known && *price > limit.transaction:
		effect, compared = Bars, *price
	case !known:
		fact = FactQuantity
	case total <= limit.transaction:
		effect = Permits
	case limit.oneItem && w.d.Item.Quantity == 1 && total < limit.year:
		code, effect = OneItemRule, Permits
		w.fullTax = true
	case limit.oneItem && w.d.Item.Quantity == 1 && total == limit.year:
		code, effect = OneItemRule, NeedsList
		w.limitUnsettled = true
	default:
		effect = Bars
	}
	r := w.addFromText(code, effect, fact, limit.text)
	r.Nums = [3]int64{int64(limit.transaction), int64(compared), int64(limit.year)}
}

// annualLimit applies the limit on what a person spends in a year, with this order.
func (w *work) annualLimit(limit *valueLimit) {
	w.dependOn(spentField)
	effect, fact := Condition, NoFact
	total, known := w.orderTotal()
	spent := w.d.SpentThisYear
	var sum money.Amount
	switch {
	case known && total > limit.year, spent != nil && *spent > limit.year, known && spent != nil &&
		*spent+total > limit.year:
		effect, sum = Bars, total
		if spent != nil {
			sum += *spent
		}
	case spent == nil:
		fact = FactSpentThisYear
	case w.unitPrice() == nil:
		fact = FactUnitPrice
	case !known:
		fact = FactQuantity
	default:
		effect, sum = Permits, *spent+total
	}
	w.addFromText(AnnualLimit, effect, fact, limit.text).Nums = [3]int64{int64(limit.year), int64(sum)}
}
