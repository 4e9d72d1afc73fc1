package eligibility

import (
	"slices"
	"strings"

	"importchecker/shared/edition"
)

// notice470From is the first day of Announcement 470. What was barred before is not
// held.
var notice470From = edition.NewDate(2021, 10, 20)

// mailClass assigns lines of the tariff to one of the seventeen categories of
// Announcement 470, which names goods and not codes; READINGS.md explains each class.
type mailClass struct {
	category int
	goods    edition.Text
	prefixes []string
	except   []string
	// quarantined restricts the class to lines under animal and plant quarantine
	// (inspection class P).
	quarantined bool
	// fact decides whether the goods are in the class: they are barred when a boolean
	// fact equals barredValue, or a string fact is not one of allowedValues.
	fact          FactKey
	barredValue   bool
	allowedValues []string
	// assumed: the goods are barred when the fact is unknown, because they usually
	// belong to the class.
	assumed bool
	// unknown is the effect when the fact is unknown, or when there is no fact; zero
	// means NeedsFact, or Bars when there is no fact.
	unknown Effect
}

// mailCategories has the text of each category of the announcement.
var mailCategories = [...]string{
	1:  "活动物（犬、猫除外）。包括所有的哺乳动物、鸟类、鱼类、甲壳类、两栖类、爬行类、昆虫类和其他无脊椎动物，动物遗传物质。",
	2:  "（生或熟）肉类（含脏器类）及其制品。",
	3:  "水生动物产品。干制，熟制，发酵后制成的食用酱汁类水生动物产品除外。",
	4:  "动物源性乳及乳制品。包括生乳、巴氏杀菌乳、灭菌乳、调制乳、发酵乳，奶油、黄油、奶酪、炼乳等乳制品。",
	5:  "蛋及其制品。包括鲜蛋、皮蛋、咸蛋、蛋液、蛋壳、蛋黄酱等蛋源产品。",
	6:  "燕窝。经商业无菌处理的罐头装燕窝除外。",
	7:  "油脂类，皮张，原毛类，蹄（爪）、骨、牙、角类及其制品。经加工处理且无血污、肌肉和脂肪等的蛋壳类、蹄（爪）骨角类、贝壳类、甲壳类等工艺品除外。",
	8:  "动物源性饲料、动物源性中药材、动物源性肥料。",
	9:  "新鲜水果、蔬菜。",
	10: "鲜切花。",
	11: "烟叶。",
	12: "种子、种苗及其他具有繁殖能力的植物、植物产品及材料。",
	13: "菌种、毒种、寄生虫等动植物病原体，害虫及其他有害生物，兽用生物制品，细胞、器官组织、血液及其制品等生物材料及其他高风险生物因子。",
	14: "动物尸体、动物标本、动物源性废弃物。",
	15: "土壤及有机栽培介质。",
	16: "转基因生物材料。",
	17: "国家禁止进境的其他动植物、动植物产品和其他检疫物。",
}

// mailNumbers has the numbers of the categories as strings.
var mailNumbers = [...]string{
	"", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17",
}

