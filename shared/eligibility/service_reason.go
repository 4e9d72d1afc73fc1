package eligibility

import "importchecker/shared/edition"

// The reason codes of decisions on services. NoEditionInForce, ListIncomplete,
// RestsOnReported and RestsOnSample are shared with goods, but have other sentences.
const (
	// The sector.
	SectorMissing    ReasonCode = "sector_missing"     // neither a code nor words were given
	SectorUnknown    ReasonCode = "sector_unknown"     // not a code of its classification
	SectorNeeded     ReasonCode = "sector_needed"      // the words name no single sector
	SectorUnverified ReasonCode = "sector_unverified"  // the row of W/120 was not compared with the document
	SectorUnlinked   ReasonCode = "sector_unlinked"    // no link to GB/T 4754
	SectorFromWords  ReasonCode = "sector_from_words"  // informs
	SectorMapped     ReasonCode = "sector_mapped"      // informs
	SectorJoined     ReasonCode = "sector_joined"      // informs
	SectorTooCoarse  ReasonCode = "sector_too_coarse"  // the classes under it have different verdicts
	ModeMissing      ReasonCode = "mode_missing"       // the verdict depends on the mode of supply
	RestrictedInMode ReasonCode = "restricted_in_mode" // informs: what is restricted in some mode

	// Outside the scope of the lists of services.
	CommercialPresence  ReasonCode = "commercial_presence"   // mode 3 is on another list
	ProviderNotOverseas ReasonCode = "provider_not_overseas" // the lists address overseas providers

	// Measures of the list and provisions of law, by kind.
	SupplyProhibited    ReasonCode = "supply_prohibited"
	PresenceRequired    ReasonCode = "presence_required"
	NationalityRequired ReasonCode = "nationality_required"
	// 境外个人 is about residence, and not about nationality.
	OverseasIndividualsBarred ReasonCode = "overseas_individuals_barred"
	PartnerRequired           ReasonCode = "partner_required"
	QualificationRequired     ReasonCode = "qualification_required"
	BarOpenedInPart           ReasonCode = "bar_opened_in_part" // barred by law, with an opening reported for the place
	// informs: the text says 外国, and the provider is of Hong Kong, Macao or Taiwan
	ForeignOnly ReasonCode = "foreign_only"
	// informs: the text is on Hong Kong, Macao and Taiwan, and the provider is of elsewhere
	RegionsOnly     ReasonCode = "regions_only"
	ForeignInText   ReasonCode = "foreign_in_text" // informs: the text says 外国, and no home was given
	ServiceLicence  ReasonCode = "licence_required"
	RatioRequired   ReasonCode = "ratio_required"
	TextToBeMet     ReasonCode = "text_to_be_met"
	ActivityDecides ReasonCode = "activity_decides" // a bar on an activity within the class
	OutsideActivity ReasonCode = "outside_activity" // informs
	WordingNotHeld  ReasonCode = "wording_not_held" // the row exists, but its text is not held
	WordingNotRead  ReasonCode = "wording_not_read" // its text is held, but was not read as a rule
	LawRevised      ReasonCode = "law_revised"      // a later text was adopted and is not held
	LawTextLater    ReasonCode = "law_text_later"   // informs: the text held may be later than the day
	LawCaveat       ReasonCode = "law_caveat"       // informs
	InvestmentRule  ReasonCode = "investment_rule"  // informs

	// What the list does not say.
	EarlierListNotHeld  ReasonCode = "earlier_list_not_held"  // informs
	ListMaySayMore      ReasonCode = "list_may_say_more"      // informs
	RowsNotRead         ReasonCode = "rows_not_read"          // a complete list has rows that were not read as rules
	EqualTreatment      ReasonCode = "equal_treatment"        // a complete list does not name the sector
	GeneralRulesApply   ReasonCode = "general_rules_apply"    // informs
	EntryAndWorkRules   ReasonCode = "entry_and_work_rules"   // informs
	LeftToExistingRules ReasonCode = "left_to_existing_rules" // an area that the notes except
	LawNeedsAtLeast     ReasonCode = "law_needs_at_least"     // a partial list, and conditions of law
	OpeningReported     ReasonCode = "opening_reported"       // a partial list, and a reported opening
	HainanScope         ReasonCode = "hainan_scope"           // informs
	FTZScope            ReasonCode = "ftz_scope"              // informs
	CloserArrangement   ReasonCode = "closer_arrangement"     // informs: Hong Kong, Macao, Taiwan
	TreatyMayGiveMore   ReasonCode = "treaty_may_give_more"   // informs
	LastCheckLongAgo    ReasonCode = "last_check_long_ago"    // informs
)

