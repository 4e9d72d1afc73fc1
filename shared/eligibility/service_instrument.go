package eligibility

import "importchecker/shared/edition"

// The instruments that rules on services rest on besides the lists and laws.
// Their sources are those of shared/services/source/sources.csv.
var (
	gbtStandard    = instrument{"GB/T 4754-2017 国民经济行业分类 (industrial classification for national economic activities)", edition.Official, "S-GBT-DOCX"}
	nationalNotes  = instrument{"商务部令2024年第1号，跨境服务贸易特别管理措施（负面清单）（2024年版），说明 (notes 1 to 6 of the national list)", edition.Official, "S-DTBEFT"}
	ftzNotes       = instrument{"商务部令2024年第1号，全国版说明五 (note 5 of the national list, from which the reach of the FTZ list is inferred)", edition.Reported, "S-DTBEFT;S-GT2024"}
	hainanNotes    = instrument{"商务部令2021年第3号，海南自由贸易港跨境服务贸易特别管理措施（负面清单）（2021年版），说明 (notes of the Hainan list)", edition.Official, "S-HNFTP-EN;S-HNPOLICY"}
	shanghaiList   = instrument{"上海市人民政府公告2018年第1号，中国（上海）自由贸易试验区跨境服务贸易特别管理措施（负面清单）（2018年）", edition.Reported, "S-SH2018;S-SHBANG"}
	w120Document   = instrument{"MTN.GNS/W/120, Services Sectoral Classification List, with our own mapping to GB/T 4754-2017", edition.Reported, "S-W120A;S-W120B;S-OWN"}
	isicJoin       = instrument{"CPC 2.1 and GB/T 4754-2017, annex C, joined at ISIC Rev. 4", edition.Reported, "S-WOT;S-GBT-DOCX"}
	wordsOfSectors = instrument{"GB/T 4754-2017 国民经济行业分类, names; English names are our own translation", edition.Official, "S-GBT-DOCX;S-OWN"}
)

// Days that rules on services turn on.
var (
	shanghaiFrom = edition.NewDate(2018, 11, 1)
	listOf2021   = edition.NewDate(2021, 8, 26) // of Hainan
	listsOf2024  = edition.NewDate(2024, 4, 21) // of the mainland and the pilot zones
)
