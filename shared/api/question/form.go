package question

import (
	"errors"
	"strings"

	"importchecker/shared/api/problem"
	"importchecker/shared/api/shape"
	"importchecker/shared/country"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/money"
	"importchecker/shared/services"
	"importchecker/shared/tariff"
)

// Form checks the values of requests about goods and services.
var Form = shape.New(map[string]shape.Rule{
	"customs_code": {Holds: isCustomsCode, Code: problem.InvalidCode, Sentence: lostZero},
	"country":      {Holds: isCountry, Code: problem.UnknownCountry},
	"channel":      ChannelRule,
	"place":        {Holds: isPlace, Code: problem.NotAllowed, Args: names(PlaceNames)},
	"channel_or_place": {Holds: func(s, _ string) bool { return isChannel(s, "") || isPlace(s, "") },
		Code: problem.UnknownChannel,
		Args: func(shape.Error) []any { return []any{ChannelNames() + ", " + PlaceNames()} }},
	"verdict": {Holds: isVerdict, Code: problem.NotAllowed,
		Args: func(shape.Error) []any { return []any{"eligible, conditional, ineligible, undetermined"} }},
	"system": {Holds: isSystem, Code: problem.NotAllowed, Args: names(SystemNames)},
	"amount": {Holds: isAmount, Code: problem.InvalidAmount},
	"at_most": {Holds: isAtMost, Code: problem.OutOfRange,
		Args: func(e shape.Error) []any { return []any{problem.AtMost(e.Parameter)} }},
	"eq": {Code: problem.CurrencyUnsupported}, // only the currency has this tag
	"order_total": {Code: problem.OutOfRange, Args: func(shape.Error) []any {
		return []any{edition.Text{
			EN: "so small that the order comes to at most " + money.Max.String(),
			ZH: "使订单总额不超过 " + money.Max.String()}}
	}},
	"exactly_one":  {Code: problem.ExactlyOne, Args: func(e shape.Error) []any { return []any{e.Parameter} }},
	"words_system": {Code: problem.NotAllowed, Args: func(shape.Error) []any { return []any{services.GBT4754.String()} }},
	"sector_code": {Code: problem.InvalidSector, Args: func(e shape.Error) []any {
		system, _ := services.ParseSystem(e.Parameter)
		return []any{formOf(system)}
	}},
},
	shape.Struct{Type: itemRequest{}, Check: checkTotal},
	shape.Struct{Type: Service{}, Check: checkSectorGiven},
	shape.Struct{Type: sectorRequest{}, Check: checkSector},
)

// ChannelRule is the rule that a string is the id of a channel.
var ChannelRule = shape.Rule{Holds: isChannel, Code: problem.UnknownChannel, Args: names(ChannelNames)}

// names returns a Rule.Args function for a sentence that lists names.
func names(list func() string) func(shape.Error) []any {
	return func(shape.Error) []any { return []any{list()} }
}

func isCustomsCode(s, _ string) bool { _, err := tariff.ParseCode(s); return err == nil }
func isCountry(s, _ string) bool     { _, ok := country.Parse(s); return ok }
func isChannel(s, _ string) bool     { _, ok := eligibility.ParseChannel(s); return ok }
func isPlace(s, _ string) bool       { _, ok := services.ParsePlace(s); return ok }
func isSystem(s, _ string) bool      { _, ok := services.ParseSystem(s); return ok }
func isVerdict(s, _ string) bool     { _, ok := eligibility.ParseVerdict(s); return ok }

// isAmount reports whether s has the form of an amount, of any size.
func isAmount(s, _ string) bool {
	_, err := money.Parse(s)
	return !errors.Is(err, money.ErrFormat)
}

func isAtMost(s, most string) bool {
	amount, err := money.Parse(s)
	bound, _ := money.Parse(most)
	return err == nil && amount <= bound
}

// lostZero returns the sentence for a code with an odd number of digits: a spreadsheet
// may have removed its leading zero.
func lostZero(s string) (edition.Text, bool) {
	digits := strings.NewReplacer(".", "", " ", "", "-", "").Replace(strings.TrimSpace(s))
	if len(digits)%2 == 0 || len(digits) > 9 || digits[0] == '0' || strings.Trim(digits, "0123456789") != "" {
		return edition.Text{}, false
	}
	return edition.Text{
		EN: "A customs code has 2, 4, 6, 8 or 10 digits. A spreadsheet may have taken the zero of 0" + digits +
			": keep codes as text there.",
		ZH: "海关商品编码为 2、4、6、8 或 10 位数字。电子表格可能去掉了 0" + digits + " 开头的零，请将编码保存为文本。"}, true
}

// checkTotal bounds the total of an order.
func checkTotal(value any, report func(goName, jsonName, tag, parameter string)) {
	item := value.(itemRequest)
	price := item.UnitPrice.amount()
	if price == nil || item.Quantity == nil || *item.Quantity < 1 {
		return
	}
	if _, ok := price.Times(*item.Quantity); !ok {
		report("Quantity", "quantity", "order_total", "")
	}
}

// checkSectorGiven checks that a sector is given either by a code or by words.
func checkSectorGiven(value any, report func(goName, jsonName, tag, parameter string)) {
	s := value.(Service).Sector
	if s != nil && (s.Code == nil) == (s.Text == nil) {
		report("Sector", "sector", "exactly_one", "code, text")
	}
}

// checkSector checks that a code has the form of its system, and that words are
// given for GB/T 4754 only.
func checkSector(value any, report func(goName, jsonName, tag, parameter string)) {
	s := value.(sectorRequest)
	system := s.system()
	switch {
	case system == 0 || (s.Code == nil) == (s.Text == nil):
	case s.Code != nil:
		if _, ok := parseSector(system, *s.Code); !ok && *s.Code != "" {
			report("Code", "code", "sector_code", system.String())
		}
	case system != services.GBT4754:
		report("System", "system", "words_system", "")
	}
}

// ChannelOf returns the channel of a customs supervision mode, and any other string
// unchanged.
func ChannelOf(s string) string {
	switch s {
	case "0110":
		return string(eligibility.GeneralTrade)
	case "1210":
		return string(eligibility.CBECBonded)
	case "9610":
		return string(eligibility.CBECDirect)
	}
	return s
}

// ChannelNames returns the names of the channels, for a sentence.
func ChannelNames() string {
	var names []string
	for _, c := range eligibility.Channels() {
		names = append(names, string(c))
	}
	return strings.Join(names, ", ")
}
