package search

import (
	"strings"

	"importchecker/shared/edition"
)

// A facet is a property by which the tariff distinguishes goods, with the words of its
// names and the question to a person.
type facet struct {
	id     string
	ask    edition.Text
	values []value
}

// A value is a value of a facet. If a name has words of several values, the first one
// counts.
type value struct {
	id     string
	name   edition.Text
	zh, en []string // parts of names that have the value
}

// facets are in the order in which they are asked if they divide equally well.
var facets = []facet{
	{"species", edition.Text{EN: "Is it, or does it contain, a species protected from trade (endangered)?",
		ZH: "是否为濒危物种或含有濒危物种成分？"}, []value{
		{"not_endangered", edition.Text{EN: "not endangered", ZH: "不含濒危物种"}, []string{"濒危除外", "野马除外", "非濒危", "不含濒危"}, nil},
		{"endangered", edition.Text{EN: "endangered species", ZH: "濒危物种"}, []string{"濒危", "野生"}, []string{"endangered"}},
	}},
	{"measure", edition.Text{EN: "How is the content stated on the package?", ZH: "包装上的含量如何标注？"}, []value{
		{"by_weight", edition.Text{EN: "by weight (g, kg)", ZH: "以重量计（克、千克）"}, []string{"以重量计"}, nil},
		{"by_volume", edition.Text{EN: "by volume (ml, l)", ZH: "以体积计（毫升、升）"}, []string{"以体积计"}, nil},
		{"by_piece", edition.Text{EN: "by sheets or pieces", ZH: "按片或张"}, []string{"“片”", "“张”"}, nil},
		{"otherwise", edition.Text{EN: "in another way", ZH: "其他方式"}, []string{"其他包装标注"}, nil},
	}},
	{"state", edition.Text{EN: "In what state are the goods?", ZH: "货物处于什么状态？"}, []value{
		{"live", edition.Text{EN: "live", ZH: "活的"}, []string{"活的", "活动物", "鲜活", "活、"}, []string{"; live", " live"}},
		{"frozen", edition.Text{EN: "frozen", ZH: "冷冻"}, []string{"冻"}, []string{"frozen"}},
		{"smoked", edition.Text{EN: "smoked", ZH: "熏制"}, []string{"熏"}, []string{"smoked"}},
		{"roasted", edition.Text{EN: "roasted", ZH: "焙炒"}, []string{"焙炒", "烘焙", "焙炒的"}, []string{"roasted"}},
		{"dried", edition.Text{EN: "dried", ZH: "干的"}, []string{"干的", "干制", "的干", "干、"}, []string{"dried"}},
		{"fresh", edition.Text{EN: "fresh or chilled", ZH: "鲜或冷的"}, []string{"鲜", "冷藏"}, []string{"fresh", "chilled"}},
		{"prepared", edition.Text{EN: "prepared or preserved", ZH: "制作或保藏的"}, []string{"制作或保藏", "罐头"},
			[]string{"prepared", "preserved", "preparations"}},
	}},
	{"wearer", edition.Text{EN: "For whom is it?", ZH: "供谁使用？"}, []value{
		{"babies", edition.Text{EN: "babies", ZH: "婴儿"}, []string{"婴儿", "婴幼儿"}, []string{"babies", "infant"}},
		{"women", edition.Text{EN: "women or girls", ZH: "女式"}, []string{"女式", "女"}, []string{"women", "girls"}},
		{"men", edition.Text{EN: "men or boys", ZH: "男式"}, []string{"男式", "男"}, []string{"men's", "boys", "men "}},
	}},
	{"make", edition.Text{EN: "Is it knitted (stretchy, of loops) or woven?", ZH: "是针织（钩编）还是机织？"}, []value{
		{"woven", edition.Text{EN: "woven", ZH: "机织"}, []string{"非针织", "机织", "梭织"}, []string{"not knitted", "woven"}},
		{"knitted", edition.Text{EN: "knitted or crocheted", ZH: "针织或钩编"}, []string{"针织", "钩编"},
			[]string{"knitted", "crocheted"}},
	}},
	{"material", edition.Text{EN: "What is it made of, mainly?", ZH: "主要由什么材料制成？"}, materials},
	{"whole", edition.Text{EN: "Is it the whole article or a part of one?", ZH: "是整件货品还是零件？"}, []value{
		{"part", edition.Text{EN: "a part or accessory", ZH: "零件或附件"}, []string{"零件", "零附件", "附件"},
			[]string{"parts", "accessories"}},
	}},
	{"use", edition.Text{EN: "What is it for?", ZH: "作什么用？"}, uses},
	{"packing", edition.Text{EN: "How is it put up?", ZH: "如何包装？"}, []value{
		{"retail", edition.Text{EN: "for retail sale", ZH: "零售包装"}, []string{"零售包装", "供零售用", "零售用", "小包装"},
			[]string{"retail", "2 litres or less", "not exceeding 3kg"}},
		{"bulk", edition.Text{EN: "larger packings or in bulk", ZH: "大包装或散装"}, []string{"大包装", "散装"},
			[]string{"more than 2 litres", "exceeding 10 litres", "exceeding 3kg"}},
	}},
}

