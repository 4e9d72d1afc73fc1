package duty

import "importchecker/shared/edition"

// Treatment is which of the ordinary rates goods of an origin pay.
type Treatment uint8

const (
	// Unknown: no origin was declared.
	Unknown Treatment = iota
	// MostFavoured: the most-favoured-nation rate, and the provisional rate
	// where there is one.
	MostFavoured
	// Open: the general rate, unless a bilateral treaty that is not held gives
	// the most-favoured-nation rate.
	Open
)

// TreatmentOf returns the treatment of an origin, an ISO 3166-1 alpha-2 code
// or blank.
func TreatmentOf(origin string) Treatment {
	switch {
	case origin == "":
		return Unknown
	case indexed().of(origin).favoured:
		return MostFavoured
	}
	return Open
}

// members are the 165 countries and customs territories among the 166 members
// of the World Trade Organization; the European Union is the other one. The
// last that joined are the Comoros and Timor-Leste, in August 2024.
const members = "AE AF AG AL AM AO AR AT AU BB BD BE BF BG BH BI BJ BN BO BR BW BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CY CZ " +
	"DE DJ DK DM DO EC EE EG ES FI FJ FR GA GB GD GE GH GM GN GR GT GW GY HK HN HR HT HU ID IE IL IN IS IT JM JO JP KE KG KH KM KN KR KW KZ " +
	"LA LC LI LK LR LS LT LU LV MA MD ME MG MK ML MM MN MO MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NZ OM PA PE PG PH PK PL PT PY QA " +
	"RO RU RW SA SB SC SE SG SI SK SL SN SR SV SZ TD TG TH TJ TL TN TO TR TT TW TZ UA UG US UY VC VE VN VU WS YE ZA ZM ZW"

// union are the members of the European Union, to which its measures apply.
const union = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"

// lawFrom is the first day of the Tariff Law; the Tariff Regulations, which it
// replaced, had the same order of rates.
const lawFrom edition.Date = 20241201

// An Article is a place of the law on duties.
type Article uint8

const (
	OrderOfRates   Article = iota // who pays which rate
	UnprovedOrigin                // of goods under a measure
	SmallAmounts
)

// documents name the articles under the Tariff Law.
var documents = [...]string{
	OrderOfRates: "关税法第十二条、第十三条", UnprovedOrigin: "关税法第十九条", SmallAmounts: "关税法第三十二条",
}

// Law returns where an article stands on a day.
func Law(day edition.Date, a Article) (document string) {
	if day < lawFrom {
		return "进出口关税条例（2017年修订）"
	}
	return documents[a]
}
