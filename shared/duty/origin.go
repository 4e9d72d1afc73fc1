package duty

import "importchecker/shared/edition"

// Treatment is which of the ordinary rates goods of an origin pay.
type Treatment uint8

const (
	// Unknown: no origin was declared.
	Unknown Treatment = iota
	// MostFavoured: the provisional rate if there is one, otherwise the
	// most-favoured-nation rate.
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
	case builtIndex().forOrigin(origin).mostFavoured:
		return MostFavoured
	}
	return Open
}

// wtoMembers are the members of the World Trade Organization that are countries and
// customs territories: 165 of 166, the other being the European Union. The last to join
// were the Comoros and Timor-Leste, in August 2024.
const wtoMembers = "AE AF AG AL AM AO AR AT AU BB BD BE BF BG BH BI BJ BN BO BR BW BZ CA CD CF CG CH CI CL CM " +
	"CN CO CR CU CV CY CZ DE DJ DK DM DO EC EE EG ES FI FJ FR GA GB GD GE GH GM GN GR GT GW GY " +
	"HK HN HR HT HU ID IE IL IN IS IT JM JO JP KE KG KH KM KN KR KW KZ LA LC LI LK LR LS LT LU " +
	"LV MA MD ME MG MK ML MM MN MO MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NZ OM PA PE PG " +
	"PH PK PL PT PY QA RO RU RW SA SB SC SE SG SI SK SL SN SR SV SZ TD TG TH TJ TL TN TO TR TT " +
	"TW TZ UA UG US UY VC VE VN VU WS YE ZA ZM ZW"

// union are the members of the European Union, to which its measures apply.
const union = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"

// lawFrom is the first day of the Tariff Law. The Tariff Regulations, which it replaced,
// had the same rules on which rate applies.
const lawFrom edition.Date = 20241201

// An Article is a subject of the law on duties.
type Article uint8

const (
	OrderOfRates   Article = iota // who pays which rate
	UnprovedOrigin                // goods under a measure without proof of origin
	SmallAmounts                  // waiver of small amounts of duty
)

// articleTitles cite the articles of the Tariff Law.
var articleTitles = [...]string{
	OrderOfRates: "关税法第十二条、第十三条", UnprovedOrigin: "关税法第十九条", SmallAmounts: "关税法第三十二条",
}

// Law returns the citation of an article in the law in force on a day.
func Law(day edition.Date, a Article) (document string) {
	if day < lawFrom {
		return "进出口关税条例（2017年修订）"
	}
	return articleTitles[a]
}
