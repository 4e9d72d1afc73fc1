package catalogue

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"importchecker/shared/country"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/money"
	"importchecker/shared/tariff"
)

// Problem says what is wrong with one cell of a row.
type Problem struct {
	Code   ProblemCode
	Column string // letter of the column; blank when it is about the row
	Text   edition.Text
}

// ProblemCode is the stable name of a problem of a row.
type ProblemCode string

const (
	NoCodeNoName        ProblemCode = "no_code_no_name"
	InvalidCode         ProblemCode = "invalid_code"
	LostZero            ProblemCode = "lost_zero"
	UnknownCountry      ProblemCode = "unknown_country"
	InvalidAmount       ProblemCode = "invalid_amount"
	InvalidNumber       ProblemCode = "invalid_number"
	CurrencyUnsupported ProblemCode = "currency_unsupported"
	InvalidFact         ProblemCode = "invalid_fact"
	TooLong             ProblemCode = "too_long"
	Unreadable          ProblemCode = "unreadable_row"
)

// product is a row read as a question.
type product struct {
	item     eligibility.Item
	category string
	spent    *money.Amount
	problems []Problem
	price    money.Amount // what item.UnitPrice points at
	total    money.Amount // what spent points at
}

// Bounds of what a cell may say, as in a check.
const (
	maxName     = 500
	maxRef      = 128
	maxQuantity = 1_000_000
	maxWeightG  = 100_000_000
	maxPrice    = money.Amount(100_000_000_00)
)

// readRow reads the cells that mean something. What is wrong stands in the
// problems, all of it; an empty cell says nothing.
func (p *product) readRow(columns []Column, cells []string) {
	*p = product{problems: p.problems[:0]}
	for i := range columns {
		c := &columns[i]
		if c.Index >= len(cells) {
			continue
		}
		value := strings.TrimSpace(cells[c.Index])
		if value == "" {
			continue
		}
		switch c.Field {
		case Ref:
			p.item.Ref = p.short(c, value, maxRef)
		case Name:
			p.item.Name = p.short(c, value, maxName)
		case Category:
			p.category = p.short(c, value, maxName)
		case HSCode:
			p.code(c, value)
		case Origin:
			p.origin(c, value)
		case Currency:
			p.currency(c, strings.ToUpper(value))
		case UnitPrice:
			p.amount(c, value, &p.price, &p.item.UnitPrice)
		case SpentInCNY:
			p.amount(c, value, &p.total, &p.spent)
		case Quantity:
			p.item.Quantity = p.whole(c, value, 1, maxQuantity)
		case WeightG:
			p.item.NetWeightG = p.whole(c, value, 1, maxWeightG)
		case WeightKG:
			p.weightKG(c, value)
		default:
			p.fact(c, value)
		}
	}
	if p.item.Code == "" && p.item.Name == "" && len(p.problems) == 0 {
		p.wrong(NoCodeNoName, nil, "The row has neither a code nor a name.", "该行既无商品编码，也无商品名称。")
	}
}

func (p *product) wrong(code ProblemCode, c *Column, en, zh string) {
	problem := Problem{Code: code, Text: edition.Text{EN: en, ZH: zh}}
	if c != nil {
		problem.Column = c.Letter
	}
	p.problems = append(p.problems, problem)
}

// short returns the value, cut when it is longer than it may be.
func (p *product) short(c *Column, value string, limit int) string {
	if len(value) <= limit || utf8.RuneCountInString(value) <= limit {
		return value
	}
	n := strconv.Itoa(limit)
	p.wrong(TooLong, c, "The cell is longer than "+n+" characters.", "单元格超过 "+n+" 个字符。")
	return ""
}

// code reads a customs code. A spreadsheet that took it for a number has dropped
// the zero in front; the code is not guessed, since it decides.
func (p *product) code(c *Column, value string) {
	value = strings.TrimSuffix(value, ".0")
	code, err := tariff.ParseCode(value)
	if err == nil {
		p.item.Code = code
		return
	}
	if digits := onlyDigits(value); len(digits) == 7 || len(digits) == 9 {
		p.wrong(LostZero, c, "“"+value+"” has "+strconv.Itoa(len(digits))+" digits. A spreadsheet may have taken the zero of 0"+digits+"; format the column as text.",
			"“"+value+"”为 "+strconv.Itoa(len(digits))+" 位数字，表格软件可能去掉了首位的 0（0"+digits+"）。请将该列设为文本格式。")
		return
	}
	p.wrong(InvalidCode, c, "“"+clip(value)+"” is no customs code. A code has 4, 6, 8 or 10 digits.", "“"+clip(value)+"”不是商品编码。编码应为 4、6、8 或 10 位数字。")
}

