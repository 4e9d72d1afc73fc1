package eligibility

import (
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// prohibited runs the step "prohibited outright": what the tariff or another
// instrument bars whatever the lists say.
func (w *work) prohibited() {
	w.prohibitedByTariff()
	w.arms()
	w.specialCodes()
	w.japan()
	if w.channel.retail {
		w.barredFromRetail()
	}
	if w.channel.direct {
		w.barredFromMail()
	}
}

// prohibitedByTariff reads supervision conditions 9 (prohibited import) and 6
// (used machinery and electrical goods prohibited).
func (w *work) prohibitedByTariff() {
	if w.line == nil {
		return
	}
	if w.hasSupervision('9') {
		w.addFromLine(ImportProhibited, Bars, NoFact, w.line.Supervision)
	}
	if w.hasSupervision('6') {
		effect := Permits
		switch used, known := w.facts.Bool(UsedGoods); {
		case !known:
			effect = NeedsFact
		case used:
			effect = Bars
		}
		w.addFromLine(UsedGoodsProhibited, effect, UsedGoods, w.line.Supervision)
	}
}

// arms adds the reason on arms, ammunition and explosives. Most of their lines have no
// supervision condition that controls them (k does), because other laws do, so that
// the silence of the tariff does not clear them.
func (w *work) arms() {
	weapon := w.inFamily(arms) || w.inFamily(explosives)
	switch {
	case w.channel.retail && weapon:
		w.add(Reason{Code: ProhibitedArticle, Effect: Bars, Basis: order43.basis,
			Args: [4]string{"arms, ammunition and explosives", "武器、弹药及爆炸物品"}}, order43.citation())
	case !w.channel.retail && (weapon || w.inFamily(military)) && !w.hasSupervision('k'):
		w.addFromText(OutsideTariffControls, NeedsList, NoFact, &order43)
	}
}

var (
	armsPrefixes = []string{"9301", "9302", "9303", "9304", "9305", "9306", "8710", "890610"}
	// blades, sights, rocket motors
	militaryPrefixes  = []string{"9307", "9013100090", "9013901010", "8412800030", "8412901020"}
	explosivePrefixes = []string{"3601", "3602", "3603", "3604"}
)

// specialCodes adds the reason on chapter 98, which has China's own codes for
// declared categories, not for products.
func (w *work) specialCodes() {
	if w.line == nil || w.code.At(tariff.Chapter) != "98" {
		return
	}
	if w.code.At(tariff.Heading) == "9803" {
		w.add(Reason{Code: ExportOnlyCode, Effect: Bars, Basis: w.table.Basis()}, w.citeLine(w.line.NameZH))
		return
	}
	w.add(Reason{Code: SpecialCode, Effect: NeedsFact, Basis: w.table.Basis(), Fact: FactHSCode},
		w.citeLine(w.line.NameZH))
}

// under reports whether the code has one of the prefixes.
func under(c tariff.Code, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(string(c), p) {
			return true
		}
	}
	return false
}

// Prefixes of food and aquatic products, for the bans on goods from Japan.
var (
	foodPrefixes = []string{
		"02", "03", "04", "07", "08", "09", "10", "11", "1201", "1202", "1203", "1204", "1205", "1206", "1207", "1208",
		"1212", "15", "16", "17", "18", "19", "20", "21", "2201", "2202", "2203", "2204", "2205", "2206", "2208", "2209",
		"2309", "2501",
	}
	aquaticPrefixes = []string{"03", "1504", "1603", "1604", "1605", "121221", "121229"}
)

// barredPrefectures are the ten prefectures whose food may not be imported, in
// romanised form.
var barredPrefectures = [...]string{
	"fukushima", "gunma", "tochigi", "ibaraki", "miyagi", "niigata", "nagano", "saitama", "tokyo", "chiba",
}

// Dates of the measures on Japanese aquatic products. The source of the first measure
// gives only its month, so the days of that month are undetermined.
var (
	seaBanMonth   = edition.Interval{From: edition.NewDate(2023, 8, 1), To: edition.NewDate(2023, 9, 1)}
	seaBan        = edition.Interval{From: edition.NewDate(2023, 9, 1), To: edition.NewDate(2025, 6, 29)}
	seaReopened   = edition.Interval{From: edition.NewDate(2025, 6, 29), To: edition.NewDate(2025, 11, 19)}
	seaSuspension = edition.Interval{From: edition.NewDate(2025, 11, 19)}
)

// japan applies the bans on food of Japan. An unknown origin is a condition, which the
// importer can meet; an unknown prefecture of Japanese goods is a missing fact.
func (w *work) japan() {
	if !w.inFamily(food) {
		return
	}
	w.dependOn(originField)
	switch w.d.Item.Origin {
	case "":
		w.addFromText(OriginRestricted, Condition, FactOrigin, &japanFood)
	case "JP":
		w.prefecture()
		if w.inFamily(aquatic) {
			w.japaneseAquatic()
		}
	}
}

