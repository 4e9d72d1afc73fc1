package duty

import (
	"importchecker/shared/edition"
	"importchecker/shared/tariff"
	"sort"
	"strings"
)

// Agreement is a treaty, or a preference that China grants, under which goods of its
// partners with a certificate of origin pay a lower duty.
type Agreement struct {
	ID       string // public and stable
	Name     edition.Text
	partners string // codes of countries, each with a space after it
	edition.Interval
	column int // column in a vector of rates; noColumn when no rates are held
	// flatRate is the one rate of all lines; nil when the rates differ.
	flatRate *tariff.Rate
	Basis    edition.Basis
	Source   string
	Note     edition.Text // restrictions on the rates; may be blank
}

const noColumn = -1

// zeroRate is the rate of the preferences that waive the whole duty.
var zeroRate = tariff.Rate{Text: "0%", Cases: []tariff.RateCase{{}}}

// AgreementRate is the rate of a code under an agreement.
type AgreementRate struct {
	Agreement *Agreement
	Rate      *tariff.Rate // nil when the rates of the agreement are not held
}

// ratesInForce is the interval of the schedule whose agreement rates are held.
var ratesInForce = edition.Interval{From: 20260101, To: 20270101}

// Agreements appends the rates that goods of a ten-digit code and an origin may
// claim on a day. It leaves out agreements without a rate for the code. An agreement
// whose rates are not held has a nil rate.
func Agreements(to []AgreementRate, code tariff.Code, origin string, day edition.Date) []AgreementRate {
	if origin == "" {
		return to
	}
	open := builtIndex().forOrigin(origin).agreements
	vector := ""
	if len(open) > 0 && ratesInForce.Contains(day) {
		vector = vectorOf(code)
	}
	for _, i := range open {
		a := &agreements[i]
		switch {
		case !a.Contains(day):
		case a.flatRate != nil:
			to = append(to, AgreementRate{a, a.flatRate})
		case a.column == noColumn:
			to = append(to, AgreementRate{a, nil})
		case vector != "" && vector[a.column] != 0:
			to = append(to, AgreementRate{a, &agreementRates[vector[a.column]]})
		}
	}
	return to
}

// A record of agreementCodes is twelve bytes: ten digits and the number of a vector. A
// vector has one byte for each column: the number of a rate, or 0 for none.
const (
	codeRecord = 12
	codeDigits = 10
)

// vectorOf returns the vector of a code, or "".
func vectorOf(code tariff.Code) string {
	if len(code) != codeDigits {
		return ""
	}
	i, found := sort.Find(len(agreementCodes)/codeRecord, func(i int) int {
		return strings.Compare(string(code), agreementCodes[i*codeRecord:i*codeRecord+codeDigits])
	})
	if !found {
		return ""
	}
	at := i * codeRecord
	n := int(agreementCodes[at+codeDigits]) | int(agreementCodes[at+codeDigits+1])<<8
	return agreementVectors[n*columns : (n+1)*columns]
}

// ecfaNote says which rates of the early harvest with Taiwan are suspended.
var ecfaNote = edition.Text{
	EN: "The rates for 12 lines have been suspended since 2024-01-01, for 134 lines since 2024-06-15 and for 34 farm items since 2024-09-25; those lists are not held whole, so that this rate may not be open.",
	ZH: "其中12个税目自2024年1月1日、134个税目自2024年6月15日、34项农产品自2024年9月25日起中止优惠；相关清单未完整收录，本税率可能不适用。"}

// quotaNote is the note of the preferences for all goods except those over a quota.
var quotaNote = edition.Text{
	EN: "Goods under a tariff quota: within the quota only.",
	ZH: "关税配额商品：仅限配额内。"}

