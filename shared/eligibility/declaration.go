package eligibility

import (
	"importchecker/shared/edition"
	"importchecker/shared/money"
	"importchecker/shared/tariff"
)

// GoodsDeclaration asks whether an item may enter China on a day by some channels.
// Only the code is required; the decision lists whatever else is missing as missing
// facts.
type GoodsDeclaration struct {
	AsOf     edition.Date
	Channels []ChannelID // empty asks for all
	Item     Item
	// SpentThisYear is what the buyer has spent on cross-border retail imports
	// in the calendar year before this order; nil when unknown.
	SpentThisYear *money.Amount
}

// Item is the product as the seller describes it. An order consists of Quantity
// such items.
type Item struct {
	Ref        string // the seller's own reference, returned as is
	Code       tariff.Code
	Name       string        // the seller's words; never decisive
	Origin     string        // ISO 3166-1 alpha-2; blank when unknown
	UnitPrice  *money.Amount // of one item, in CNY
	Quantity   int64         // items in the order; 0 when unknown
	NetWeightG int64         // of one item, in grams; 0 when unknown
	Facts      Facts
}