// prefecture applies the bans and conditions on food by prefecture.
func (w *work) prefecture() {
	r := Reason{Code: PrefectureBarred, Basis: japanFood.basis, Fact: OriginPrefecture}
	prefecture, known := w.facts.Str(OriginPrefecture)
	r.Args[0] = prefecture
	switch {
	case !known:
		r.Effect = NeedsFact
	case w.d.AsOf >= niigataRiceFrom && under(w.code, riceHeading) && samePrefecture(prefecture, "niigata"):
		w.add(Reason{Code: PrefectureCertificates, Effect: Condition, Basis: niigataRice.basis, Args: [4]string{
			prefecture, "rice must come from registered mills, fumigated, with the official certificates",
			"大米须经注册企业加工并熏蒸处理，附官方证书"}}, niigataRice.citation())
		return
	case isBarredPrefecture(prefecture):
		r.Effect = Bars
	case isPrefecture(prefecture):
		w.certificates(prefecture)
		return
	default:
		// An unknown name does not clear the goods.
		r.Effect = NeedsFact
	}
	w.add(r, japanFood.citation())
}

// certificates adds the condition on the certificates that food of other prefectures
// needs.
func (w *work) certificates(prefecture string) {
	r := Reason{Code: PrefectureCertificates, Effect: Condition, Basis: japanPapers.basis, Args: [4]string{
		prefecture, "must come with Japan's official certificate of origin", "须附日本官方出具的原产地证明"}}
	if w.inFamily(radiationTested) {
		r.Args[1] = "must come with Japan's official certificates of origin and of the test for radioactive substances"
		r.Args[2] = "须附日本官方出具的原产地证明和放射性物质检测合格证明"
	}
	w.add(r, japanPapers.citation())
}

// radiationPrefixes are vegetables, dairy and aquatic products, tea, fruit and
// medicinal plants, with their products.
var radiationPrefixes = []string{
	"03", "0401", "0402", "0403", "0404", "0405", "0406", "07", "08", "0902", "1211", "1604", "1605",
	"2001", "2002", "2003", "2004", "2005", "2006", "2007", "2008", "2009",
}

// Rice of Niigata is admitted from niigataRiceFrom.
var (
	niigataRiceFrom = edition.NewDate(2018, 11, 28)
	riceHeading     = []string{"1006"}
)

// samePrefecture reports whether s is a spelling of that prefecture.
func samePrefecture(s, romanised string) bool {
	i := prefectureIndex(normalPrefecture(s))
	return i >= 0 && prefectures[i].romanised == romanised
}

// japaneseAquatic applies the measures on aquatic products of Japan.
func (w *work) japaneseAquatic() {
	day := w.d.AsOf
	r := Reason{Code: JapaneseAquatic, Basis: japanSea.basis}
	switch {
	case seaBan.Contains(day), seaSuspension.Contains(day):
		r.Effect = Bars
	case seaBanMonth.Contains(day):
		r.Effect = NeedsList
	case seaReopened.Contains(day):
		r.Fact = PlantRegistered
		switch registered, known := w.facts.Bool(PlantRegistered); {
		case !known:
			r.Effect = Condition
		case registered:
			r.Effect = Permits
		default:
			r.Effect = Bars
		}
	default:
		return
	}
	w.add(r, japanSea.citation())
}

// macrons removes the marks of long vowels.
var macrons = strings.NewReplacer("ō", "o", "ū", "u", "ô", "o", "û", "u")

// normalPrefecture removes case, marks and suffixes from the name of a prefecture.
func normalPrefecture(s string) string {
	s = macrons.Replace(strings.ToLower(strings.TrimSpace(s)))
	for _, suffix := range []string{"prefecture", "metropolis", "-ken", "-fu", "-to", "ken", "县", "県", "府", "都"} {
		if t := strings.TrimSpace(strings.TrimSuffix(s, suffix)); t != s && prefectureIndex(t) >= 0 {
			return t
		}
	}
	return s
}

func isBarredPrefecture(s string) bool {
	i := prefectureIndex(normalPrefecture(s))
	if i < 0 {
		return false
	}
	for _, p := range barredPrefectures {
		if prefectures[i].romanised == p {
			return true
		}
	}
	return false
}

func isPrefecture(s string) bool { return prefectureIndex(normalPrefecture(s)) >= 0 }

func prefectureIndex(s string) int {
	for i := range prefectures {
		if p := &prefectures[i]; s == p.romanised || s == p.hanzi || s == p.kanji {
			return i
		}
	}
	return -1
}

