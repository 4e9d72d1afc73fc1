package eligibility

import (
	"sync/atomic"

	"importchecker/shared/edition"
)

// instrument is a published text, other than a list, that rules cite. Its basis is
// official when its source is a copy of the text or a publication of the ministry, and
// otherwise reported.
type instrument struct {
	document string // number or title; blank when no source gives one
	summary  string // in Chinese; blank when the text itself is held
	basis    edition.Basis
	source   string // ids in shared/list/source/sources.csv

	cache atomic.Pointer[[1]Citation] // the result of citations
}

// citations returns the citation of the instrument as a slice, the same each time.
func (i *instrument) citations() []Citation {
	c := i.cache.Load()
	if c == nil {
		c = &[1]Citation{i.citation()}
		i.cache.Store(c)
	}
	return c[:]
}

// citation returns the citation of the instrument.
func (i *instrument) citation() Citation {
	return Citation{Document: i.document, Quote: i.summary, Summarised: i.summary != "", Source: i.source}
}

// The instruments. A text with sources of different grades is listed once for each
// grade.
var (
	notice18 = instrument{document: "财关税〔2016〕18号", basis: edition.Official, source: "S21"}
	notice49 = instrument{document: "财关税〔2018〕49号", basis: edition.Official, source: "S20"}
	notice55 = instrument{document: "海关总署公告2016年第55号", basis: edition.Official, source: "S56"}
	// Diamonds: 2001 by a copy that marks it as repealed in 2008; 2025 by a report.
	diamonds2001 = instrument{document: "财政部、国家税务总局关于钻石及上海钻石交易所有关税收政策的通知（2001年）", basis: edition.Reported, source: "S57"}
	diamonds2006 = instrument{document: "财税〔2006〕65号", basis: edition.Reported, source: "S58"}
	diamonds2025 = instrument{document: "财政部2025年10月17日公告", basis: edition.Reported, source: "S59"}

	notice486 = instrument{document: "商财发〔2018〕486号；海关总署公告2018年第194号", basis: edition.Reported,
		source: "S23;S24;S25;S26"}
	notice194   = instrument{document: "海关总署公告2018年第194号", basis: edition.Reported, source: "S26;S27"}
	returns45   = instrument{document: "海关总署公告2020年第45号", basis: edition.Reported, source: "S29"}
	notice39    = instrument{document: "商财发〔2021〕39号", basis: edition.Official, source: "S28"}
	pilotSteps  = instrument{summary: "零售进口试点：2018年37个城市，2020年86个城市及海南全岛", basis: edition.Reported, source: "S24;S28b"}
	order43     = instrument{document: "海关总署令第43号", basis: edition.Official, source: "S31"}
	notice470   = instrument{document: "农业农村部、海关总署公告第470号", basis: edition.Official, source: "S32;S32b"}
	species     = instrument{document: "《进出口野生动植物种商品目录》", basis: edition.Official, source: "S01;S41"}
	dualUse     = instrument{document: "公告2022年第7号", summary: "据解读，两用物项不得以此方式进口", basis: edition.Reported, source: "S12"}
	japanFood   = instrument{document: "国家质检总局公告2011年第44号", basis: edition.Reported, source: "S33;S35"}
	niigataRice = instrument{document: "海关总署公告2018年第175号", basis: edition.Reported, source: "RG8"}
	japanPapers = instrument{document: "国家质检总局2011年6月关于调整日本食品农产品检验检疫措施的公告", basis: edition.Reported, source: "RG9"}
	japanSea    = instrument{document: "海关总署2025年6月29日公告", summary: "2023年8月起禁止进口日本水产品；2025年6月29日有条件恢复；据2025年11月19日报道再次暂停",
		basis: edition.Reported, source: "S33;S34"}
	ecigRules = instrument{document: "《电子烟管理办法》（2022年）", summary: "电子烟不得通过国家统一平台以外的网络销售", basis: edition.Reported,
		source: "S40"}
	otcPilot  = instrument{summary: "河南试点：13种非处方药，2021年5月起", basis: edition.Reported, source: "S24"}
	freshRule = instrument{summary: "生鲜食品须以网购保税方式进口并已获检疫准入；未获检疫准入的商品不得进口", basis: edition.Reported, source: "S45;S54"}
	yiwuPilot = instrument{summary: "义乌进口贸易创新试点，2024年12月起", basis: edition.Reported, source: "Y01;Y02"}
	scopeNote = instrument{document: "公告2022年第7号", summary: "列入清单的税号所涵盖的商品可能多于清单名称和备注所准许的商品", basis: edition.Reported,
		source: "S12;S51"}
)

// The instruments that rules on services cite besides the lists and laws. Their
// sources are in shared/services/source/sources.csv.
var (
	gbtStandard   = instrument{document: "GB/T 4754-2017 国民经济行业分类", basis: edition.Official, source: "S-GBT-DOCX"}
	nationalNotes = instrument{document: "商务部令2024年第1号，跨境服务贸易特别管理措施（负面清单）（2024年版），说明", basis: edition.Official,
		source: "S-DTBEFT"}
	ftzNotes    = instrument{document: "商务部令2024年第1号，全国版说明五", basis: edition.Reported, source: "S-DTBEFT;S-GT2024"}
	hainanNotes = instrument{document: "商务部令2021年第3号，海南自由贸易港跨境服务贸易特别管理措施（负面清单）（2021年版），说明", basis: edition.Official,
		source: "S-HNFTP-EN;S-HNPOLICY"}
	shanghaiList = instrument{document: "上海市人民政府公告2018年第1号，中国（上海）自由贸易试验区跨境服务贸易特别管理措施（负面清单）（2018年）",
		basis: edition.Reported, source: "S-SH2018;S-SHBANG"}
	w120Document = instrument{document: "MTN.GNS/W/120", summary: "与GB/T 4754-2017的对应为自行编制", basis: edition.Reported,
		source: "S-W120A;S-W120B;S-OWN"}
	isicJoin = instrument{document: "CPC 2.1；GB/T 4754-2017附录C", summary: "经ISIC Rev. 4对应", basis: edition.Reported,
		source: "S-WOT;S-GBT-DOCX"}
	wordsOfSectors = instrument{document: "GB/T 4754-2017 国民经济行业分类", basis: edition.Official, source: "S-GBT-DOCX;S-OWN"}
)

// The first days of lists of services.
var (
	shanghaiFrom = edition.NewDate(2018, 11, 1)
	listOf2021   = edition.NewDate(2021, 8, 26) // of Hainan
	listsOf2024  = edition.NewDate(2024, 4, 21) // of the mainland and the pilot zones
)
