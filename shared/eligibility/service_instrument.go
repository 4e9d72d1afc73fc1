package eligibility

import "importchecker/shared/edition"

// The instruments that rules on services rest on besides the lists and laws.
// Their sources are those of shared/services/source/sources.csv.
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

// Days that rules on services turn on.
var (
	shanghaiFrom = edition.NewDate(2018, 11, 1)
	listOf2021   = edition.NewDate(2021, 8, 26) // of Hainan
	listsOf2024  = edition.NewDate(2024, 4, 21) // of the mainland and the pilot zones
)
