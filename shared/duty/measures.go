package duty

import "importchecker/shared/edition"

// measures are the duties by origin that were found, except the table of us.go.
// The rows and their grades are those of source/NOTICE.md. Where a notice names goods in
// words, their codes are our reading.
var measures = [...]Measure{
	// Goods of the United States.
	{
		ID: "us-all-goods", Kind: Additional, Document: "税委会公告2025年第7号", origins: "US ", Interval: edition.Interval{From: 20250514, To: 20251110},
		Rate: 100_000, Certain: true, Basis: edition.Reported, Source: "H05;H06;H08",
		Text: edition.Text{EN: "10 % on all goods of the United States; 24 further points are suspended",
			ZH: "对原产于美国的所有商品加征10%；另有24个百分点暂停实施"},
	},
	{
		ID: "us-all-goods", Kind: Additional, Document: "税委会公告2025年第10号", origins: "US ",
		Interval: edition.Interval{From: 20251110, To: 20261110},
		Rate:     100_000, Certain: true, Basis: edition.Reported, Source: "H02;H03;H04",
		Text: edition.Text{
			EN: "10 % on all goods of the United States since 2025-11-10; 24 further points are suspended to 2026-11-10",
			ZH: "自2025年11月10日起对原产于美国的所有商品加征10%；另有24个百分点暂停实施至2026年11月10日"},
	},
	{
		ID: "us-all-goods", Kind: Additional, Document: "税委会公告2025年第10号", origins: "US ", Interval: edition.Interval{From: 20261110},
		Rate: 100_000, Certain: true, Basis: edition.Reported, Source: "H02;H03;H04;H09;H10",
		Text: edition.Text{
			EN: "10 % on all goods of the United States. The suspension of 24 further points ran to 2026-11-10; a statement of MOFCOM of 2026-09-28 speaks of " +
				"2027-01-10, but no notice that extends it was found: up to 24 points more may be due",
			ZH: "对原产于美国的所有商品加征10%。另有24个百分点暂停实施至2026年11月10日；商务部2026年9月28日的声明提及延至2027年1月10日，未见相应公告，可能另征24个百分点"},
	},

	// Goods of Canada: the annexes were not retrieved.
	{
		ID: "ca-2025-3", Kind: Additional, Document: "税委会公告2025年第3号", origins: "CA ", goods: "1514 ",
		Interval: edition.Interval{From: 20250320},
		Basis:    edition.Reported, Source: "H30;H33",
		Text: edition.Text{
			EN: "100 % on rapeseed oil of Canada (annex 1, whose codes are not held)",
			ZH: "对原产于加拿大的菜子油加征100%（附件1，税号未收录）"},
	},
	{
		ID: "ca-2025-3", Kind: Additional, Document: "税委会公告2025年第3号", origins: "CA ", goods: "2306 071310 07081 ",
		Interval: edition.Interval{From: 20250320, To: 20260301}, Basis: edition.Reported, Source: "H30",
		Text: edition.Text{EN: "100 % on oil cakes and peas of Canada (annex 1, whose codes are not held)",
			ZH: "对原产于加拿大的油渣饼、豌豆加征100%（附件1，税号未收录）"},
	},
	{
		ID: "ca-2025-3", Kind: Additional, Document: "国务院关税税则委员会2026年2月27日公告", origins: "CA ", goods: "2306 071310 07081 " + crabAndLobster,
		Interval: edition.Interval{From: 20260301, To: 20270101}, Basis: edition.Reported, Source: "H31;H32;H33",
		Text: edition.Text{
			EN: "the duties of Announcement 2025 No. 3 on oil cakes, peas, lobster and crab of Canada are not levied from 2026-03-01 to 2026-12-31; " +
				"the codes are not held, and other goods of the heading still pay",
			ZH: "2025年第3号公告对原产于加拿大的油渣饼、豌豆、龙虾、蟹的加征关税在2026年3月1日至12月31日暂不征收；税号未收录，同一品目的其他商品仍征收"},
	},
	{
		ID: "ca-2025-3", Kind: Additional, Document: "税委会公告2025年第3号", origins: "CA ", goods: "2306 071310 07081 " + crabAndLobster,
		Interval: edition.Interval{From: 20270101}, Basis: edition.Reported, Source: "H30;H31",
		Text: edition.Text{
			EN: "100 % on oil cakes and peas, 25 % on lobster and crab of Canada, which were not levied to 2026-12-31; whether that was extended is not known",
			ZH: "对原产于加拿大的油渣饼、豌豆加征100%，龙虾、蟹加征25%，2026年12月31日前暂不征收；是否延期不详"},
	},
	{
		ID: "ca-2025-3", Kind: Additional, Document: "税委会公告2025年第3号", origins: "CA ", goods: crabAndLobster,
		Interval: edition.Interval{From: 20250320, To: 20260301}, Basis: edition.Reported, Source: "H30",
		Text: edition.Text{EN: "25 % on aquatic products of Canada (annex 2, whose codes are not held)",
			ZH: "对原产于加拿大的水产品加征25%（附件2，税号未收录）"},
	},
	{
		ID: "ca-2025-3", Kind: Additional, Document: "税委会公告2025年第3号", origins: "CA ",
		goods:   "03 0203 02063 02064 020910 02101 1603 1604 1605 160241 160242 160249 ",
		without: crabAndLobster, Interval: edition.Interval{From: 20250320}, Basis: edition.Reported, Source: "H30",
		Text: edition.Text{EN: "25 % on aquatic products and pork of Canada (annex 2, whose codes are not held)",
			ZH: "对原产于加拿大的水产品、猪肉加征25%（附件2，税号未收录）"},
	},

	// Beef of all origins but those that are left out.
	{
		ID: "beef-safeguard", Kind: Safeguard, Document: "商务部2025年12月31日关于牛肉保障措施的裁定", except: "KR TH IN ID HK MO CN ", goods: "0201 0202 ",
		Interval: edition.Interval{From: 20260101, To: 20290101}, Basis: edition.Reported, Source: "H34;H35",
		Text: edition.Text{
			EN: "55 % on top on beef beyond the quota of its country for the year, from the third day after it is reached (2026, million kg: BR 1106, AR 511, UY 324, " +
				"NZ 206, AU 205, US 164, others 172); developing countries of small shares are left out, and the annex that names them is not held",
			ZH: "牛肉超出国别年度配额的部分，自达到配额后第3日起加征55%（2026年，万吨：巴西110.6、阿根廷51.1、乌拉圭32.4、新西兰20.6、澳大利亚20.5、美国16.4、其他17.2）；" +
				"占比低的发展中国家除外，列明的附件未收录"},
	},

	// Duties against dumping and subsidies.
	{
		ID: "eu-brandy", Kind: AntiDumping, Document: "商务部公告2025年第34号", origins: union + " ", goods: "2208200090 ",
		Interval: edition.Interval{From: 20250705, To: 20300705}, Basis: edition.Reported, Source: "H40;H41;H42",
		Text: edition.Text{
			EN: "27.7 to 34.9 % by producer on brandy of the European Union in containers under 200 litres; none for the 34 makers that keep their price undertaking",
			ZH: "对原产于欧盟的装入200升以下容器的白兰地按企业征收27.7%至34.9%；履行价格承诺的34家企业不征"},
	},
	{
		ID: "eu-pork", Kind: AntiDumping, Document: "商务部2025年12月16日关于欧盟猪肉的终裁", origins: union + " ",
		goods:    "0203 02063 02064 020910 0504001 0504002 0504009 ",
		Interval: edition.Interval{From: 20251217, To: 20301217}, Basis: edition.Reported, Source: "H43;H44;H45",
		Text: edition.Text{
			EN: "4.9 to 19.8 % by producer on pork and by-products of pigs of the European Union (19.8 % for others); the codes are not held",
			ZH: "对原产于欧盟的猪肉及猪副产品按企业征收4.9%至19.8%（其他企业19.8%）；税号未收录"},
	},
	{
		ID: "eu-dairy", Kind: Countervailing, Document: "商务部2026年2月12日关于欧盟乳制品的终裁", origins: union + " ", goods: "0406 040150 ",
		Interval: edition.Interval{From: 20260213, To: 20310213}, Basis: edition.Reported, Source: "H46;H47;H48",
		Text: edition.Text{
			EN: "7.4 to 11.7 % by producer on cheese, and on milk and cream over 10 % fat, of the European Union (11.7 % for others); the codes are not held",
			ZH: "对原产于欧盟的奶酪、脂肪含量超过10%的乳及稀奶油按企业征收7.4%至11.7%（其他企业11.7%）；税号未收录"},
	},
	{
		ID: "ca-rapeseed", Kind: AntiDumping, Document: "商务部2026年2月28日关于加拿大油菜籽的终裁", origins: "CA ", goods: "12051090 12059090 ",
		Interval: edition.Interval{From: 20260301, To: 20310301}, Rate: 59_000, Certain: true, Basis: edition.Reported,
		Source: "H49;H50",
		Text:   edition.Text{EN: "5.9 % on rapeseed of Canada", ZH: "对原产于加拿大的油菜籽征收5.9%"},
	},
	{
		ID: "butyl-rubber", Kind: AntiDumping, Document: "商务部2026年3月13日关于卤化丁基橡胶的终裁", origins: "JP CA ", goods: "400239 ",
		Interval: edition.Interval{From: 20260314, To: 20310314}, Basis: edition.Reported, Source: "H51",
		Text: edition.Text{
			EN: "on halogenated butyl rubber: 15.0 % (Japan Butyl), 30.1 % (other firms of Japan), 13.8 % (Canada); the codes are not held",
			ZH: "对卤化丁基橡胶：日本丁基15.0%、日本其他企业30.1%、加拿大13.8%；税号未收录"},
	},
	{
		ID: "polyformaldehyde", Kind: AntiDumping, Document: "商务部公告2025年第25号", origins: "US TW JP " + union + " ", goods: "390710 ",
		Interval: edition.Interval{From: 20250519, To: 20300519}, Basis: edition.Reported, Source: "H52",
		Text: edition.Text{
			EN: "on polyformaldehyde copolymer: 74.9 % (United States), 34.5 % (European Union), 3.8 to 32.6 % (Taiwan), 24.5 and 35.5 % (Japan); the codes are not held",
			ZH: "对共聚聚甲醛：美国74.9%、欧盟34.5%、台湾地区3.8%至32.6%、日本24.5%和35.5%；税号未收录"},
	},
	{
		ID: "phenol", Kind: AntiDumping, Document: "商务部2025年8月29日关于苯酚的期终复审裁定", origins: "US KR JP TH " + union + " ", goods: "290711 ",
		Interval: edition.Interval{From: 20250829, To: 20300829}, Basis: edition.Reported, Source: "H53",
		Text: edition.Text{
			EN: "on phenol: 244.3 to 287.2 % (United States), 30.4 % (European Union), 12.5 to 23.7 % (Korea), 19.3 to 27 % (Japan), 10.6 to 28.6 % (Thailand); the codes are not held",
			ZH: "对苯酚：美国244.3%至287.2%、欧盟30.4%、韩国12.5%至23.7%、日本19.3%至27%、泰国10.6%至28.6%；税号未收录"},
	},
	{
		ID: "stainless-steel", Kind: AntiDumping, Document: "商务部2025年6月30日关于不锈钢的期终复审裁定", origins: "GB KR ID " + union + " ",
		goods:    "7218 72191 72192 72201 ",
		Interval: edition.Interval{From: 20250701, To: 20300701}, Basis: edition.Reported, Source: "H54;H55",
		Text: edition.Text{
			EN: "18.1 to 103.1 % by producer on stainless billet and hot-rolled stainless sheet and coil; the codes are not held",
			ZH: "对不锈钢钢坯和不锈钢热轧板、卷按企业征收18.1%至103.1%；税号未收录"},
	},
	{
		ID: "polysilicon", Kind: AntiDumping, Document: "商务部公告2026年第3号", origins: "US KR ", goods: "280461 ",
		Interval: edition.Interval{From: 20260101}, Basis: edition.Reported, Source: "H56",
		Text: edition.Text{
			EN: "on solar-grade polysilicon: 53.3 to 57 % (United States), 4.4 to 113.8 % (Korea); what the review decided, and its first day, were not read; the codes are not held",
			ZH: "对太阳能级多晶硅：美国53.3%至57%、韩国4.4%至113.8%；复审裁定内容及起始日未读到；税号未收录"},
	},
	{
		ID: "polyphenylene-sulfide", Kind: AntiDumping, Document: "商务部公告2020年第53号、2025年第77号", origins: "JP US KR MY ", goods: "391190 ",
		Interval: edition.Interval{From: 20201201}, Basis: edition.Reported, Source: "H57",
		Text: edition.Text{
			EN: "on polyphenylene sulfide: 25.2 to 69.1 % (Japan), 214.1 to 220.9 % (United States), 26.4 to 46.8 % (Korea), 23.3 to 40.5 % (Malaysia); " +
				"a review is open since December 2025; the codes are not held",
			ZH: "对聚苯硫醚：日本25.2%至69.1%、美国214.1%至220.9%、韩国26.4%至46.8%、马来西亚23.3%至40.5%；2025年12月起期终复审；税号未收录"},
	},
	{
		ID: "epdm-rubber", Kind: AntiDumping, Document: "商务部公告2020年第60号", origins: "US KR " + union + " ", goods: "400270 ",
		Interval: edition.Interval{From: 20201220}, Basis: edition.Reported, Source: "H58",
		Text: edition.Text{
			EN: "on ethylene-propylene-diene rubber: 214.9 to 222.0 % (United States), 12.5 to 24.5 % (Korea), 14.7 to 31.7 % (European Union); levied during the review " +
				"that began on 2025-12-20; the codes are not held",
			ZH: "对三元乙丙橡胶：美国214.9%至222.0%、韩国12.5%至24.5%、欧盟14.7%至31.7%；2025年12月20日起的复审期间继续征收；税号未收录"},
	},
	{
		ID: "fibre-preform", Kind: AntiDumping, Document: "商务部关于光纤预制棒的期终复审裁定", origins: "JP US ", goods: "70022010 ",
		Basis: edition.Reported, Source: "H59", Interval: edition.Interval{From: 20150101},
		Text: edition.Text{
			EN: "on optical fibre preform, first levied in 2015; neither rate nor days were read, and the codes are not held",
			ZH: "对光纤预制棒，2015年首次征收；税率和日期未读到，税号未收录"},
	},
}

// crabAndLobster are their codes, alive, fresh, frozen, dried and prepared.
const crabAndLobster = "030611 030612 030614 030615 030631 030632 030633 030634 030691 030692 030693 030694 160510 160530 "