func onlyDigits(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return ""
		}
	}
	return s
}

// clip shortens what is quoted in a sentence.
func clip(s string) string {
	if utf8.RuneCountInString(s) <= 40 {
		return s
	}
	return string([]rune(s)[:40]) + "…"
}

func (p *product) origin(c *Column, value string) {
	code, ok := country.Parse(value)
	if !ok {
		p.wrong(UnknownCountry, c, "“"+clip(value)+"” is no country or region that is known. Give its code of two letters, such as NZ.",
			"无法识别国家（地区）“"+clip(value)+"”。请填两位字母代码，如 NZ。")
		return
	}
	p.item.Origin = code
}

func (p *product) currency(c *Column, value string) {
	switch value {
	case "CNY", "RMB", "人民币", "142", "元", "￥", "¥":
		return
	}
	p.wrong(CurrencyUnsupported, c, "Prices are read in CNY only; this one is in “"+clip(value)+"”.", "仅支持人民币价格；该行币制为“"+clip(value)+"”。")
}

func (p *product) amount(c *Column, value string, keep *money.Amount, dst **money.Amount) {
	plain := strings.TrimLeft(strings.ReplaceAll(value, ",", ""), "¥￥ ")
	plain = strings.TrimSuffix(plain, "元")
	amount, err := money.Parse(strings.TrimSpace(plain))
	if err != nil || amount > maxPrice {
		p.wrong(InvalidAmount, c, "“"+clip(value)+"” is no amount in CNY. Write it as 129.00.", "“"+clip(value)+"”不是人民币金额。请写作 129.00。")
		return
	}
	*keep = amount
	*dst = keep
}

func (p *product) whole(c *Column, value string, least, most int64) int64 {
	n, err := strconv.ParseInt(strings.TrimSuffix(strings.ReplaceAll(value, ",", ""), ".0"), 10, 64)
	if err != nil || n < least || n > most {
		lo, hi := strconv.FormatInt(least, 10), strconv.FormatInt(most, 10)
		p.wrong(InvalidNumber, c, "“"+clip(value)+"” is no whole number from "+lo+" to "+hi+".", "“"+clip(value)+"”不是 "+lo+" 至 "+hi+" 的整数。")
		return 0
	}
	return n
}

// weightKG reads kilograms with at most three decimals.
func (p *product) weightKG(c *Column, value string) {
	units, fraction, _ := strings.Cut(value, ".")
	for len(fraction) < 3 {
		fraction += "0"
	}
	grams, err := strconv.ParseInt(units+fraction, 10, 64)
	if err != nil || len(fraction) > 3 || grams < 1 || grams > maxWeightG {
		p.wrong(InvalidNumber, c, "“"+clip(value)+"” is no weight in kilograms with at most three decimals.", "“"+clip(value)+"”不是以千克为单位、最多三位小数的重量。")
		return
	}
	p.item.NetWeightG = grams
}

// yes and no are how people write truth in a cell.
var truths = map[string]bool{
	"true": true, "yes": true, "y": true, "1": true, "是": true, "有": true,
	"false": false, "no": false, "n": false, "0": false, "否": false, "无": false,
}

func (p *product) fact(c *Column, value string) {
	key, ok := eligibility.ParseFact(string(c.Field))
	if !ok {
		return
	}
	spec := key.Spec()
	switch spec.Kind {
	case eligibility.Bool:
		if truth, ok := truths[strings.ToLower(value)]; ok {
			p.item.Facts.SetBool(key, truth)
			return
		}
	case eligibility.Number:
		if milli, ok := thousandths(value); ok {
			p.item.Facts.SetMilli(key, milli)
			return
		}
	case eligibility.String:
		if utf8.RuneCountInString(value) <= 200 && (len(spec.Values) == 0 || slices.Contains(spec.Values, value)) {
			p.item.Facts.SetString(key, value)
			return
		}
	}
	p.wrong(InvalidFact, c, "“"+clip(value)+"” does not answer: "+spec.Question.EN, "“"+clip(value)+"”不能回答：“"+spec.Question.ZH+"”")
}

// thousandths reads a number that is not negative, with at most three decimals.
func thousandths(value string) (int64, bool) {
	units, fraction, _ := strings.Cut(strings.ReplaceAll(value, ",", ""), ".")
	for len(fraction) < 3 {
		fraction += "0"
	}
	n, err := strconv.ParseInt(units+fraction, 10, 64)
	return n, err == nil && len(fraction) == 3 && n >= 0 && n <= 1_000_000_000_000
}
