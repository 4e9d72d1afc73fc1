package eligibility

import "importchecker/shared/edition"

// instrument is a published text that rules rest on, other than a list. The
// grade of the source that it was read from gives the basis: a copy of the
// text or a ministry's own publication is official, anything else reported.
type instrument struct {
	document string // number and title, as the source gives them
	basis    edition.Basis
	source   string // ids in shared/list/source/sources.csv
}

func (i *instrument) cite() Citation {
	return Citation{Document: i.document, Source: i.source}
}

// The instruments. A text that is cited for facts of different grades stands
// here once for each grade.
var (
	notice18 = instrument{"财关税〔2016〕18号 (Notice on tax policy for CBEC retail imports)", edition.Official, "S21"}
	notice49 = instrument{"财关税〔2018〕49号 (Notice on improving tax policy for CBEC retail imports)", edition.Official, "S20"}
	notice55 = instrument{"海关总署公告2016年第55号", edition.Official, "S56"}
	// Diamonds: 2001 by a copy that marks it as repealed in 2008; 2025 by a report.
	diamonds2001 = instrument{"财政部、国家税务总局关于钻石及上海钻石交易所有关税收政策的通知（2001年）", edition.Reported, "S57"}
	diamonds2006 = instrument{"财税〔2006〕65号", edition.Reported, "S58"}
	diamonds2025 = instrument{"财政部2025年10月17日公告（废止财税〔2006〕65号部分条款，据报道）", edition.Reported, "S59"}

	notice486  = instrument{"商财发〔2018〕486号; 海关总署公告2018年第194号 (supervision of CBEC retail imports)", edition.Reported, "S23;S24;S25;S26"}
	notice194  = instrument{"海关总署公告2018年第194号 (exceptions and prohibitions)", edition.Reported, "S26;S27"}
	returns45  = instrument{"海关总署公告2020年第45号 (returns of CBEC retail imports)", edition.Reported, "S29"}
	notice39   = instrument{"商财发〔2021〕39号 (Notice on expanding the CBEC retail import pilot)", edition.Official, "S28"}
	pilotSteps = instrument{"CBEC retail import pilot: 37 cities in 2018, 86 and all of Hainan in 2020", edition.Reported, "S24;S28b"}
	order43    = instrument{"海关总署令第43号 (Table of articles prohibited or restricted from entry and exit)", edition.Official, "S31"}
	notice470  = instrument{"农业农村部、海关总署公告第470号 (animals, plants and products not allowed to be carried or mailed in)", edition.Official, "S32;S32b"}
	species    = instrument{"《进出口野生动植物种商品目录》 as the lists' remarks cite it", edition.Official, "S01;S41"}
	dualUse    = instrument{"公告2022年第7号, as explained: dual-use goods are not admitted", edition.Reported, "S12"}
	japanFood  = instrument{"国家质检总局公告2011年第44号 (food from ten Japanese prefectures)", edition.Reported, "S33;S35"}
	japanSea   = instrument{"Japanese aquatic products: ban of August 2023, GACC Announcement of 2025-06-29, suspension reported on 2025-11-19", edition.Reported, "S33;S34"}
	ecigRules  = instrument{"State Tobacco e-cigarette rules of 2022", edition.Reported, "S40"}
	otcPilot   = instrument{"Henan pilot: 13 over-the-counter drugs, since May 2021", edition.Reported, "S24"}
	freshRule  = instrument{"CBEC supervision: fresh food, and goods without quarantine access", edition.Reported, "S45;S54"}
	yiwuPilot  = instrument{"Yiwu import trade innovation pilot, from December 2024", edition.Reported, "Y01;Y02"}
	scopeNote  = instrument{"CBEC retail import list: a number covers more goods than the name or remark admits", edition.Reported, "S12;S51"}
)
