package catalogue

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/money"
	"importchecker/shared/tariff"
)

// Problem is a problem of a row or of one of its cells.
type Problem struct {
	Code   ProblemCode
	Column string // letter of the column; empty for the whole row
	Text   edition.Text
}

// ProblemCode is the stable name of a problem.
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
	NoUnit              ProblemCode = "no_unit" // as for a currency, only the cell is ignored, and the row is decided
	TotalRow            ProblemCode = "total_row"
	TooLong             ProblemCode = "too_long"
	Unreadable          ProblemCode = "unreadable_row"
)

// A product is a row read as a question.
type product struct {
	row      int
	item     eligibility.Item
	category string
	spent    *money.Amount
	problems []Problem
	blocked  bool         // a problem prevents an answer
	foreign  bool         // its price is in another currency and ignored
	price    money.Amount // what item.UnitPrice points at
	total    money.Amount // what spent points at
}

// Limits of cells, as in a single check.
const (
	maxName     = 500
	maxRef      = 128
	maxQuantity = 1_000_000
	maxWeightG  = 100_000_000
	maxPrice    = money.Amount(100_000_000_00)
)

// readRow reads the cells of the recognised columns and collects all problems. Empty cells are skipped.
func (p *product) readRow(columns []Column, number int, cells []string) {
	*p = product{row: number, problems: p.problems[:0]}
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
			p.item.Ref = p.limited(c, value, maxRef)
		case Name:
			p.item.Name = p.limited(c, value, maxName)
		case Category:
			p.category = p.limited(c, value, maxName)
		default:
			if value = trimmed(value); value != "" {
				p.readValue(c, value)
			}
		}
	}
	if p.foreign {
		p.item.UnitPrice = nil
	}
	if p.item.Code != "" || p.blocked {
		return
	}
	switch {
	case totalNames[strings.ToLower(trimmed(p.item.Name))],
		p.item.Name == "" && totalNames[strings.ToLower(trimmed(p.item.Ref))]:
		p.block(TotalRow, nil, "The row is a total, not a product.", "该行为合计，不是商品。")
	case p.item.Name == "":
		p.block(NoCodeNoName, nil, "The row has neither a code nor a name.", "该行既无商品编码，也无商品名称。")
	}
}

// totalNames are the names of rows with sums.
var totalNames = set("合计|总计|小计|共计|合计:|总计:|小计:|total|grand total|subtotal|sum|total:")

// readValue reads a cell that is not text.
func (p *product) readValue(c *Column, value string) {
	switch c.Field {
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
		p.quantity(c, value)
	case Weight:
		p.weight(c, value, 0)
	case WeightG:
		p.weight(c, value, milligramsIn["g"])
	case WeightKG:
		p.weight(c, value, milligramsIn["kg"])
	default:
		p.fact(c, value)
	}
}

func (p *product) block(code ProblemCode, c *Column, en, zh string) {
	problem := Problem{Code: code, Text: edition.Text{EN: en, ZH: zh}}
	if c != nil {
		problem.Column = c.Letter
	}
	p.problems = append(p.problems, problem)
	p.blocked = true
}

// ignoreCell adds a problem of a cell that is ignored, without blocking the row.
func (p *product) ignoreCell(code ProblemCode, c *Column, en, zh string) {
	blocked := p.blocked
	p.block(code, c, en, zh)
	p.blocked = blocked
}

// limited returns the value, or adds a problem if it is too long.
func (p *product) limited(c *Column, value string, limit int) string {
	if len(value) <= limit || utf8.RuneCountInString(value) <= limit {
		return value
	}
	n := strconv.Itoa(limit)
	p.block(TooLong, c, "The cell is longer than "+n+" characters.", "单元格超过 "+n+" 个字符。")
	return ""
}

// code reads a customs code. A spreadsheet that read it as a number has dropped a zero; since the code decides,
// it is not guessed.
func (p *product) code(c *Column, value string) {
	value = strings.TrimSuffix(value, ".0")
	code, err := tariff.ParseCode(value)
	if err == nil && len(code) > 2 {
		p.item.Code = code
		return
	}
	quoted := clip(value)
	switch digits := onlyDigits(strings.ReplaceAll(value, ".", "")); {
	case powerOfTen(value):
		p.block(InvalidCode, c,
			"“"+quoted+"” is a code that a spreadsheet has turned into a number and cut. Format the column as text and enter the codes again.",
			"“"+quoted+"”已被表格软件转为科学计数，数位已丢失。请将该列设为文本格式后重新填写。")
	case len(digits)%2 == 1 && len(digits) < 10 && len(digits) > 2 && strings.Contains(value, "."):
		p.block(LostZero, c, "“"+quoted+"” has "+strconv.Itoa(len(digits))+
			" digits. A spreadsheet may have taken a zero, in front or at the end; format the column as text.",
			"“"+quoted+"”为 "+strconv.Itoa(len(digits))+" 位数字，表格软件可能去掉了首位或末位的 0。请将该列设为文本格式。")
	case len(digits)%2 == 1 && len(digits) < 10 && len(digits) > 2:
		p.block(LostZero, c, "“"+quoted+"” has "+strconv.Itoa(len(digits))+
			" digits. A spreadsheet may have taken the zero of 0"+digits+"; format the column as text.",
			"“"+quoted+"”为 "+strconv.Itoa(len(digits))+" 位数字，表格软件可能去掉了首位的 0（0"+digits+"）。请将该列设为文本格式。")
	default:
		p.block(InvalidCode, c, "“"+quoted+"” is no customs code. A code has 4, 6, 8 or 10 digits.", "“"+quoted+
			"”不是商品编码。编码应为 4、6、8 或 10 位数字。")
	}
}