// serviceOrder is the order of reasons in a decision on a service.
var serviceOrder = [...]ReasonCode{
	SectorMissing, SectorUnknown, SectorNeeded, SectorUnverified, SectorUnlinked, SectorFromWords, SectorMapped,
	SectorJoined, SectorTooCoarse,
	ProviderNotOverseas, CommercialPresence, ModeMissing, RestrictedInMode,
	NoEditionInForce, EarlierListNotHeld,
	SupplyProhibited, BarOpenedInPart, ActivityDecides, NationalityRequired, OverseasIndividualsBarred,
	PresenceRequired, PartnerRequired, ServiceLicence, QualificationRequired, RatioRequired, TextToBeMet, ForeignInText,
	WordingNotHeld, WordingNotRead, LawRevised, LawCaveat, LawTextLater, InvestmentRule, OutsideActivity, ForeignOnly,
	RegionsOnly,
	ListIncomplete, ListMaySayMore, LawNeedsAtLeast, OpeningReported,
	RowsNotRead, EqualTreatment, LeftToExistingRules, GeneralRulesApply, EntryAndWorkRules,
	HainanScope, FTZScope, CloserArrangement, TreatyMayGiveMore, LastCheckLongAgo,
	RestsOnReported, RestsOnSample,
}

// serviceRank returns the index of a code in serviceOrder.
func serviceRank(code ReasonCode) int {
	for i := range serviceOrder {
		if serviceOrder[i] == code {
			return i
		}
	}
	return len(serviceOrder)
}

// ServiceReasonCodes returns every reason code of decisions on services, in the order
// that decisions list them.
func ServiceReasonCodes() []ReasonCode { return append([]ReasonCode(nil), serviceOrder[:]...) }

// ServiceReasonDocs returns the same codes with their sentences.
func ServiceReasonDocs() []ReasonDoc {
	var docs []ReasonDoc
	for _, code := range serviceOrder {
		for i := range serviceSentences {
			if s := &serviceSentences[i]; s.code == code {
				docs = append(docs, ReasonDoc{Code: code, Effect: s.effect, Pattern: s.text})
			}
		}
	}
	return docs
}

