package measures

import (
	"regexp"
	"slices"
	"strings"
)

// rule determines a kind by words. What it matches is removed from the text,
// and the rest must contain no further demand.
type rule struct {
	kind  string
	words func() *regexp.Regexp
}

// The rules, in the order of application. A clause is the text between commas
// and stops.
var kindRules = []rule{
	// 境外个人 is about residence, 中国公民 about nationality.
	{"overseas_individual", pattern(`(^|[。；])境外个人不得(报考|参加|申请参加|申请)[^。；，、]{0,40}(考试|资格|注册|备案)([、或和者]*(考试|资格|注册|备案))*`)},
	{"nationality", pattern(`(须|应当|必须|仅限|只能)(由|为|是|具有|具备)?[^。；，、]{0,8}(中国公民|中国国籍|中国籍)[^。；，、]{0,12}`)},
	{"presence", pattern(`未在(中国(境内)?|境内|内地|华)设立[^。；，]{0,30}，?[^。；，]{0,12}不得`)},
	{"presence",
		pattern(`(须|应当|必须)[^。；，]{0,6}(在(中国)?(境内|内地|华)(依法)?设立|设立[^。；，]{0,8}商业存在|委托[^。；，]{0,12}境内)[^。；，]{0,20}(机构|企业|公司|代理人|商业存在)`)},
	{"licence", pattern(`未(经|取得|获得)[^。；，]{0,30}(批准|许可|核准|同意|许可证)，?[^。；，]{0,20}不得`)},
	{"licence", pattern(`(须|应当|必须)(事先)?(经|取得|获得|报)[^。；，]{0,30}(批准|许可证|许可|核准)`)},
	{"partner", pattern(`(须|应当|必须)(与|同)(中国|中方|境内)[^。；，]{0,20}合作[^。；，]{0,6}`)},
	{"ratio", pattern(`[^。；，]{0,20}比例(不得|须|应当|不)?(低于|高于|超过|少于|达到)[^。；，]{0,12}`)},
	// 在境外设立的主体，以及境外个人，不得从事 names them in a clause of its own.
	{"prohibited", pattern(`(^|[。；])在(中国)?境外设立[^。；]{0,30}，不得[^。；，]{0,24}`)},
	{"prohibited", pattern(`(^|[。；])(境外|外国)[^。；，]{0,24}(不得|禁止)`)},
}

// demands are words that demand, permit or except something. One that no rule
// has matched leaves a row open.
var demands = pattern(
	`不得|禁止|不允许|须|必需|应当|应由|应在|批准|许可|核准|审批|备案|比例|配额|限额|数量|中国公民|中国国籍|中国籍|国籍|居民|设立|委托|除外|以外|但|例外|另有|仅限|仅可|只能|只可|方可|限于|限制|合作|资质|资格|担保|存在`)

// overseas matches words for overseas providers.
var overseas = pattern(`境外|外国|外籍`)

// kindOf returns the one kind that the words of a text allow, with the words.
func kindOf(text string) (kind, words string) {
	rest := text
	for _, r := range kindRules {
		found := r.words().FindString(rest)
		if found == "" {
			continue
		}
		if kind != "" && kind != r.kind {
			return "", ""
		}
		kind, words = r.kind, strings.Trim(found, "。；，")
		rest = strings.ReplaceAll(rest, found, "…")
	}
	if kind == "" || demands().MatchString(rest) {
		return "", ""
	}
	return kind, words
}

// exceptions are words by which a text covers less, or more, than the clause
// that a rule matches. Any of them leaves a row open.
var exceptions = pattern(`除|但|例外|另有|以外|之外|非|含|包括|等|其他|豁免|不适用|暂|不限`)

// namedModes matches a statement that a text is about supply in some modes.
var namedModes = pattern(`(以|通过|采取)(跨境服务贸易|跨境|((跨境交付|境外消费|自然人移动|自然人流动)[、和及或]?)+)的?(方式|模式)`)

// modeNames are the modes by their names in lists. "Cross-border" means all
// three of them: supply by a company set up in China is not included.
var modeNames = []struct{ mode, name string }{{"1", "跨境交付"}, {"2", "境外消费"}, {"4", "自然人移动"}, {"4", "自然人流动"}}

// whoSitsExaminations matches a text that only concerns persons who enter
// China.
var whoSitsExaminations = pattern(`^境外个人不得(报考|参加|申请参加|申请)[^。；，、]{0,40}(考试|资格|注册|备案)([、或和者]*(考试|资格|注册|备案))*[。]?$`)

// modesOf returns the modes that a text names, with the words.
func modesOf(text string) (modes, words string) {
	if whoSitsExaminations().MatchString(text) {
		return "4", strings.Trim(text, "。")
	}
	found := namedModes().FindAllString(text, -1)
	if len(found) != 1 {
		return "", ""
	}
	var all []string
	for _, m := range modeNames {
		if strings.Contains(found[0], m.name) && !slices.Contains(all, m.mode) {
			all = append(all, m.mode)
		}
	}
	if len(all) == 0 {
		return allModes, found[0]
	}
	return strings.Join(all, ";"), found[0]
}

// grounds returns what the words of a row determine.
func grounds(r *Row) []Ground {
	var out []Ground
	var kind, words string
	if !exceptions().MatchString(r.Text) {
		kind, words = kindOf(r.Text)
	}
	if kind != "" {
		out = append(out, Ground{"kind", kind, words})
	}
	if modes, quote := modesOf(r.Text); modes != "" {
		out = append(out, Ground{"modes", modes, quote})
	}
	if s, ok := sectorNamed(r.Field, r.letter); ok && r.Field != "" {
		column := "part"
		if kind == "prohibited" && wholeField(r.Text, r.Field) {
			column = "whole"
		}
		out = append(out, Ground{column, string(s.Code), r.Field})
	}
	return out
}

// wholeField reports whether a text prohibits all of its field, by its exact
// name.
func wholeField(text, field string) bool {
	re := `^(境外|外国)[^。；，不]{0,20}不得((以|通过)跨境方式)?(从事|经营|提供)` + regexp.QuoteMeta(field) + `(服务|业务|活动|经营活动)?。?$`
	ok, err := regexp.MatchString(re, text)
	return err == nil && ok
}