var mailClasses = [...]mailClass{
	{
		category: 1,
		goods:    edition.Text{EN: "live animals, except dogs and cats", ZH: "活动物（犬、猫除外）"},
		prefixes: []string{"01", "0301"}, except: []string{"0106199090"},
	},
	{
		category: 1,
		goods:    edition.Text{EN: "live animals, except dogs and cats", ZH: "活动物（犬、猫除外）"},
		prefixes: []string{"0106199090"}, fact: DogOrCat, barredValue: false,
	},
	{
		category: 1,
		goods:    edition.Text{EN: "genetic material of animals", ZH: "动物遗传物质"},
		prefixes: []string{"05111", "05119111", "05119910", "05119920", "05119930"},
	},
	{
		category: 2,
		goods:    edition.Text{EN: "meat and offal, raw or cooked, and their preparations", ZH: "（生或熟）肉类（含脏器类）及其制品"},
		prefixes: []string{"02", "0504", "1601", "1602"}, except: []string{"0209"},
	},
	{
		category: 2,
		goods:    edition.Text{EN: "preparations of meat", ZH: "肉类制品"},
		prefixes: []string{"1603"}, fact: MeatProduct, barredValue: true,
	},
	{
		category: 2,
		goods: edition.Text{
			EN: "preparations of meat, such as mooncakes or dumplings with a filling of meat",
			ZH: "肉类制品（如含肉馅的月饼、饺子）",
		},
		prefixes: []string{"190220", "190590", "2104"}, fact: MeatProduct, barredValue: true, unknown: Condition,
	},
	{
		category: 3,
		goods: edition.Text{
			EN: "aquatic animal products, except dried, cooked or fermented sauces",
			ZH: "水生动物产品（干制、熟制、发酵食用酱汁除外）",
		},
		prefixes: []string{"0302", "0303", "0304", "051191"}, except: []string{"05119111"},
	},
	{
		category: 3,
		goods: edition.Text{
			EN: "aquatic animal products, except dried, cooked or fermented sauces",
			ZH: "水生动物产品（干制、熟制、发酵食用酱汁除外）",
		},
		prefixes: []string{
			"0305", "0306", "0307", "0308", "0309", "1604", "1605",
		}, fact: Processing, allowedValues: []string{"dried", "cooked", "canned", "sauce"},
	},
	{
		category: 4,
		goods:    edition.Text{EN: "milk and milk products", ZH: "动物源性乳及乳制品"},
		prefixes: []string{"0401", "040291", "040299", "0403", "0405", "0406"},
	},
	{
		category: 4,
		goods: edition.Text{
			EN: "milk and milk products; milk powder and whey are not among those named",
			ZH: "动物源性乳及乳制品（乳粉、乳清未在列名之中）",
		},
		prefixes: []string{"040210", "040221", "040229", "0404"}, except: []string{"0404100010"}, unknown: NeedsList,
	},
	{
		category: 5,
		goods:    edition.Text{EN: "eggs and egg products", ZH: "蛋及其制品"},
		prefixes: []string{"0407", "0408", "350211", "350219"},
	},
	{
		category: 5,
		goods:    edition.Text{EN: "egg products, such as mayonnaise", ZH: "蛋源产品（如蛋黄酱）"},
		prefixes: []string{"2103909000"}, fact: EggProduct, barredValue: true,
	},
	{
		category: 6,
		goods:    edition.Text{EN: "birds' nests, except canned and commercially sterile", ZH: "燕窝（经商业无菌处理的罐头装除外）"},
		prefixes: []string{"04109010"}, fact: Processing, allowedValues: []string{"canned"},
	},
	{
		category: 7,
		goods:    edition.Text{EN: "animal fats and oils", ZH: "动物油脂"},
		prefixes: []string{
			"0209", "1501", "1502", "1503", "1504", "1505", "1506", "151610", "1517901001", "1517909001",
		},
	},
	{
		category: 7,
		goods:    edition.Text{EN: "animal fats and oils", ZH: "动物油脂"},
		prefixes: []string{"151710", "1517909090", "1518", "1522"}, fact: AnimalOrigin, barredValue: true,
	},
	{
		category: 7,
		goods:    edition.Text{EN: "hides, furs, raw wool, hair and feathers", ZH: "皮张，原毛类"},
		prefixes: []string{
			"0502", "0505", "05119940", "41", "43", "5101", "5102", "5103", "5104", "5105",
		}, quarantined: true,
	},
	{
		category: 7,
		goods: edition.Text{
			EN: "hoofs, bones, teeth, horns and goods of them, except clean crafts",
			ZH: "蹄（爪）、骨、牙、角类及其制品（洁净工艺品除外）",
		},
		prefixes: []string{
			"0506", "0507", "0508", "9601",
		}, except: []string{"05079020"}, fact: FinishedCraft, barredValue: false,
	},
	{
		category: 8,
		goods:    edition.Text{EN: "feed of animal origin", ZH: "动物源性饲料"},
		prefixes: []string{"2301", "0404100010"},
	},
	{
		category: 8,
		goods:    edition.Text{EN: "feed of animal origin (pet food)", ZH: "动物源性饲料（宠物食品）"},
		prefixes: []string{"230910"}, fact: AnimalOrigin, barredValue: true, assumed: true,
	},
	{
		category: 8,
		goods:    edition.Text{EN: "feed of animal origin", ZH: "动物源性饲料"},
		prefixes: []string{"230990"}, fact: AnimalOrigin, barredValue: true,
	},
	{
		category: 8,
		goods:    edition.Text{EN: "Chinese medicinal materials of animal origin", ZH: "动物源性中药材"},
		prefixes: []string{"05079020", "0510", "300120", "300190"},
	},
	{
		category: 8,
		goods:    edition.Text{EN: "fertiliser of animal origin", ZH: "动物源性肥料"},
		prefixes: []string{"3101"}, except: []string{"3101001100"}, fact: AnimalOrigin, barredValue: true,
	},
	{
		category: 8,
		goods:    edition.Text{EN: "fertiliser of animal origin", ZH: "动物源性肥料"},
		prefixes: []string{"3101001100"},
	},
	{
		category: 9,
		goods:    edition.Text{EN: "fresh vegetables", ZH: "新鲜蔬菜"},
		prefixes: []string{"0701", "0702", "0703", "0704", "0705", "0706", "0707", "0708", "0709"},
	},
	{
		category: 9,
		goods:    edition.Text{EN: "fresh vegetables, roots and tubers", ZH: "新鲜蔬菜（含根茎）"},
		prefixes: []string{"0714", "12129"}, fact: Processing,
		allowedValues: []string{"dried", "frozen", "cooked", "canned"},
	},
	{
		category: 9,
		goods:    edition.Text{EN: "fresh fruit", ZH: "新鲜水果"},
		prefixes: []string{"080610", "0807", "0808", "0809", "0810"},
	},
	{
		category: 9,
		goods:    edition.Text{EN: "fresh fruit", ZH: "新鲜水果"},
		prefixes: []string{
			"0801", "0802", "0803", "0804", "0805",
		}, fact: Processing, allowedValues: []string{"dried", "cooked", "canned", "frozen"},
	},
	{
		category: 10,
		goods:    edition.Text{EN: "fresh cut flowers", ZH: "鲜切花"},
		prefixes: []string{"06031"},
	},
	{
		category: 10,
		goods:    edition.Text{EN: "fresh cut flowers; fresh foliage is not named", ZH: "鲜切花（鲜切枝叶未列名）"},
		prefixes: []string{"060420"}, unknown: NeedsList,
	},
	{
		category: 11,
		goods:    edition.Text{EN: "tobacco leaf", ZH: "烟叶"},
		prefixes: []string{"2401"},
	},
	{
		category: 12,
		goods: edition.Text{
			EN: "seeds, seedlings and other plants that can reproduce",
			ZH: "种子、种苗及其他具有繁殖能力的植物、植物产品及材料",
		},
		prefixes: []string{"0601", "0602", "1209"},
	},
	{
		category: 12,
		goods:    edition.Text{EN: "seeds and other plant products that can reproduce", ZH: "种子及其他具有繁殖能力的植物产品"},
		prefixes: []string{
			"0713", "1001", "1002", "1003", "1004", "1005", "100610", "1007", "1008", "1201", "1202", "1204",
			"1205", "1206", "1207",
		}, fact: ForSowing, barredValue: true,
	},
	{
		category: 13,
		goods: edition.Text{
			EN: "blood, cells, organs, tissues, cultures and veterinary biological products",
			ZH: "细胞、器官组织、血液及其制品、菌种、毒种、兽用生物制品",
		},
		prefixes: []string{
			"300120", "300190", "300212", "300242", "300249", "300251", "300259", "300290", "3002150040", "3822190010",
		},
	},
	{
		category: 13,
		goods:    edition.Text{EN: "biological material", ZH: "生物材料"},
		prefixes: []string{
			"300213", "300214", "300215", "300241", "3821", "3822",
		}, except: []string{"3002150040", "3822190010"}, fact: BiologicalMaterial, barredValue: true,
	},
	{
		category: 14,
		goods:    edition.Text{EN: "animal carcasses and waste of animal origin", ZH: "动物尸体、动物源性废弃物"},
		prefixes: []string{"05119990"},
	},
	{
		category: 14,
		goods:    edition.Text{EN: "animal specimens", ZH: "动物标本"},
		prefixes: []string{"970521", "970522", "970529"}, fact: AnimalOrigin, barredValue: true,
	},
	{
		category: 15,
		goods:    edition.Text{EN: "soil and organic growing media", ZH: "土壤及有机栽培介质"},
		prefixes: []string{"2703", "1404909010", "3101001910", "3101009020"},
	},
}