// serviceSentences has the texts of the ruleset for services. For a restriction {0} and
// {1} are its label in English and Chinese, {2} and {3} its text.
var serviceSentences = sentences{
	{SectorMissing, 0, edition.Text{
		EN: "Which service is it? Give a code of GB/T 4754-2017, W/120 or CPC 2.1, or words.",
		ZH: "是什么服务？请提供国民经济行业分类、W/120 或 CPC 2.1 编码，或者文字描述。"}},
	{SectorUnknown, 0, edition.Text{
		EN: "{0} is not a code of {1}.",
		ZH: "{0} 不是 {1} 的编码。"}},
	{SectorNeeded, 0, edition.Text{
		EN: "“{0}” is not the name of one sector; candidates given: {n0}. Choose one, or give a code.",
		ZH: "“{0}”不是单一行业的名称；列出 {n0} 个候选，请选择其一或提供编码。"}},
	{SectorUnverified, 0, edition.Text{
		EN: "Row {0} of W/120 was not compared with the document, so it helps to find a code and decides nothing; give a code of GB/T 4754-2017.",
		ZH: "W/120 的 {0} 行未与原文核对，仅供查找编码，不作判定依据；请提供国民经济行业分类编码。"}},
	{SectorUnlinked, 0, edition.Text{
		EN: "No link from {0} of {1} to GB/T 4754-2017 is held; give a code of GB/T 4754-2017.",
		ZH: "未收录 {1} 的 {0} 与国民经济行业分类的对应；请提供国民经济行业分类编码。"}},
	{SectorFromWords, 0, edition.Text{
		EN: "“{0}” is the name of {1} in GB/T 4754-2017.",
		ZH: "“{0}”是国民经济行业分类 {1} 的名称。"}},
	{SectorMapped, 0, edition.Text{
		EN: "{0} of {1} was read as {2} of GB/T 4754-2017. The mapping is ours.",
		ZH: "{1} 的 {0} 按国民经济行业分类 {2} 处理；对应关系由我方拟定，非官方。"}},
	{SectorJoined, 0, edition.Text{
		EN: "{0} of {1} was read as {2} of GB/T 4754-2017, the classes that share an ISIC class with it, usually more than are meant.",
		ZH: "{1} 的 {0} 按国民经济行业分类 {2} 处理，即与其对应同一 ISIC 小类者，范围通常偏宽。"}},
	{SectorTooCoarse, 0, edition.Text{
		EN: "{0} covers {n0} classes with different answers; give a finer code.",
		ZH: "{0} 包含 {n0} 个小类，结论不一，请提供更细的编码。"}},
	{ModeMissing, 0, edition.Text{
		EN: "The mode of supply decides, and was not given: 1 from abroad, 2 to a consumer abroad, 4 by persons who come; 3, by a company in China, is on another list.",
		ZH: "未说明服务提供模式：1 跨境交付、2 境外消费、4 自然人移动；模式 3（商业存在）适用另一清单。"}},
	{RestrictedInMode, 0, edition.Text{
		EN: "In some mode of supply, {0} concerns this sector: {2}",
		ZH: "{1}在某些模式下涉及该行业：{3}"}},

	{CommercialPresence, 0, edition.Text{
		EN: "Supply by a company set up in China (mode 3) is not on this list: the negative list for foreign investment applies, and is not held.",
		ZH: "以商业存在模式（模式 3）提供服务不适用本清单，适用《外商投资准入特别管理措施（负面清单）》，该清单未收录。"}},
	{ProviderNotOverseas, 0, edition.Text{
		EN: "The lists address overseas providers; a provider at home in mainland China is outside this check.",
		ZH: "清单适用于境外服务提供者；境内服务提供者不适用本查询。"}},

	{SupplyProhibited, 0, edition.Text{
		EN: "Prohibited ({0}): {2}",
		ZH: "禁止（{1}）：{3}。"}},
	{PresenceRequired, 0, edition.Text{
		EN: "An establishment or agent in China is needed ({0}): {2}",
		ZH: "须在境内设立机构或委托代理（{1}）：{3}。"}},
	{BarOpenedInPart, 0, edition.Text{
		EN: "Prohibited by {0}, but an opening is reported for this place, so that the bar may not fully apply here; the text of the opening is not held. The law says: {2}",
		ZH: "{1}予以禁止，但据报道本地区已有放宽，该禁止在此可能不完全适用；放宽文件未收录。法律规定：{3}。"}},
	{NationalityRequired, Bars, edition.Text{
		EN: "For Chinese nationals, which the person is declared not to be ({0}): {2}",
		ZH: "限中国公民，而申明不具有中国国籍（{1}）：{3}。"}},
	{NationalityRequired, NeedsFact, edition.Text{
		EN: "For Chinese nationals; say whether the person is one ({0}): {2}",
		ZH: "限中国公民，请说明是否具有中国国籍（{1}）：{3}。"}},
	{NationalityRequired, 0, edition.Text{
		EN: "Declared as supplied by a Chinese national ({0}): {2}",
		ZH: "申明由中国公民提供（{1}）：{3}。"}},
	{OverseasIndividualsBarred, Bars, edition.Text{
		EN: "Barred to overseas individuals, and the person is declared to be one ({0}): {2}",
		ZH: "境外个人不得从事，而按申明该自然人属于境外个人（{1}）：{3}。"}},
	{OverseasIndividualsBarred, NeedsFact, edition.Text{
		EN: "Barred to overseas individuals: foreigners, and residents of Hong Kong, Macao and Taiwan; say whether the person is one ({0}): {2}",
		ZH: "境外个人（外国人，香港、澳门、台湾居民）不得从事，请说明该自然人是否属于（{1}）：{3}。"}},
	{OverseasIndividualsBarred, 0, edition.Text{
		EN: "Declared as supplied by a person who is not an overseas individual ({0}): {2}",
		ZH: "申明提供服务的自然人不属于境外个人（{1}）：{3}。"}},
	{PartnerRequired, 0, edition.Text{
		EN: "Only together with, or through, a Chinese body ({0}): {2}",
		ZH: "须与境内单位合作或者通过境内单位进行（{1}）：{3}。"}},
	{QualificationRequired, 0, edition.Text{
		EN: "The person needs a Chinese qualification or registration ({0}): {2}",
		ZH: "自然人须取得中国的执业资格或者注册（{1}）：{3}。"}},
	{ForeignOnly, 0, edition.Text{
		EN: "{0} speaks of foreign persons (外国); Hong Kong, Macao and Taiwan are overseas (境外) and not foreign, so it is not applied to this provider. The rules for them are not held: {2}",
		ZH: "{1}所称为“外国”主体；香港、澳门、台湾属于境外而非外国，故不适用于该提供者，对其适用的规定未收录：{3}。"}},
	{RegionsOnly, 0, edition.Text{
		EN: "{0} is about persons of Hong Kong, Macao and Taiwan, and is not applied to this provider: {2}",
		ZH: "{1}针对香港、澳门、台湾人员，不适用于该提供者：{3}。"}},
	{ForeignInText, 0, edition.Text{
		EN: "{0} speaks of foreign persons (外国). It would not be applied to a provider of Hong Kong, Macao or Taiwan: say where the provider is from.",
		ZH: "{1}所称为“外国”主体；提供者来自香港、澳门、台湾的，不适用该条，请说明提供者所在国家（地区）。"}},
	{ServiceLicence, 0, edition.Text{
		EN: "A licence, approval or registration is needed ({0}): {2}",
		ZH: "须取得许可、批准或登记（{1}）：{3}。"}},
	{RatioRequired, 0, edition.Text{
		EN: "A quota or ratio has to be kept ({0}): {2}",
		ZH: "须符合数量或比例要求（{1}）：{3}。"}},
	{TextToBeMet, 0, edition.Text{
		EN: "Must be read and met ({0}): {2}",
		ZH: "须遵照执行（{1}）：{3}。"}},
	{ActivityDecides, 0, edition.Text{
		EN: "{0} may bar this: it is about {2}. Say whether the service includes this.",
		ZH: "{1}可能禁止：所涉活动为{3}。请说明该服务是否属于。"}},
	{OutsideActivity, 0, edition.Text{
		EN: "As declared, the service does not include {2}, which {0} is about.",
		ZH: "按申明，该服务不属于{1}所涉的{3}。"}},
	{WordingNotHeld, 0, edition.Text{
		EN: "{0} concerns this, but its wording is not held, only this: {2}",
		ZH: "{1}涉及该服务，但条文未收录，仅知：{3}。"}},
	{WordingNotRead, 0, edition.Text{
		EN: "{0} concerns this; its text is held, but has not been read as a rule yet: {2}",
		ZH: "{1}涉及该服务，条文已收录，但尚未判读为规则：{3}。"}},
	{LawRevised, 0, edition.Text{
		EN: "{0} may apply; a later text was adopted on {2} and is not held.",
		ZH: "{1}可能适用；此后文本于 {2} 通过，未收录。"}},
	{LawTextLater, 0, edition.Text{
		EN: "{0} is held in a text adopted on {2} and used from {3}; what applied on this day is not known.",
		ZH: "{1}所收录文本于 {2} 通过，自 {3} 起施行，该日的规定未收录。"}},
	{LawCaveat, 0, edition.Text{
		EN: "{0}: {2}.",
		ZH: "{1}：{3}。"}},
	{InvestmentRule, 0, edition.Text{
		EN: "{0} governs investment (mode 3) and is only mentioned: {2}",
		ZH: "{1}为投资（模式 3）规则，仅供参考：{3}。"}},

	{NoEditionInForce, 0, edition.Text{
		EN: "No list of services of this place is held for this day.",
		ZH: "未收录该日适用于本地区的服务清单。"}},
	{EarlierListNotHeld, 0, edition.Text{
		EN: "A list of the Shanghai pilot zone with 159 measures applied from {0}; it is known by name and nothing of it is held.",
		ZH: "上海自贸试验区 2018 年清单（159 项措施）自 {0} 起施行，仅知名称，内容未收录。"}},
	{ListIncomplete, 0, edition.Text{
		EN: "{0} is held in part ({n0} of {n1} measures), and no row held concerns this sector in this mode, which decides nothing. The attachment of {2} settles it.",
		ZH: "{1}仅收录部分内容（{n1} 条中的 {n0} 条），已收录条目未涉及该行业和模式，不能据此判断是否列入；以 {2} 附件为准。"}},
	{LawNeedsAtLeast, 0, edition.Text{
		EN: "At least what the laws above require is needed. {0} is held in part ({n0} of {n1} measures), and a missing row may require more or prohibit the service, so that this settles nothing.",
		ZH: "至少须符合上述法律要求。{1}仅收录部分内容（{n1} 条中的 {n0} 条），未收录的条目可能另有要求或者予以禁止，故不足以判定。"}},
	{OpeningReported, Informs, edition.Text{
		EN: "An opening is reported for this place; see what is known. A report clears nothing until the text of the list confirms it.",
		ZH: "据报道本地区已有放宽，见已知情况；报道不足以判定，须以清单文本为准。"}},
	{OpeningReported, 0, edition.Text{
		EN: "An opening is reported for this place; see what is known. {0} is held in part ({n0} of {n1} measures), and its text has to confirm it: a report clears nothing.",
		ZH: "据报道本地区已有放宽，见已知情况。{1}仅收录部分内容（{n1} 条中的 {n0} 条），须以清单文本为准；报道不足以判定。"}},
	{ListMaySayMore, NeedsList, edition.Text{
		EN: "{0} is held in part ({n0} of {n1} measures); the rows held leave this sector open, and a missing row may govern it.",
		ZH: "{1}仅收录部分内容（{n1} 条中的 {n0} 条）；已收录内容不足以判定，未收录的条目可能另有规定。"}},
	{ListMaySayMore, 0, edition.Text{
		EN: "{0} is held in part ({n0} of {n1} measures); a missing row may say more about this sector.",
		ZH: "{1}仅收录部分内容（{n1} 条中的 {n0} 条）；未收录的条目可能另有规定。"}},
	{RowsNotRead, NeedsList, edition.Text{
		EN: "All {n1} measures of {0} are held, and {n0} of them have not been read as rules yet: any of these may apply, so that the list's silence settles nothing.",
		ZH: "{1}共 {n1} 条已全部收录，其中 {n0} 条尚未判读为规则，均可能涉及该服务；未列入不足以判定。"}},
	{RowsNotRead, 0, edition.Text{
		EN: "All {n1} measures of {0} are held, and {n0} of them have not been read as rules yet: one of these may say more about this sector.",
		ZH: "{1}共 {n1} 条已全部收录，其中 {n0} 条尚未判读为规则，可能另有规定。"}},
	{EqualTreatment, 0, edition.Text{
		EN: "Not restricted by {0}, all {n0} measures of which are held: domestic and overseas providers are treated alike.",
		ZH: "{1}未列入（共 {n0} 条，已全部收录）：按境内外服务及服务提供者待遇一致原则管理。"}},
	{LeftToExistingRules, NeedsList, edition.Text{
		EN: "The notes of the list leave {0} to the rules in force, which are not held; the list's silence settles nothing there.",
		ZH: "清单说明规定，{1}相关措施按现行规定执行；相关规定未收录，不在清单内不足以判定。"}},
	{LeftToExistingRules, 0, edition.Text{
		EN: "The notes of the list leave {0} to the rules in force, whether or not the list names the sector.",
		ZH: "清单说明规定，{1}相关措施按现行规定执行，无论是否列入清单。"}},
	{GeneralRulesApply, 0, edition.Text{
		EN: "Equal treatment is not freedom from rules: what binds domestic and overseas providers alike, such as licences and the market access list, applies.",
		ZH: "待遇一致不等于不受管理：对境内外一致适用的许可、《市场准入负面清单》等规定仍须遵守。"}},
	{EntryAndWorkRules, 0, edition.Text{
		EN: "Persons who come to China need the visa and work permit that they would need anyway; measures on immigration and employment are outside the list.",
		ZH: "自然人入境仍须办理签证、工作许可；移民和就业措施不在清单范围内。"}},
	{HainanScope, 0, edition.Text{
		EN: "Unless it says otherwise, the Hainan list is for services supplied to businesses and individuals in the port; for customers elsewhere the list of their place applies.",
		ZH: "除另有说明外，海南清单仅适用于向海南自由贸易港内市场主体和个人提供服务；向其他地区提供的适用当地清单。"}},
	{FTZScope, 0, edition.Text{
		EN: "The FTZ list is taken to be for services supplied into a pilot zone; its own notes were not found.",
		ZH: "自贸试验区版清单按向试验区内提供服务理解；其说明未查到。"}},
	{CloserArrangement, 0, edition.Text{
		EN: "Providers of Hong Kong, Macao and Taiwan may have better treatment under arrangements such as CEPA, which prevail where they give more; they are not checked.",
		ZH: "港澳台服务提供者可能适用更优惠安排（如 CEPA），从其规定；本查询未核对。"}},
	{LastCheckLongAgo, 0, edition.Text{
		EN: "The lists were last checked on {0}, long before {1}: a newer edition may have been published since.",
		ZH: "清单最近一次核对日期为 {0}，距 {1} 已久，其间可能已公布新版。"}},
	{TreatyMayGiveMore, 0, edition.Text{
		EN: "A treaty of China with {0} that gives more would prevail; treaties are not checked.",
		ZH: "中国与{1}之间的条约、协定有更优惠规定的，可按其执行；本查询未核对。"}},
	{RestsOnReported, 0, edition.Text{
		EN: "This verdict is based at least in part on secondary sources, not on the official text; see the citations.",
		ZH: "本结论至少部分依据二手来源，而非官方文本；见引注。"}},
	{RestsOnSample, 0, edition.Text{
		EN: "This verdict is based on SAMPLE rows that were invented for demonstration. It says nothing about the law.",
		ZH: "本结论依据为演示而虚构的示例数据，与法律规定无关。"}},
}