var materials = []value{
	{"precious_metal", edition.Text{EN: "precious metal (gold, silver, platinum)", ZH: "贵金属（金、银、铂）"},
		[]string{"贵金属", "黄金", "银制", "金制", "铂"},
		[]string{"precious metal", "silver", "gold", "platinum"}},
	{"base_metal", edition.Text{EN: "base metal, plated or not", ZH: "贱金属"}, []string{"贱金属"}, []string{"base metal"}},
	{"steel", edition.Text{EN: "iron or steel", ZH: "钢铁"}, []string{"钢铁", "不锈钢", "铸铁", "钢制", "铁制"},
		[]string{"iron", "steel"}},
	{"copper", edition.Text{EN: "copper or brass", ZH: "铜"}, []string{"铜"}, []string{"copper", "brass"}},
	{"aluminium", edition.Text{EN: "aluminium", ZH: "铝"}, []string{"铝"}, []string{"aluminium"}},
	{"zinc", edition.Text{EN: "zinc", ZH: "锌"}, []string{"锌"}, []string{"zinc"}},
	{"leather", edition.Text{EN: "leather", ZH: "皮革"}, []string{"皮革", "真皮", "牛皮"}, []string{"leather"}},
	{"fur", edition.Text{EN: "fur", ZH: "毛皮"}, []string{"毛皮"}, []string{"furskin"}},
	{"silk", edition.Text{EN: "silk", ZH: "丝"}, []string{"丝或绢丝", "丝制", "蚕丝", "真丝", "绢丝"}, []string{"silk"}},
	{"wool", edition.Text{EN: "wool or fine animal hair", ZH: "羊毛或动物细毛"}, []string{"羊毛", "动物细毛", "羊绒", "毛制"},
		[]string{"wool", "animal hair", "cashmere"}},
	{"cotton", edition.Text{EN: "cotton", ZH: "棉"}, []string{"棉"}, []string{"cotton"}},
	{"synthetic", edition.Text{EN: "synthetic or other man-made fibres", ZH: "合成纤维或其他化学纤维"},
		[]string{"合成纤维", "化学纤维", "化纤", "合纤", "人造纤维", "涤纶", "尼龙"},
		[]string{"synthetic fib", "man-made fib", "artificial fib", "polyester", "nylon", "synthetic textile",
			"man-made textile"}},
	{"textile", edition.Text{EN: "other textile", ZH: "其他纺织材料"}, []string{"纺织材料", "纺织"}, []string{"textile"}},
	{"plastic", edition.Text{EN: "plastics", ZH: "塑料"}, []string{"塑料", "聚"}, []string{"plastic"}},
	{"rubber", edition.Text{EN: "rubber", ZH: "橡胶"}, []string{"橡胶"}, []string{"rubber"}},
	{"bamboo", edition.Text{EN: "bamboo", ZH: "竹"}, []string{"竹"}, []string{"bamboo"}},
	{"wood", edition.Text{EN: "wood", ZH: "木"}, []string{"木"}, []string{"wood"}},
	{"paper", edition.Text{EN: "paper or paperboard", ZH: "纸或纸板"}, []string{"纸"}, []string{"paper"}},
	{"porcelain", edition.Text{EN: "porcelain or china", ZH: "瓷"}, []string{"瓷"}, []string{"porcelain", "china"}},
	{"ceramic", edition.Text{EN: "other ceramics", ZH: "陶"}, []string{"陶"}, []string{"ceramic"}},
	{"glass", edition.Text{EN: "glass", ZH: "玻璃"}, []string{"玻璃"}, []string{"glass"}},
	{"stone", edition.Text{EN: "stone or gems", ZH: "石料、宝石"}, []string{"石"}, []string{"stone"}},
	{"pearl", edition.Text{EN: "pearls", ZH: "珍珠"}, []string{"珍珠"}, []string{"pearl"}},
	{"human_hair", edition.Text{EN: "human hair", ZH: "人发"}, []string{"人发"}, []string{"human hair"}},
}

var uses = []value{
	{"medical", edition.Text{EN: "medical", ZH: "医用"}, []string{"医用", "医疗", "药"},
		[]string{"medical", "medicament", "surgical"}},
	{"infants", edition.Text{EN: "food for infants", ZH: "婴幼儿食用"}, []string{"供婴幼儿", "婴幼儿食"}, []string{"infant"}},
	{"animals", edition.Text{EN: "for animals", ZH: "供动物用"}, []string{"饲料", "宠物", "犬", "猫"},
		[]string{"animal feed", "dog or cat", "animal"}},
	{"breeding", edition.Text{EN: "for breeding or sowing", ZH: "种用"}, []string{"种用", "改良种"},
		[]string{"breeding", "sowing", "seed"}},
	{"vehicles", edition.Text{EN: "for motor vehicles", ZH: "机动车辆用"}, []string{"汽车", "车辆", "机动车", "摩托车"},
		[]string{"vehicle", "motor car", "motorcycle"}},
	{"aircraft", edition.Text{EN: "for aircraft", ZH: "航空器用"}, []string{"航空器", "飞机"}, []string{"aircraft"}},
	{"household", edition.Text{EN: "household or kitchen", ZH: "家用或厨房用"}, []string{"家用", "厨房", "餐桌"},
		[]string{"household", "domestic", "kitchen", "table"}},
	{"toy", edition.Text{EN: "as a toy or for play", ZH: "玩具、娱乐"}, []string{"玩具", "游戏"}, []string{"toy", "games"}},
	{"sport", edition.Text{EN: "for sport", ZH: "运动用"}, []string{"运动", "体育"}, []string{"sport", "gymnastic", "athletic"}},
	{"industrial", edition.Text{EN: "in industry", ZH: "工业用"}, []string{"工业用"}, []string{"industrial"}},
}

// valueOf returns the index of the value of the facet that a name has, -1 for none.
func (f *facet) valueOf(zh, en string) int {
	for i := range f.values {
		v := &f.values[i]
		if containsAny(zh, v.zh) || containsAny(en, v.en) {
			return i
		}
	}
	return -1
}

func containsAny(s string, parts []string) bool {
	if s == "" {
		return false
	}
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}