// plantPrefixes are the chapters whose lines are checked for seeds by their names.
// modifiablePrefixes are the lines that may have genetically modified material:
// potatoes, tomatoes, sweet corn, maize, rice, soya, rape, cotton, seeds for
// sowing, sugar beet and lucerne.
var (
	plantPrefixes      = []string{"06", "07", "10", "12"}
	modifiablePrefixes = []string{
		"0701", "0702", "071040", "1005", "1006", "1201", "1205", "120721", "120729", "1208", "1209", "121291", "1214",
	}
)

// barredFromMail applies Announcement 470, which applies to direct purchase.
func (w *work) barredFromMail() {
	if w.d.AsOf < notice470From {
		return
	}
	if classes := w.lineInfo.mail; len(classes) > 0 {
		for _, i := range classes {
			if c := &mailClasses[i]; under(w.code, c.prefixes) && !under(w.code, c.except) {
				w.applyMailClass(c)
			}
		}
		w.seedsByMail()
	}
	w.soilByMail()
}

// seedsByMail adds the reasons on seeds and genetically modified material in lines that
// no class bars.
func (w *work) seedsByMail() {
	plant := w.inFamily(plants)
	sowing, given := w.facts.Bool(ForSowing)
	declared := given && sowing && !w.hasReasonFor(ForSowing) && w.inFamily(sowable)
	if declared || plant && w.line != nil && isSeedName(w.line.NameZH) {
		w.addMailReason(&mailClass{category: 12, goods: edition.Text{EN: "seeds", ZH: "种子"}}, Bars, NoFact)
	}
	modified, given := w.facts.Bool(GeneticallyModified)
	switch {
	case given && modified:
		w.addMailReason(&mailModified, Bars, GeneticallyModified)
	case given && w.inFamily(modifiable):
		w.addMailReason(&mailModified, Permits, GeneticallyModified)
	case w.inFamily(modifiable):
		w.addMailReason(&mailModified, NeedsFact, GeneticallyModified)
	}
}