// powerOfTen reports whether a number is in scientific notation, such as 8.5171E+09.
func powerOfTen(s string) bool {
	digits, exponent, ok := strings.Cut(strings.ToUpper(s), "E")
	return ok && onlyDigits(strings.Replace(digits, ".", "", 1)) != "" &&
		onlyDigits(strings.TrimLeft(exponent, "+-")) != ""
}

func onlyDigits(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return ""
		}
	}
	return s
}

// clip shortens a quotation in a sentence.
func clip(s string) string {
	if utf8.RuneCountInString(s) <= 40 {
		return s
	}
	return string([]rune(s)[:40]) + "…"
}

func (p *product) origin(c *Column, value string) {
	code, ok := parseOrigin(value)
	if !ok {
		p.block(UnknownCountry, c, "“"+clip(value)+
			"” is not a known country or region. Give its code of two letters, such as NZ.",
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
	p.foreign = true
	p.ignoreCell(CurrencyUnsupported, c, "Prices are read in CNY only; this one is in “"+clip(value)+"” and is left out.",
		"仅支持人民币价格；该行币制为“"+clip(value)+"”，价格未予采用。")
}

func (p *product) amount(c *Column, value string, amount *money.Amount, dst **money.Amount) {
	number, isForeign := withoutYuan(value)
	if isForeign {
		p.currency(c, clip(value))
		return
	}
	number, grouped := ungrouped(number)
	parsed, err := money.Parse(rounded(number, 2))
	if err != nil || !grouped || parsed > maxPrice {
		p.block(InvalidAmount, c, "“"+clip(value)+"” is no amount in CNY. Write it as 129.00.", "“"+clip(value)+
			"”不是人民币金额。请写作 129.00。")
		return
	}
	*amount = parsed
	*dst = amount
}

// quantity reads the number of items, which a counting word may follow.
func (p *product) quantity(c *Column, value string) {
	number, unit := splitUnit(value)
	number, ok := ungrouped(number)
	n, err := strconv.ParseInt(rounded(number, 0), 10, 64)
	if err != nil || !ok || unit != "" && !countingWords[unit] || n < 1 || n > maxQuantity || number[0] == '+' {
		limit := strconv.Itoa(maxQuantity)
		p.block(InvalidNumber, c, "“"+clip(value)+"” is no whole number from 1 to "+limit+".",
			"“"+clip(value)+"”不是 1 至 "+limit+" 的整数。")
		return
	}
	p.item.Quantity = n
}

// weight reads the net weight of one item, in the unit of the cell or else of the column, whose size is given
// in milligrams. Without a unit, the cell is ignored.
func (p *product) weight(c *Column, value string, milligrams int64) {
	number, unit := splitUnit(value)
	if unit != "" {
		milligrams = milligramsIn[unit]
	} else if milligrams == 0 {
		p.ignoreCell(NoUnit, c, "“"+clip(value)+"” says no unit and is left out. Write 500g or 0.5kg.", "“"+clip(value)+
			"”未注明单位，未予采用。请写作 500g 或 0.5kg。")
		return
	}
	n, ok := parseMilli(number)
	if limit := int64(maxWeightG) * 1_000_000; !ok || milligrams == 0 || n > limit/milligrams ||
		n*milligrams%1_000_000 != 0 || n == 0 {
		p.block(InvalidNumber, c, "“"+clip(value)+"” is no weight in whole grams. Write 500g or 0.5kg.", "“"+clip(value)+
			"”不是以整克计的重量。请写作 500g 或 0.5kg。")
		return
	}
	p.item.NetWeightG = n * milligrams / 1_000_000
}

// truths are the words for true and false in cells.
var truths = map[string]bool{
	"true": true, "yes": true, "y": true, "1": true, "是": true, "有": true, "对": true, "√": true, "✓": true, "✔": true,
	"false": false, "no": false, "n": false, "0": false, "否": false, "无": false, "非": false, "×": false, "✗": false,
	"✘": false,
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
		number, unit := splitUnit(value)
		if n, ok := parseMilli(number); ok {
			if per := measures[key][unit]; unit == "" || per > 0 {
				p.item.Facts.SetMilli(key, n*max(per, 1))
				return
			}
		}
	case eligibility.String:
		if utf8.RuneCountInString(value) <= 200 && (len(spec.Values) == 0 || slices.Contains(spec.Values, value)) {
			p.item.Facts.SetString(key, value)
			return
		}
	}
	p.block(InvalidFact, c, "“"+clip(value)+"” does not answer: "+spec.Question.EN, "“"+clip(value)+"”不能回答：“"+
		spec.Question.ZH+"”")
}

// measures are the units that may follow a numeric fact, with their size in the fact's own unit.
var measures = map[eligibility.FactKey]map[string]int64{
	eligibility.VolumeML:        {"ml": 1, "毫升": 1, "l": 1000, "升": 1000},
	eligibility.Sheets:          {"片": 1, "张": 1},
	eligibility.AreaM2:          {"m2": 1, "m²": 1, "㎡": 1, "平方米": 1},
	eligibility.BoughtThisYearG: {"g": 1, "克": 1, "kg": 1000, "千克": 1000, "公斤": 1000},
}
