package catalogue

import (
	"strconv"
	"strings"

	"importchecker/shared/eligibility"
)

// Field is what a column of a catalogue says of a product. The names of facts
// are fields, too.
type Field string

const (
	Ref        Field = "ref"
	HSCode     Field = "hs_code"
	Name       Field = "name"
	Category   Field = "category"
	Origin     Field = "origin"
	UnitPrice  Field = "unit_price"
	Currency   Field = "currency"
	Quantity   Field = "quantity"
	WeightG    Field = "net_weight_g"
	WeightKG   Field = "net_weight_kg"
	SpentInCNY Field = "spent_this_year"
)

// headings are the words that columns are known by, as normalised writes them.
var headings = map[string]Field{}

func init() {
	for field, words := range map[Field]string{
		Ref:        "ref|sku|skuid|itemno|itemnumber|productid|id|货号|商品货号|商家编码|商品sku|企业商品编号|自有编号",
		HSCode:     "hscode|hs|hscodes|tariffcode|tariffline|customscode|commoditycode|htscode|税号|税则号|税则号列|商品编码|商品编号|hs编码|hs码|海关编码|税则号列hs",
		Name:       "name|title|product|productname|producttitle|description|goods|goodsname|itemname|item|商品名称|品名|名称|货品名称|商品|产品名称|商品标题|标题|中文品名",
		Category:   "category|productcategory|categorypath|类目|商品类目|分类|品类",
		Origin:     "origin|countryoforigin|coo|madein|原产国|原产地|原产国地区|产地|产地国别",
		UnitPrice:  "unitprice|price|pricecny|unitpricecny|retailprice|单价|价格|售价|成交单价|单价元|销售价|单价人民币",
		Currency:   "currency|币种|币制|货币",
		Quantity:   "quantity|qty|pieces|数量|件数|成交数量|购买数量",
		WeightG:    "netweightg|netweightgrams|weightg|净重克|净重g|净重克g",
		WeightKG:   "netweightkg|weightkg|净重千克|净重公斤|净重kg|净重千克kg",
		SpentInCNY: "spentthisyear|年度已购金额|本年度已消费金额",
	} {
		for word := range strings.SplitSeq(words, "|") {
			headings[word] = field
		}
	}
	for _, spec := range eligibility.Vocabulary() {
		headings[normalised(spec.Name)] = Field(spec.Name)
	}
}

// normalised writes a heading in small letters, without spaces and punctuation.
func normalised(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ', r == '\u3000', r == '\u00a0', strings.ContainsRune("_-.:/（）()[]【】“”\"'*：、，\n\r\t\ufeff", r):
			return -1
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'Ａ' && r <= 'Ｚ': // full width
			return r - 'Ａ' + 'a'
		}
		return r
	}, heading)
}

// Column is one column of a catalogue that means something.
type Column struct {
	Field   Field  `json:"field"`
	Heading string `json:"heading"`
	Index   int    `json:"-"` // from 0
	Letter  string `json:"column"`
}

// Letter is what a spreadsheet calls column i, from 0: A, Z, AA.
func letter(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

// Columns finds out what the columns of a heading mean. A mapping, from fields to
// headings, letters or numbers of columns, counts before the words of the heading.
// What the mapping names and the heading does not have is returned as unknown;
// columns that mean nothing are passed over, and of two with the same meaning
// the first counts.
func Columns(heading []string, mapping map[Field]string) (columns []Column, unknown []Field) {
	taken := make(map[Field]bool)
	used := make(map[int]bool)
	add := func(f Field, i int) {
		taken[f], used[i] = true, true
		columns = append(columns, Column{Field: f, Heading: heading[i], Index: i, Letter: letter(i)})
	}
	for _, f := range Fields() {
		where, mapped := mapping[f]
		if !mapped {
			continue
		}
		taken[f] = true // an empty mapping takes the column out
		if where == "" {
			continue
		}
		if i, ok := locate(heading, where); ok {
			add(f, i)
		} else {
			unknown = append(unknown, f)
		}
	}
	for i, h := range heading {
		if f, ok := headings[normalised(h)]; ok && !taken[f] && !used[i] {
			add(f, i)
		}
	}
	return columns, unknown
}

// locate finds a column by its heading, its letter or its number from 1.
func locate(heading []string, where string) (int, bool) {
	for i, h := range heading {
		if strings.TrimSpace(h) == strings.TrimSpace(where) {
			return i, true
		}
	}
	for i := range heading {
		if normalised(heading[i]) == normalised(where) && normalised(where) != "" ||
			strings.EqualFold(letter(i), where) || strconv.Itoa(i+1) == where {
			return i, true
		}
	}
	return 0, false
}

// Fields lists what a column may mean.
func Fields() []Field {
	fields := []Field{Ref, HSCode, Name, Category, Origin, UnitPrice, Currency, Quantity, WeightG, WeightKG, SpentInCNY}
	for _, spec := range eligibility.Vocabulary() {
		fields = append(fields, Field(spec.Name))
	}
	return fields
}

// IsHeading reports whether a row is a heading that can be worked with: one
// column at least has a code or a name.
func IsHeading(columns []Column) bool {
	for _, c := range columns {
		if c.Field == HSCode || c.Field == Name {
			return true
		}
	}
	return false
}