// seedChapters are the chapters whose goods are barred as seeds when they are declared
// to be for sowing, also outside the lines of a class.
var seedChapters = []string{"06", "07", "08", "09", "10", "12", "14"}

var mailModified = mailClass{category: 16, goods: edition.Text{EN: "genetically modified material", ZH: "转基因生物材料"}}

var mailSoil = mailClass{
	category: 15, goods: edition.Text{EN: "soil and organic growing media", ZH: "土壤及有机栽培介质"},
}

// soilByMail bars goods of any code that are declared to be or contain soil.
func (w *work) soilByMail() {
	if soil, given := w.facts.Bool(ContainsSoil); given && soil {
		w.addMailReason(&mailSoil, Bars, ContainsSoil)
	}
}

// applyMailClass applies a class to a line of it.
func (w *work) applyMailClass(c *mailClass) {
	if c.quarantined && !w.lineInfo.inspection.has('P') {
		return
	}
	effect := Bars
	switch {
	case c.fact == NoFact && c.unknown != 0:
		effect = c.unknown
	case c.fact == NoFact:
	case c.allowedValues != nil:
		switch processing, given := w.facts.Str(c.fact); {
		case !given:
			effect = NeedsFact
		case slices.Contains(c.allowedValues, processing):
			effect = Permits
		}
	default:
		switch value, given := w.facts.Bool(c.fact); {
		case given && value != c.barredValue:
			effect = Permits
		case given, c.assumed:
		case c.unknown != 0:
			effect = c.unknown
		default:
			effect = NeedsFact
		}
	}
	w.addMailReason(c, effect, c.fact)
}

// addMailReason adds the reason of a class, with a citation of its category.
func (w *work) addMailReason(c *mailClass, effect Effect, fact FactKey) {
	basis := notice470.basis
	if effect == NeedsList {
		basis = edition.Reported // that the category may cover the class is our reading
	}
	citation := notice470.citation()
	citation.Entry, citation.Quote = mailNumbers[c.category], mailCategories[c.category]
	w.add(Reason{
		Code: MailBarred, Effect: effect, Basis: basis, Fact: fact,
		Args: [4]string{c.goods.EN, c.goods.ZH, mailNumbers[c.category]},
	}, citation)
}

// isSeedName reports whether the name of a line says that the goods are for sowing
// (种用), and not that they are not (非种用).
func isSeedName(name string) bool {
	i := strings.Index(name, "种用")
	return i == 0 || i > 0 && !strings.HasSuffix(name[:i], "非") && !strings.Contains(name, "改良种用")
}