// prefectures are all 47 prefectures of Japan, so that a misspelt name clears nothing.
var prefectures = [...]struct{ romanised, hanzi, kanji string }{
	{"hokkaido", "北海道", "北海道"}, {"aomori", "青森", "青森"}, {"iwate", "岩手", "岩手"}, {"miyagi", "宫城", "宮城"},
	{"akita", "秋田", "秋田"}, {"yamagata", "山形", "山形"}, {"fukushima", "福岛", "福島"}, {"ibaraki", "茨城", "茨城"},
	{"tochigi", "栃木", "栃木"}, {"gunma", "群马", "群馬"}, {"saitama", "埼玉", "埼玉"}, {"chiba", "千叶", "千葉"},
	{"tokyo", "东京", "東京"}, {"kanagawa", "神奈川", "神奈川"}, {"niigata", "新潟", "新潟"}, {"toyama", "富山", "富山"},
	{"ishikawa", "石川", "石川"}, {"fukui", "福井", "福井"}, {"yamanashi", "山梨", "山梨"}, {"nagano", "长野", "長野"},
	{"gifu", "岐阜", "岐阜"}, {"shizuoka", "静冈", "静岡"}, {"aichi", "爱知", "愛知"}, {"mie", "三重", "三重"},
	{"shiga", "滋贺", "滋賀"}, {"kyoto", "京都", "京都"}, {"osaka", "大阪", "大阪"}, {"hyogo", "兵库", "兵庫"},
	{"nara", "奈良", "奈良"}, {"wakayama", "和歌山", "和歌山"}, {"tottori", "鸟取", "鳥取"}, {"shimane", "岛根", "島根"},
	{"okayama", "冈山", "岡山"}, {"hiroshima", "广岛", "広島"}, {"yamaguchi", "山口", "山口"}, {"tokushima", "德岛", "徳島"},
	{"kagawa", "香川", "香川"}, {"ehime", "爱媛", "愛媛"}, {"kochi", "高知", "高知"}, {"fukuoka", "福冈", "福岡"},
	{"saga", "佐贺", "佐賀"}, {"nagasaki", "长崎", "長崎"}, {"kumamoto", "熊本", "熊本"}, {"oita", "大分", "大分"},
	{"miyazaki", "宫崎", "宮崎"}, {"kagoshima", "鹿儿岛", "鹿児島"}, {"okinawa", "冲绳", "沖縄"},
}

// Dates of rules whose source gives only a year or a month. Within that year or month
// the effect of the rule is undetermined.
var (
	ecigYear = edition.Interval{From: edition.NewDate(2022, 1, 1), To: edition.NewDate(2023, 1, 1)}
	ecigBan  = edition.Interval{From: edition.NewDate(2023, 1, 1)}
	otcFrom  = edition.NewDate(2021, 5, 1)
)

var (
	ecigPrefixes     = []string{"2404", "854340"}
	medicinePrefixes = []string{"3002", "3003", "3004"}
)

// barredFromRetail applies the rules that bar goods from retail import even when their
// code is on the list.
func (w *work) barredFromRetail() {
	facts := &w.facts
	if w.hasSupervision('I') {
		w.add(Reason{Code: ProhibitedArticle, Effect: Bars, Basis: order43.basis,
			Args: [4]string{"narcotic and psychotropic drugs", "麻醉药品和精神药物"}},
			order43.citation(), w.citeLine(w.line.Supervision))
	}
	w.addFactBar(ListedSpeciesExcluded, EndangeredSpecies, w.hasSupervision('F'), &species)
	w.addFactBar(DualUseExcluded, DualUse, w.hasSupervision('2') || w.hasSupervision('3'), &dualUse)
	if suspended, known := facts.Bool(EmergencySuspension); known && suspended {
		w.add(Reason{Code: EmergencyMeasure, Effect: Bars, Basis: notice194.basis, Fact: EmergencySuspension},
			notice194.citation(), order43.citation())
	}
	if w.inFamily(eCigarettes) {
		switch {
		case ecigBan.Contains(w.d.AsOf):
			w.addFromText(ECigaretteOnline, Bars, NoFact, &ecigRules)
		case ecigYear.Contains(w.d.AsOf):
			w.addFromText(ECigaretteOnline, NeedsList, NoFact, &ecigRules)
		}
	}
	if w.inFamily(medicines) && w.d.AsOf >= otcFrom {
		w.addFromText(MedicinePilotOnly, NeedsList, NoFact, &otcPilot)
	}
}

// addFactBar adds a reason that bars when a fact is true. ask says whether the line
// suggests that the fact matters: otherwise an unknown fact is not asked for.
func (w *work) addFactBar(code ReasonCode, fact FactKey, ask bool, text *instrument) {
	effect := NeedsFact
	switch value, known := w.facts.Bool(fact); {
	case known && value:
		effect = Bars
	case known && ask:
		effect = Permits
	case !ask:
		return
	}
	w.addFromText(code, effect, fact, text)
}

// marketAccess adds the reason that goods under animal and plant quarantine need market
// access for the country and the product.
func (w *work) marketAccess() {
	if !w.lineInfo.inspection.has('P') {
		return
	}
	r := Reason{Code: MarketAccessNeeded, Basis: freshRule.basis, Fact: MarketAccess}
	switch access, known := w.facts.Bool(MarketAccess); {
	case !known:
		r.Effect = Condition
	case access:
		r.Effect = Permits
	default:
		r.Effect = Bars
	}
	w.add(r, freshRule.citation(), w.citeLine(w.line.InspectionImport))
}
