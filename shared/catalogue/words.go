package catalogue

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"importchecker/shared/eligibility"
)

// ranks is the number of ranks of heading words. Words of the first rank are unambiguous; those of the last
// count only if no other column matches.
const ranks = 3

// words are the names of columns in files of sellers, shops and customs brokers, as normalised writes them, by
// rank.
var words = map[Field][ranks]string{
	Ref: {"ref|sku|skuid|skuno|skucode|sku编码|sku编号|商品sku|货号|商品货号|商家编码|商家sku|企业商品编号|企业商品货号|自有编号|款号|貨號|物料编码|物料号|" +
		"货品编号|货品编码|产品编号|产品编码|itemno|itemnumber|itemcode|itemsku|sellersku|variantsku|articleno|articlenumber|partno|partnumber|productcode|productno",
		"id|productid|itemid|商品id|产品id|asin|handle|商品代码|产品代码|model|modelno|型号",
		"条码|条形码|商品条码|商品条形码|barcode|ean|ean13|upc|gtin|variantbarcode"},
	HSCode: {"hscode|hscodes|hs|hsno|hsnumber|hs编码|hs编号|hs码|hs代码|海关编码|海关hs编码|海关税号|海关商品编码|海关商品编号|海关代码|税号|hs税号|商品税号|" +
		"稅號|稅則號列|海關編碼|税则号|税则号列|税则编码|税则编号|税则号列hs|进口税号|十位编码|十位税号|10位税号|10位编码|10位hs编码|8位hs编码|商品hs编码|产品hs编码|海关hscode|" +
		"tariffcode|tariffline|tariffno|tariffnumber|customscode|customstariffcode|customstariffnumber|commoditycode|" +
		"htscode|hts|htsno|htsnumber|harmonizedcode|harmonisedcode|harmonizedsystemcode|harmonizedtariffcode|harmonizedsystemhscode|variantharmonizedsystemcode",
		"商品编码|商品编号|申报编码|归类编码", ""},
	Name: {"name|title|product|productname|producttitle|goods|goodsname|nameofgoods|itemname|itemtitle|item|商品名称|品名|名称|货品名称|货物名称|" +
		"商品|产品名称|产品|产品名|商品名|商品标题|产品标题|标题|宝贝标题|宝贝名称|中文品名|中文名称|商品中文名称|中文名|商品名稱|品項|申报品名|报关品名|申报名称|货名",
		"description|goodsdescription|itemdescription|productdescription|descriptionofgoods|商品描述|商品名称及规格型号|品名规格|品名及规格",
		"英文品名|英文名称|商品英文名称|英文名|englishname|nameen|shortdescription"},
	Category: {"category|categories|productcategory|categorypath|类目|商品类目|产品类目|分类|商品分类|产品分类|品类|类别|商品类别",
		"type|producttype|googleproductcategory|一级类目|二级类目|三级类目|类型", ""},
	Origin: {"origin|countryoforigin|origincountry|coo|madein|countryofmanufacture|原产国|原产地|原产国地区|原产国家|原产国家地区|原产国别|原产地国别|" +
		"原产地区|产地|产地国别|生产国|生产国别|制造国|产国|商品原产国|商品原产地|原產國|原產地|產地", "国别|countryoforiginoftheproduct", ""},
	UnitPrice: {"unitprice|unitvalue|单价|單價|成交单价|申报单价|销售单价|零售单价|含税单价",
		"price|retailprice|sellingprice|售价|零售价|销售价|销售价格|价格|商品价格|申报价格|商品售价",
		""},
	Currency:   {"currency|currencycode|幣別|币种|币制|货币|成交币制|申报币制|价格币种", "", ""},
	Quantity:   {"quantity|qty|orderqty|orderquantity|pieces|數量|数量|件数|成交数量|购买数量|申报数量|订购数量|采购数量", "", ""},
	Weight:     {"净重|淨重|单件净重|商品净重|产品净重|netweight|netwt|nw", "重量|weight|单重", ""},
	WeightG:    {"netweightg|netweightgrams|weightg|weightingrams|净重克|重量克", "", ""},
	WeightKG:   {"netweightkg|weightkg|weightinkg|净重千克|净重公斤|重量千克|重量公斤", "", ""},
	SpentInCNY: {"spentthisyear|年度已购金额|本年度已消费金额", "", ""},
	// Facts, beside their names.
	"used_goods":         {"旧货|二手|是否旧货|是否二手", "", ""},
	"endangered_species": {"濒危物种|是否濒危|是否濒危物种|是否含濒危成分", "", ""},
	"dual_use":           {"两用物项|是否两用物项", "", ""},
	"volume_ml":          {"容量ml|容量毫升|体积ml|体积毫升|净含量ml|净含量毫升", "", ""},
	"origin_prefecture":  {"产地都道府县|都道府县", "", ""},
}

// shopPrices are names of prices in the currency of a shop's export.
const shopPrices = "variantprice|regularprice|saleprice|standardprice|yourprice"

// yuanPrices are names of prices that include CNY.
const yuanPrices = "unitpricecny|pricecny|unitpricermb|pricermb|单价元|单价人民币|价格元|售价元|售价人民币"

// shopMarks are other columns that only exports of shops have.
const shopMarks = "itemsku|sellersku|variantsku|handle|asin|fulfillmentchannel"

