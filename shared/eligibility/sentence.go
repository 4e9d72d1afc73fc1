package eligibility

import (
	"sync"

	"importchecker/shared/edition"
)

// sentence is the text of a reason code for one effect; a zero effect is for any.
type sentence struct {
	code   ReasonCode
	effect Effect
	text   edition.Text
}

// sentences has the texts of all reasons of a ruleset. The placeholders {0}, {n0}, {m0}
// and so on are those of Reason.fill. All sentences of a code are adjacent.
type sentences []sentence

// words finds the sentences of a ruleset by code.
type words map[ReasonCode]sentences

// byCode sorts the sentences by their codes.
func (s sentences) byCode() words {
	w := make(words, len(s))
	for i := range s {
		if code := s[i].code; w[code] == nil {
			end := i
			for end < len(s) && s[end].code == code {
				end++
			}
			w[code] = s[i:end]
		}
	}
	return w
}

// find returns the sentence for a reason code and effect.
func (w words) find(code ReasonCode, effect Effect) edition.Text {
	for _, s := range w[code] {
		if s.effect == effect || s.effect == 0 {
			return s.text
		}
	}
	return edition.Text{EN: string(code), ZH: string(code)}
}

var (
	goodsWords   = sync.OnceValue(goodsSentences.byCode)
	serviceWords = sync.OnceValue(serviceSentences.byCode)
)