// agreements are the agreements in the order that decisions list them. The columns are
// those of source/agreement_rates.csv.gz, which has one for each partner or bloc.
var agreements = [...]Agreement{
	{ID: "hong-kong", Name: edition.Text{EN: "Mainland and Hong Kong Closer Economic Partnership Arrangement",
		ZH: "内地与香港关于建立更紧密经贸关系的安排"},
		partners: "HK ", column: colHongKong, Basis: edition.Transcribed, Source: "T01"},
	{ID: "macao", Name: edition.Text{EN: "Mainland and Macao Closer Economic Partnership Arrangement",
		ZH: "内地与澳门关于建立更紧密经贸关系的安排"},
		partners: "MO ", column: colMacao, Basis: edition.Transcribed, Source: "T01"},
	{ID: "taiwan-early-harvest",
		Name: edition.Text{EN: "Cross-Straits Economic Cooperation Framework Agreement, early harvest",
			ZH: "海峡两岸经济合作框架协议早期收获"},
		partners: "TW ", column: colTaiwan, Basis: edition.Transcribed, Source: "T01;H80;H82;H84", Note: ecfaNote},
	{ID: "asean", Name: edition.Text{EN: "China–ASEAN Free Trade Area", ZH: "中国—东盟自由贸易区"},
		partners: "BN KH ID LA MY MM PH SG TH VN ", column: colASEAN, Basis: edition.Transcribed, Source: "T01"},
	{ID: "asia-pacific", Name: edition.Text{EN: "Asia-Pacific Trade Agreement", ZH: "亚太贸易协定"},
		partners: "BD IN KR LA LK MN ", column: colAsiaPacific, Basis: edition.Transcribed, Source: "T01"},
	{ID: "chile", Name: edition.Text{EN: "China–Chile Free Trade Agreement", ZH: "中国—智利自由贸易协定"}, partners: "CL ",
		column: colChile, Basis: edition.Transcribed, Source: "T01"},
	{ID: "pakistan", Name: edition.Text{EN: "China–Pakistan Free Trade Agreement", ZH: "中国—巴基斯坦自由贸易协定"}, partners: "PK ",
		column: colPakistan, Basis: edition.Transcribed, Source: "T01"},
	{ID: "new-zealand", Name: edition.Text{EN: "China–New Zealand Free Trade Agreement", ZH: "中国—新西兰自由贸易协定"},
		partners: "NZ ", column: colNewZealand, Basis: edition.Transcribed, Source: "T01"},
	{ID: "singapore", Name: edition.Text{EN: "China–Singapore Free Trade Agreement", ZH: "中国—新加坡自由贸易协定"}, partners: "SG ",
		column: colSingapore, Basis: edition.Transcribed, Source: "T01"},
	{ID: "peru", Name: edition.Text{EN: "China–Peru Free Trade Agreement", ZH: "中国—秘鲁自由贸易协定"}, partners: "PE ",
		column: colPeru, Basis: edition.Transcribed, Source: "T01"},
	{ID: "costa-rica", Name: edition.Text{EN: "China–Costa Rica Free Trade Agreement", ZH: "中国—哥斯达黎加自由贸易协定"},
		partners: "CR ", column: colCostaRica, Basis: edition.Transcribed, Source: "T01"},
	{ID: "iceland", Name: edition.Text{EN: "China–Iceland Free Trade Agreement", ZH: "中国—冰岛自由贸易协定"}, partners: "IS ",
		column: colIceland, Basis: edition.Transcribed, Source: "T01"},
	{ID: "switzerland", Name: edition.Text{EN: "China–Switzerland Free Trade Agreement", ZH: "中国—瑞士自由贸易协定"},
		partners: "CH ", column: colSwitzerland, Basis: edition.Transcribed, Source: "T01"},
	{ID: "australia", Name: edition.Text{EN: "China–Australia Free Trade Agreement", ZH: "中国—澳大利亚自由贸易协定"}, partners: "AU ",
		column: colAustralia, Basis: edition.Transcribed, Source: "T01"},
	{ID: "korea", Name: edition.Text{EN: "China–Korea Free Trade Agreement", ZH: "中国—韩国自由贸易协定"}, partners: "KR ",
		column: colKorea, Basis: edition.Transcribed, Source: "T01"},
	{ID: "georgia", Name: edition.Text{EN: "China–Georgia Free Trade Agreement", ZH: "中国—格鲁吉亚自由贸易协定"}, partners: "GE ",
		column: colGeorgia, Basis: edition.Transcribed, Source: "T01"},
	{ID: "mauritius", Name: edition.Text{EN: "China–Mauritius Free Trade Agreement", ZH: "中国—毛里求斯自由贸易协定"}, partners: "MU ",
		column: colMauritius, Basis: edition.Transcribed, Source: "T01"},
	{ID: "cambodia", Name: edition.Text{EN: "China–Cambodia Free Trade Agreement", ZH: "中国—柬埔寨自由贸易协定"}, partners: "KH ",
		column: colCambodia, Basis: edition.Transcribed, Source: "T01"},
	{ID: "nicaragua", Name: edition.Text{EN: "China–Nicaragua Free Trade Agreement", ZH: "中国—尼加拉瓜自由贸易协定"}, partners: "NI ",
		column: colNicaragua, Basis: edition.Transcribed, Source: "T01"},
	{ID: "ecuador", Name: edition.Text{EN: "China–Ecuador Free Trade Agreement", ZH: "中国—厄瓜多尔自由贸易协定"}, partners: "EC ",
		column: colEcuador, Basis: edition.Transcribed, Source: "T01"},
	{ID: "serbia", Name: edition.Text{EN: "China–Serbia Free Trade Agreement", ZH: "中国—塞尔维亚自由贸易协定"}, partners: "RS ",
		column: colSerbia, Basis: edition.Transcribed, Source: "T01"},
	{ID: "maldives", Name: edition.Text{EN: "China–Maldives Free Trade Agreement", ZH: "中国—马尔代夫自由贸易协定"}, partners: "MV ",
		column: colMaldives, Basis: edition.Transcribed, Source: "T01"},
	{ID: "honduras-early-harvest", Name: edition.Text{EN: "China–Honduras early harvest arrangement",
		ZH: "中国—洪都拉斯自由贸易协定早期收获"}, partners: "HN ", column: colHonduras, Basis: edition.Transcribed, Source: "T01"},
	{ID: "rcep", Name: edition.Text{EN: "Regional Comprehensive Economic Partnership", ZH: "区域全面经济伙伴关系协定"},
		partners: "AU BN KH ID JP KR LA MY MM NZ PH SG TH VN ", Interval: edition.Interval{From: 20220101}, column: noColumn,
		Basis: edition.Reported, Source: "H71"},
	{ID: "least-developed", Name: edition.Text{EN: "zero duty for least developed countries", ZH: "最不发达国家特惠税率"},
		partners: "TG ER KI DJ GN KH LA RW BD MZ NP SD SB VU TD CF AF BJ BF GW LS MW ST TZ UG ZM ",
		Interval: edition.Interval{From: 20241201},
		column:   noColumn, flatRate: &zeroRate, Basis: edition.Reported, Source: "H72;H73;H74;H75;H76", Note: quotaNote},
	{ID: "africa", Name: edition.Text{EN: "zero duty for African states, 2026-05-01 to 2028-04-30",
		ZH: "对非洲建交国零关税（2026年5月1日至2028年4月30日）"},
		partners: "DZ EG KE NG ZA ", Interval: edition.Interval{From: 20260501, To: 20280501},
		column: noColumn, flatRate: &zeroRate, Basis: edition.Reported, Source: "H77;H78;H79;H10", Note: quotaNote},
}