// meaning is the meaning of a heading.
type meaning struct {
	field   Field
	rank    int
	yuan    bool // a price in CNY
	foreign bool // a price in another currency
	kilo    bool // a weight in kilograms
	gram    bool
	shop    bool // only in exports of shops
}

// weight returns the field, with its unit if it is a weight.
func (m meaning) weight() Field {
	switch {
	case m.field == Weight && m.kilo:
		return WeightKG
	case m.field == Weight && m.gram:
		return WeightG
	}
	return m.field
}

// headings has the meaning of each known heading.
var headings = func() map[string]meaning {
	all := map[string]meaning{}
	for field, byRank := range words {
		for rank, list := range byRank {
			for word := range strings.SplitSeq(list, "|") {
				all[word] = meaning{field: field, rank: rank}
			}
		}
	}
	delete(all, "")
	for word := range strings.SplitSeq(shopPrices, "|") {
		all[word] = meaning{field: UnitPrice, rank: 1, shop: true}
	}
	for word := range strings.SplitSeq(yuanPrices, "|") {
		all[word] = meaning{field: UnitPrice, yuan: true}
	}
	for word := range strings.SplitSeq(shopMarks, "|") {
		m := all[word]
		m.shop = true
		all[word] = m
	}
	for _, spec := range eligibility.Vocabulary() {
		all[normalised(spec.Name)] = meaning{field: Field(spec.Name)}
	}
	return all
}()

// asides are words beside a column's name that do not change its meaning.
var asides = set("必填|选填|必填项|选填项|required|optional|mandatory|中文|英文|cn|en|zh|10位|8位|10digits|8digits|10位数|国家|地区|国家地区|二字码|单位")

// The units beside the name of a price or a weight.
var (
	yuanUnits    = set("元|人民币|人民币元|rmb|cny|¥|元人民币|元件|元个|yuan")
	foreignUnits = set("usd|us$|$|美元|美金|eur|€|欧元|jpy|日元|gbp|£|英镑|hkd|港币|港元|krw|韩元|aud|澳元|nzd|纽币|cad|加元|sgd|twd|台币|thb|泰铢|外币")
	kiloUnits    = set("kg|千克|公斤|kgs|kilogram|kilograms")
	gramUnits    = set("g|克|gram|grams")
)

func set(list string) map[string]bool {
	all := map[string]bool{}
	for word := range strings.SplitSeq(list, "|") {
		all[word] = true
	}
	return all
}

// meaningOf returns the meaning of a heading: of the whole, or of parts that all mean the same, such as the
// name in two languages, with units and asides.
func meaningOf(heading string) meaning {
	if m, ok := headings[normalised(heading)]; ok {
		return m
	}
	var m meaning
	for _, part := range headingParts(heading) {
		if !m.add(part) {
			return meaning{} // it means something else as well
		}
	}
	if m.yuan && m.foreign || (m.yuan || m.foreign) && m.field != UnitPrice && m.field != SpentInCNY ||
		(m.kilo || m.gram) && m.field != Weight {
		return meaning{}
	}
	return m
}

// add adds a part of a heading. It reports whether the part is known and agrees with those before it.
func (m *meaning) add(part string) bool {
	known, ok := headings[part]
	switch {
	case ok && m.field == "":
		known.yuan, known.foreign, known.kilo, known.gram = known.yuan || m.yuan, m.foreign, m.kilo, m.gram
		*m = known
	case ok && known.field == m.field:
		m.rank = min(m.rank, known.rank)
	case yuanUnits[part]:
		m.yuan = true
	case foreignUnits[part]:
		m.foreign = true
	case kiloUnits[part]:
		m.kilo = true
	case gramUnits[part]:
		m.gram = true
	default:
		return asides[part]
	}
	return true
}

// headingParts splits a heading at punctuation. An unknown part is split where Chinese and other letters meet,
// as in 净重KG.
func headingParts(heading string) []string {
	var parts []string
	for _, part := range strings.FieldsFunc(width.Fold.String(heading), func(r rune) bool {
		return strings.ContainsRune("()[]{}【】/\\|,，、:：;；\n\r\t*", r)
	}) {
		word := normalised(part)
		if m := (meaning{}); word == "" || m.add(word) {
			parts = append(parts, word)
			continue
		}
		if names := strings.Split(part, "_"); len(names) > 1 { // as in price_usd
			for _, name := range names {
				parts = append(parts, normalised(name))
			}
			continue
		}
		for i, r := range word {
			before, size := utf8.DecodeLastRuneInString(word[:i])
			if size > 0 && isHan(before) != isHan(r) && (unicode.IsLetter(before) || isHan(before)) &&
				(unicode.IsLetter(r) || isHan(r)) {
				parts = append(parts, word[:i])
				word = word[i:]
				break
			}
		}
		parts = append(parts, word)
	}
	return slices.DeleteFunc(parts, func(p string) bool { return p == "" })
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// normalised writes a heading in lower case and half width, without spaces and punctuation.
func normalised(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), r == '\ufeff', r == '\u200b', strings.ContainsRune("_-.:/\\()[]【】“”\"'’*#、,;", r):
			return -1
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return r
	}, width.Fold.String(heading))
}