// goodsSentences has the texts of the ruleset for goods.
var goodsSentences = sentences{
	{CodeMissing, 0, edition.Text{
		EN: "No code was given. Which of these is it? Codes that the name may mean: {n0}; candidates has the verdicts for each. Check again with the code.",
		ZH: "未提供编码。是下列哪一个？该名称可能对应 {n0} 个税号，candidates 列出各自的结论。请以编码重新查询。"}},
	{NameNotFound, 0, edition.Text{
		EN: "No code was given, and none was found for the name. Give a customs code, or the name in other words.",
		ZH: "未提供编码，税则中也没有名称相近的税号。请提供海关商品编码，或换用其他名称。"}},
	{CodeUnknown, 0, edition.Text{
		EN: "{0} is not a code of the {1} tariff, nor of an earlier one that is held. Check the code.",
		ZH: "{0} 不是{1}年税则的编码，也不见于所收录的以往税则。请核对编码。"}},
	{CodeOutdated, 0, edition.Text{
		EN: "{0} is not a code of the {1} tariff; it was a code of {2}. Declare under one of the candidates.",
		ZH: "{0} 不是{1}年税则的编码，曾见于 {2}。请按候选编码申报。"}},
	{CodeTooCoarse, 0, edition.Text{
		EN: "{0} covers {n0} lines with different answers; give the finer code.{1}",
		ZH: "{0} 项下有 {n0} 个税号，结论不一，请提供更细的编码。{2}"}},
	{TariffNotHeld, Condition, edition.Text{
		EN: "The tariff in force on {0} is not held (held: {1}, from {2}): look up what it prohibited or licensed for this line on that day.",
		ZH: "未收录 {0} 适用的税则（现有：{1}年，自 {2} 起）：须另查当日该税号的禁止与监管规定。"}},
	{TariffNotHeld, 0, edition.Text{
		EN: "The tariff in force on {0} is not held (held: {1}, from {2}), so this day cannot be decided.",
		ZH: "未收录 {0} 适用的税则（现有：{1}年，自 {2} 起），该日无法判定。"}},
	{SpecialCode, 0, edition.Text{
		EN: "Chapter 98 holds China's own codes for declared categories, not for products; give the product's own code.",
		ZH: "第98章为我国特殊申报类别编码，并非商品编码；请提供商品本身的编码。"}},

	{ImportProhibited, 0, edition.Text{
		EN: "Import is prohibited: supervision condition 9.",
		ZH: "禁止进口：监管条件“9”。"}},
	{UsedGoodsProhibited, Bars, edition.Text{
		EN: "Used goods of this line may not be imported: supervision condition 6.",
		ZH: "该税号旧机电产品禁止进口：监管条件“6”。"}},
	{UsedGoodsProhibited, Permits, edition.Text{
		EN: "Declared as new, so the prohibition of used goods (supervision condition 6) does not apply.",
		ZH: "申明为新品，监管条件“6”（旧机电产品禁止进口）不适用。"}},
	{UsedGoodsProhibited, NeedsFact, edition.Text{
		EN: "Used goods of this line may not be imported (supervision condition 6); say whether the goods are used.",
		ZH: "该税号旧机电产品禁止进口（监管条件“6”）；请说明是否为旧货。"}},
	{ExportOnlyCode, 0, edition.Text{
		EN: "By its name, this code is for exports.",
		ZH: "按名称，该编码仅用于出口。"}},
	{ProhibitedArticle, 0, edition.Text{
		EN: "Articles of this kind may not be imported: {0}.",
		ZH: "禁止进境物品：{1}。"}},
	{OutsideTariffControls, 0, edition.Text{
		EN: "The tariff states no import condition for these arms or explosives because other law decides about them; that law is not held, which is not a clearance.",
		ZH: "税则未列该武器或爆炸物品的进口监管条件，由其他法律规定；相关规定未收录，不得视为准许进口。"}},
	{OriginRestricted, 0, edition.Text{
		EN: "Food of ten Japanese prefectures, and Japanese aquatic products while suspended, may not be imported: the origin must be another, and must be stated.",
		ZH: "日本十个都县的食品以及暂停进口期间的日本水产品不得进口：须为其他原产地并予说明。"}},
	{PrefectureBarred, Bars, edition.Text{
		EN: "Food from {p0} may not be imported.",
		ZH: "{p0} 的食品禁止进口。"}},
	{PrefectureBarred, Permits, edition.Text{
		EN: "{p0} is not one of the ten prefectures whose food may not be imported.",
		ZH: "{p0} 不在禁止进口食品的十个都县之列。"}},
	{PrefectureBarred, NeedsFact, edition.Text{
		EN: "Food of ten Japanese prefectures may not be imported; name the prefecture of origin.",
		ZH: "日本十个都县的食品禁止进口；请说明原产都道府县。"}},
	{PrefectureCertificates, 0, edition.Text{
		EN: "Food of Japan from {p0}: {1}.",
		ZH: "产自日本{p0}的食品：{2}。"}},
	{JapaneseAquatic, Bars, edition.Text{
		EN: "Import of Japanese aquatic products is suspended on this day.",
		ZH: "该日暂停进口日本水产品。"}},
	{JapaneseAquatic, NeedsList, edition.Text{
		EN: "Japanese aquatic products were barred in August 2023; the source does not give the day.",
		ZH: "2023年8月起禁止进口日本水产品；来源未载明具体日期。"}},
	{JapaneseAquatic, Condition, edition.Text{
		EN: "Japanese aquatic products of other prefectures may come from registered plants with the three certificates.",
		ZH: "其他都道府县的日本水产品须由注册企业生产并附三种证明。"}},
	{JapaneseAquatic, Permits, edition.Text{
		EN: "Declared as from a plant registered since the partial reopening; the three certificates go with the goods.",
		ZH: "申明由恢复进口后注册的企业生产；须随附三种证明。"}},
	{ListedSpeciesExcluded, Bars, edition.Text{
		EN: "Goods of species in the wildlife catalogue are not admitted.",
		ZH: "列入《进出口野生动植物种商品目录》的商品不得以此方式进口。"}},
	{ListedSpeciesExcluded, Permits, edition.Text{
		EN: "Declared as not of a species in the wildlife catalogue.",
		ZH: "申明不属于《进出口野生动植物种商品目录》。"}},
	{ListedSpeciesExcluded, NeedsFact, edition.Text{
		EN: "Goods of species in the wildlife catalogue are not admitted; say whether this is one.",
		ZH: "列入《进出口野生动植物种商品目录》的商品除外；请说明是否属于。"}},
	{DualUseExcluded, Bars, edition.Text{
		EN: "Dual-use items are not admitted by this channel.",
		ZH: "两用物项不得以此方式进口。"}},
	{DualUseExcluded, Permits, edition.Text{
		EN: "Declared as not a dual-use item.",
		ZH: "申明不属于两用物项。"}},
	{DualUseExcluded, NeedsFact, edition.Text{
		EN: "Dual-use items are not admitted by this channel; say whether this is one.",
		ZH: "两用物项除外；请说明是否属于。"}},
	{EmergencyMeasure, 0, edition.Text{
		EN: "Goods of suspended epidemic areas, or under an emergency risk measure, are not admitted.",
		ZH: "来自明令暂停进口的疫区或已被采取风险应急处置措施的商品不得进口。"}},
	{ECigaretteOnline, Bars, edition.Text{
		EN: "E-cigarettes may not be sold over networks other than the state platform.",
		ZH: "电子烟不得通过国家统一平台以外的网络销售。"}},
	{ECigaretteOnline, NeedsList, edition.Text{
		EN: "E-cigarettes were barred from sale over networks in 2022; the source does not give the day.",
		ZH: "2022年起电子烟不得通过网络销售；来源未载明具体日期。"}},
	{MedicinePilotOnly, 0, edition.Text{
		EN: "Medicines come by this channel in one pilot only (Henan, 13 over-the-counter drugs); the 13 are not held.",
		ZH: "药品仅限河南试点的13种非处方药；该13种药品名单未收录。"}},
	{MailBarred, Bars, edition.Text{
		EN: "Announcement 470, category {2}: not allowed by mail, hand luggage or direct purchase: {0}. Only a permit together with the exporting country's official certificate lifts it.",
		ZH: "第470号公告第{2}类：禁止携带、寄递及直购进境：{1}。经审批许可并具有输出国家或地区官方检疫证书的除外。"}},
	{MailBarred, Permits, edition.Text{
		EN: "As declared, outside category {2} of Announcement 470: {0}.",
		ZH: "按申明的情况，不在第470号公告第{2}类禁止之列：{1}。"}},
	{MailBarred, Condition, edition.Text{
		EN: "Announcement 470, category {2}: must not be {0}.",
		ZH: "第470号公告第{2}类：不得为{1}。"}},
	{MailBarred, NeedsFact, edition.Text{
		EN: "Announcement 470, category {2}, bars from direct purchase: {0}. Say whether the goods are of this kind.",
		ZH: "第470号公告第{2}类禁止直购进境：{1}。请说明是否属于。"}},
	{MailBarred, NeedsList, edition.Text{
		EN: "Announcement 470, category {2}, may include these goods; its wording leaves this open: {0}.",
		ZH: "第470号公告第{2}类是否包括该商品，其文字未予明确：{1}。"}},

	{NoImportProhibition, 0, edition.Text{
		EN: "The tariff does not prohibit its import. This is not a clearance under other laws.",
		ZH: "税则未注明禁止进口；其他法律的要求不因此而免除。"}},
	{ChannelNotOpen, 0, edition.Text{
		EN: "This way of importing did not exist before {0}.",
		ZH: "该进口方式自 {0} 起施行，此前不存在。"}},
	{NoEditionInForce, 0, edition.Text{
		EN: "No edition is held for this day of: {0}.",
		ZH: "未收录该日有效的版本：{1}。"}},
	{Listed, 0, edition.Text{
		EN: "On the list: line {1} ({2}).",
		ZH: "清单列有税号 {1}（{3}）。"}},
	{NameMustFit, 0, edition.Text{
		EN: "A listed number covers more goods than the list's name and remark admit: goods that do not fit them may be refused.",
		ZH: "列入清单的税号所涵盖的商品可能多于清单名称和备注所准许的商品；不符者可能被拒绝进口。"}},
	{NotListed, 0, edition.Text{
		EN: "Not on the list {0}, of which all {n0} rows are held.",
		ZH: "不在清单内：{1}，共 {n0} 行，已全部收录。"}},
	{RemovedFromList, 0, edition.Text{
		EN: "The edition in force removed line {1} from the list.",
		ZH: "现行版本已将税号 {1} 移出清单。"}},
	{ListIncomplete, 0, edition.Text{
		EN: "{n0} of {n1} rows are held, none with this code, so that more facts decide nothing.{0}",
		ZH: "{n1} 行中仅收录 {n0} 行，无此税号：不能据此判断，补充信息亦然。{1}"}},
	{StoodInEarlierEdition, 0, edition.Text{
		EN: "Line {1} was in edition {0}, in force until {2}. That does not show that it still is.",
		ZH: "税号 {1} 曾列于 {0} 版（有效至 {2}），不能证明现仍在清单内。"}},
	{PredecessorWasListed, 0, edition.Text{
		EN: "Edition {0} named line {1}; its subheading {3} has since been renumbered ({r2}), and the subheading of this code is a successor.",
		ZH: "{0} 版曾列税号 {1}，其子目 {3} 其后调整（{r2}），本编码的子目由其而来。"}},
	{NamedWithoutCode, 0, edition.Text{
		EN: "A source names “{0}” in connection with edition {1}, without a code ({2}); it may mean this code. This is a hint, not a row.",
		ZH: "有来源就 {1} 版提及一类可能包括本编码的商品，未给出税号（见引文）。仅供线索，并非清单条目。"}},

	{BondedOnly, Bars, edition.Text{
		EN: "Admitted as bonded online purchase only, not by direct purchase.",
		ZH: "仅限网购保税商品，不得直购进口。"}},
	{BondedOnly, Informs, edition.Text{
		EN: "Admitted as bonded online purchase only, which this channel is.",
		ZH: "仅限网购保税商品；本渠道符合。"}},
	{NamedGoodsOnly, Bars, edition.Text{
		EN: "The line is on the list for the goods named only: “{0}”.",
		ZH: "该税号仅限备注列明的商品：“{0}”。"}},
	{NamedGoodsOnly, Permits, edition.Text{
		EN: "Declared as the goods that the remark names: “{0}”.",
		ZH: "申明为备注列明的商品：“{0}”。"}},
	{NamedGoodsOnly, NeedsFact, edition.Text{
		EN: "The line is on the list for the goods named only: “{0}”. Say whether the product is one of them.",
		ZH: "该税号仅限备注列明的商品：“{0}”。请说明是否属于。"}},
	{ClassExcluded, Bars, edition.Text{
		EN: "The remark excludes this class of goods: “{0}”.",
		ZH: "备注排除该类商品：“{0}”。"}},
	{ClassExcluded, Permits, edition.Text{
		EN: "Declared as outside the class that the remark excludes: “{0}”.",
		ZH: "申明不属于备注排除的类别：“{0}”。"}},
	{ClassExcluded, NeedsFact, edition.Text{
		EN: "The remark excludes a class of goods: “{0}”. Say whether these belong to it.",
		ZH: "备注排除某类商品：“{0}”。请说明是否属于。"}},
	{WeightLimit, Bars, edition.Text{
		EN: "More than the {n0} g that one person may buy in a year: “{0}”.",
		ZH: "超过每人每年 {n0} 克的限量：“{0}”。"}},
	{WeightLimit, Permits, edition.Text{
		EN: "Within the {n0} g that one person may buy in a year: “{0}”.",
		ZH: "未超过每人每年 {n0} 克的限量：“{0}”。"}},
	{WeightLimit, Condition, edition.Text{
		EN: "One person may buy at most {n0} g in a year: “{0}”.",
		ZH: "每人每年限量 {n0} 克：“{0}”。"}},
	{RemarkToBeRead, 0, edition.Text{
		EN: "The entry has a remark that must be read and met: “{0}”.",
		ZH: "该条目附有备注，须遵照执行：“{0}”。"}},

	{SoldInMall, Bars, edition.Text{
		EN: "Goods of the pilot are sold to wholesalers at the Yiwu China Imported Commodities Mall.",
		ZH: "试点商品须在义乌中国进口商品城向采购商销售。"}},
	{SoldInMall, Permits, edition.Text{
		EN: "Declared to be sold to wholesalers at the Yiwu China Imported Commodities Mall.",
		ZH: "申明在义乌中国进口商品城向采购商销售。"}},
	{SoldInMall, 0, edition.Text{
		EN: "Must be sold to wholesalers at the Yiwu China Imported Commodities Mall.",
		ZH: "须在义乌中国进口商品城向采购商销售。"}},
	{PersonalUseOnly, Bars, edition.Text{
		EN: "Goods bought this way are for personal use; resale is barred.",
		ZH: "以此方式购买的商品仅限个人自用，不得再次销售。"}},
	{PersonalUseOnly, Permits, edition.Text{
		EN: "Declared to be bought by a consumer for personal use; resale in China is barred.",
		ZH: "申明由消费者购买、个人自用；不得再次销售。"}},
	{PersonalUseOnly, 0, edition.Text{
		EN: "Must be bought by a consumer for personal use, not for resale.",
		ZH: "须由消费者购买，仅限个人自用，不得再次销售。"}},
	{PlatformOrder, NeedsFact, edition.Text{
		EN: "Not sold on a platform connected with customs: say whether the express or postal firm sends the data of trade, payment and logistics and takes the responsibility.",
		ZH: "未通过与海关联网的平台交易：请说明快递、邮政企业是否统一提供交易、支付、物流等电子信息并承诺承担相应法律责任。"}},
	{PlatformOrder, Bars, edition.Text{
		EN: "Orders that do not come through a platform connected with customs are outside this channel.",
		ZH: "未通过与海关联网的平台交易的，不适用此方式。"}},
	{PlatformOrder, Permits, edition.Text{
		EN: "Declared: {0}.",
		ZH: "申明{1}。"}},
	{PlatformOrder, 0, edition.Text{
		EN: "Must be sold on a platform that sends matching order, payment and logistics data to customs.",
		ZH: "须通过与海关联网的平台交易，交易、支付、物流信息相符。"}},
	{PersonalUseSupervision, 0, edition.Text{
		EN: "Supervised as articles for personal use: no licence, registration or filing for a first import is required. The seller appoints a registered domestic agent and informs buyers of the risks.",
		ZH: "按个人自用进境物品监管，不执行首次进口许可批件、注册或备案要求。境外商家须委托境内代理人并履行风险告知。"}},
	{NoOfflinePickup, 0, edition.Text{
		EN: "Bonded goods may in principle not be handed over offline outside the special customs zone.",
		ZH: "原则上不允许网购保税商品在海关特殊监管区域外线下自提。"}},
	{ReturnWindow, 0, edition.Text{
		EN: "Returned goods are not taxed and the buyer's annual total is restored, if the buyer applies within 30 days of release and the goods are returned within 45.",
		ZH: "自放行之日起30日内申请、45日内运回的退货，不征税并调整个人年度累计金额。"}},
	{PilotArea, Bars, edition.Text{
		EN: "Retail import is made in the pilot cities and zones only.",
		ZH: "仅限在跨境电商零售进口试点城市（区域）开展。"}},
	{PilotArea, Permits, edition.Text{
		EN: "Declared to be made in a city or zone where the retail import pilot applies.",
		ZH: "申明在适用试点政策的城市（区域）开展。"}},
	{PilotArea, 0, edition.Text{
		EN: "Must be made where the retail import pilot applies.",
		ZH: "须在该日适用试点政策的城市（区域）开展。"}},
	{PilotZoneHeld, 0, edition.Text{
		EN: "{0} ({1}) has had a cross-border e-commerce comprehensive pilot zone since {2}, as the pilot requires; the local customs must have confirmed that it can supervise retail imports there.",
		ZH: "{1}自 {2} 起设有跨境电子商务综合试验区，符合试点区域要求；须经所在地海关确认符合监管要求后方可开展。"}},
	{PilotZoneRevoked, 0, edition.Text{
		EN: "The comprehensive pilot zone of {0} ({1}) was revoked on {3}; whether the place has another zone of the pilot is not known.",
		ZH: "{1}的跨境电子商务综合试验区已于 {3} 撤销；该地是否另有符合试点要求的区域未收录。"}},
	{PromotionZoneOnly, 0, edition.Text{
		EN: "{0} ({1}) is an import promotion demonstration zone since {2}. That alone does not show that retail imports are made there: ask its customs.",
		ZH: "{1}自 {2} 起为进口贸易促进创新示范区，仅此不足以证明该地开展零售进口业务，请向所在地海关核实。"}},
	{PilotAreaUnknown, 0, edition.Text{
		EN: "“{0}” is not among the places held for this day, or two places have that name. The lists of free trade zones, comprehensive bonded zones, type B centres, and a part of the pilot zones are not held, so it may still be one.",
		ZH: "“{0}”不在该日已收录的地点之列，或有重名。自贸试验区、综合保税区、保税物流中心（B型）名单及部分综试区未收录，不能据此判定该地不在试点范围内。"}},
	{MarketAccessNeeded, Condition, edition.Text{
		EN: "Animal and plant products need quarantine access for this country and product.",
		ZH: "动植物产品须已获得该国（地区）该产品的检疫准入。"}},
	{MarketAccessNeeded, Permits, edition.Text{
		EN: "Declared to have quarantine access for this country and product.",
		ZH: "申明已获得该国（地区）该产品的检疫准入。"}},
	{MarketAccessNeeded, Bars, edition.Text{
		EN: "Animal and plant products without quarantine access are not admitted.",
		ZH: "未获检疫准入的动植物产品不得进口。"}},
	{TransactionLimit, Bars, edition.Text{
		EN: "Over the limit of {m0} for one order ({m1}).",
		ZH: "超过单次交易限值 {m0} 元（{m1} 元）。"}},
	{TransactionLimit, Permits, edition.Text{
		EN: "Within the limit of {m0} for one order ({m1}).",
		ZH: "未超过单次交易限值 {m0} 元（{m1} 元）。"}},
	{TransactionLimit, Condition, edition.Text{
		EN: "One order may come to at most {m0}.",
		ZH: "单次交易限值为 {m0} 元。"}},
	{OneItemRule, Permits, edition.Text{
		EN: "Over {m0} and under {m2} with exactly one item in the order: admitted, and taxed in full.",
		ZH: "超过 {m0} 元、低于 {m2} 元且订单下仅一件商品：可以进口，全额征税。"}},
	{OneItemRule, NeedsFact, edition.Text{
		EN: "One item costs {m1}, over the limit of {m0}: admitted only when the order holds exactly one. Give the quantity.",
		ZH: "单件价格 {m1} 元，超过单次限值 {m0} 元：仅当订单下只有一件商品时可以进口。请提供数量。"}},
	{OneItemRule, NeedsList, edition.Text{
		EN: "One item at exactly {m2}: the text says under that amount, and the part that is held does not cover this case.",
		ZH: "单件价格恰为 {m2} 元：规定为“低于”，现有文本未明确此情形。"}},
	{AnnualLimit, Bars, edition.Text{
		EN: "With this order the buyer's annual total is {m1}, over the limit of {m0}: handled as general trade.",
		ZH: "加上本单，消费者本年度累计 {m1} 元，超过年度限值 {m0} 元：按一般贸易管理。"}},
	{AnnualLimit, Permits, edition.Text{
		EN: "With this order the buyer's annual total is {m1}, within the limit of {m0}.",
		ZH: "加上本单，消费者本年度累计 {m1} 元，未超过年度限值 {m0} 元。"}},
	{AnnualLimit, Condition, edition.Text{
		EN: "One person may buy for at most {m0} in a year.",
		ZH: "个人年度交易限值为 {m0} 元。"}},

	{ImportLicenceRequired, 0, document},
	{DualUseLicenceRequired, 0, document},
	{AutomaticLicenceRequired, 0, document},
	{ProcessingTradeLicence, 0, edition.Text{
		EN: "Supervision condition {0}, {1}, concerns processing trade.",
		ZH: "监管条件“{0}”（{2}）适用于加工贸易。"}},
	{QuotaCertificateRequired, 0, document},
	{InspectionRequired, 0, edition.Text{
		EN: "Inspection and quarantine at the border (supervision condition A): class {c0}.",
		ZH: "须经检验检疫（监管条件“A”），类别：{c0}。"}},
	{EntryVerificationRequired, 0, edition.Text{
		EN: "Entry verification of goods under compulsory certification, CCC (inspection class L): the certificate, or the proof that none is needed.",
		ZH: "民用商品入境验证（检验检疫类别“L”）：验核强制性产品认证证书或者免于认证的证明。"}},
	{SpeciesCertificateRequired, 0, document},
	{LegalCatchCertificateRequired, 0, document},
	{MedicineClearanceRequired, 0, document},
	{MedicinePermitRequired, 0, document},
	{NarcoticsPermitRequired, 0, document},
	{VeterinaryMedicineClearanceRequired, 0, document},
	{PesticideClearanceRequired, 0, document},
	{ToxicChemicalClearanceRequired, 0, document},
	{GoldPermitRequired, 0, document},
	{DiamondInspectionRequired, 0, document},
	{ExplosivesPermitRequired, 0, document},
	{BroadcastMaterialPermitRequired, 0, document},
	{AudiovisualPermitRequired, 0, document},
	{DiscProcessingRecordRequired, 0, document},
	{BanknotePermitRequired, 0, document},
	{OtherDocumentRequired, 0, document},
	{WaiversUnknown, 0, edition.Text{
		EN: "No source says which requirements the pilot waives; the ordinary ones are listed.",
		ZH: "现有来源未说明试点豁免哪些要求；所列为一般要求。"}},

	{OriginDecidesDuty, 0, edition.Text{
		EN: "The origin is not stated. Goods of members of the WTO pay the most-favoured-nation or provisional rate as computed, {m0} in all; goods of other or unproved origin pay the general rate of {0} and no provisional rate, {m1} in all.",
		ZH: "未说明原产地。世贸组织成员的货物按最惠国税率或暂定税率计算，合计 {m0} 元；其他或原产地不明的货物适用普通税率 {0}，不适用暂定税率，合计 {m1} 元。"}},
	{OriginNotStated, 0, edition.Text{
		EN: "The origin is not stated. Goods of members of the WTO pay the most-favoured-nation or provisional rate; goods of other or unproved origin pay the general rate and no provisional rate.",
		ZH: "未说明原产地。世贸组织成员的货物适用最惠国税率或暂定税率；其他或原产地不明的货物适用普通税率，不适用暂定税率。"}},
	{OriginMayBringDuties, 0, edition.Text{
		EN: "Goods of some origins pay additional duties, which are not in the total (the United States: on all goods). If the origin of goods under such a measure is not proved, the higher applies of the general rate and of the ordinary rate with the measure's highest rate.",
		ZH: "部分原产地的货物另征加征关税等（原产于美国的所有商品均加征），未计入合计。不能证明原产地的，按该措施最高税率与一般适用税率之和同普通税率相比从高适用。"}},
	{GeneralRateApplies, 0, edition.Text{
		EN: "{0} is not a member of the WTO, and whether a treaty gives its goods the most-favoured-nation rate is not known: computed at the general rate without a provisional rate, {m0} in all; under such a treaty the rate is {1}, {m1} in all.",
		ZH: "{2}不是世贸组织成员，是否有条约给予最惠国待遇未收录：按普通税率计算，不适用暂定税率，合计 {m0} 元；如有此类条约，税率为 {1}，合计 {m1} 元。"}},
	{GeneralRateUnknown, 0, edition.Text{
		EN: "{0} is not a member of the WTO, and whether a treaty gives its goods the most-favoured-nation rate is not known: the general rate applies, and no provisional rate, unless there is such a treaty.",
		ZH: "{2}不是世贸组织成员，是否有条约给予最惠国待遇未收录：除有此类条约外，适用普通税率，不适用暂定税率。"}},
	{DutyOnTopIncluded, 0, edition.Text{
		EN: "Included in the total for this origin: {0}.",
		ZH: "合计已含因原产地征收的：{1}。"}},
	{DutyOnTopInRetail, 0, edition.Text{
		EN: "Goods of this origin pay an additional duty in ordinary trade. Within the retail limits the rate of duty is set at zero, and no text that is held levies it there; it is not in the total.",
		ZH: "该原产地商品在一般贸易中另征关税。限值以内的零售进口关税税率暂设为零，现有文本未规定在此加征，未计入合计。"}},
	{DutyOnTopPossible, 0, edition.Text{
		EN: "May also be due for this origin, and is not in the total: {0}.",
		ZH: "因原产地可能另征、未计入合计的：{1}。"}},
	{DutyOnTopSuspended, 0, edition.Text{
		EN: "Suspended for this origin, and not in the total: {0}.",
		ZH: "因原产地征收、现暂停征收而未计入合计的：{1}。"}},
	{TaxedByOtherRules, 0, edition.Text{EN: "{0}", ZH: "{1}"}},
	{SmallDuty, 0, edition.Text{
		EN: "Duty of up to {m1} on a consignment was waived until 2024-11-30; no later text was found, so it is shown as due.",
		ZH: "2024年11月30日前，一票货物关税不超过 {m1} 元的免征；此后的免征规定未见，故列示应缴。"}},
	{GeneralTradeAlternative, 0, edition.Text{
		EN: "By general trade (0110): {0}, conditions: {n1}.",
		ZH: "一般贸易（0110）的结论：{2}，条件 {n1} 项。"}},
	{GeneralTradeAlternativeTaxed, 0, edition.Text{
		EN: "By general trade (0110): {0}, conditions: {n1}; duty and taxes {m0}.",
		ZH: "一般贸易（0110）的结论：{2}，条件 {n1} 项；税款合计 {m0} 元。"}},
	{GeneralTradeAlternativeBound, 0, edition.Text{
		EN: "By general trade (0110): {0}, conditions: {n1}; duty and taxes {3} {m0}.",
		ZH: "一般贸易（0110）的结论：{2}，条件 {n1} 项；税款合计 {m0} 元（按已知部分）。"}},
	{RestsOnReported, 0, edition.Text{
		EN: "Based in part on secondary sources, not on the official text.",
		ZH: "部分依据二手来源，而非官方文本。"}},
	{RestsOnTranscribed, 0, edition.Text{
		EN: "Based on a public copy of the tariff, not on the official print.",
		ZH: "依据税则的公开转录本，未与官方印本核对。"}},
	{RestsOnSample, 0, edition.Text{
		EN: "This verdict is based on SAMPLE rows that were invented for demonstration. It says nothing about the law.",
		ZH: "本结论依据为演示而虚构的示例数据，与法律规定无关。"}},
}

// document is the sentence for a supervision condition: {0} is its letter, {1} and {2}
// are the document that it stands for.
var document = edition.Text{
	EN: "Supervision condition {0}: {1}.",
	ZH: "监管条件“{0}”：{2}。",
}
