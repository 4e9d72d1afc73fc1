package list

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// A remarkForm reads one clause of a remark.
type remarkForm struct {
	pattern *regexp.Regexp
	read    func(clause string, m []string) (Condition, error)
}

func fixed(kind ConditionKind) func(string, []string) (Condition, error) {
	return func(clause string, _ []string) (Condition, error) {
		return Condition{Kind: kind, Text: clause}, nil
	}
}

func naming(kind ConditionKind) func(string, []string) (Condition, error) {
	return func(clause string, m []string) (Condition, error) {
		return Condition{Kind: kind, Text: clause, Goods: strings.TrimSpace(m[1])}, nil
	}
}

func weight(clause string, m []string) (Condition, error) {
	kilos, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil || kilos <= 0 || kilos > 1_000_000 {
		return Condition{}, fmt.Errorf("weight of %q is not a sensible number of kilograms", clause)
	}
	c := Condition{Kind: WeightPerYear, Text: clause, Grams: kilos * 1000}
	if len(m) > 2 && m[2] != "" {
		c.Group = strings.TrimSpace(m[2])
	}
	return c, nil
}

// remarkForms returns the clauses that are understood, the first that fits
// wins. Chinese forms are those of the annexes, English ones those of the
// paraphrases held. It is a function so that programs which only look up
// compiled editions do not pay for the expressions at start.
func remarkForms() []remarkForm {
	return []remarkForm{
		{regexp.MustCompile(`^仅限网购保税(?:商品|进口)?$`), fixed(BondedOnly)},
		{regexp.MustCompile(`(?i)^(?:bonded online (?:purchase|shopping) only)$`), fixed(BondedOnly)},
		{regexp.MustCompile(`^列入《?进出口野生动植物种商品目录》?的(?:商品)?除外$`), fixed(NoListedSpecies)},
		{regexp.MustCompile(`^(?:列入)?《?两用物项(?:和技术进出口许可证管理目录)?》?的?(?:商品)?除外$`), fixed(NoDualUse)},
		{regexp.MustCompile(`^每人每年(?:限购|限量|不超过)(\d+)(?:千克|公斤)(?:，(.+)合并计算)?$`), weight},
		{regexp.MustCompile(`(?i)^at most (\d+) kg per person per year(?:, all (.+) together)?$`), weight},
		{regexp.MustCompile(`^仅限(.+)$`), naming(NamedOnly)},
		{regexp.MustCompile(`(?i)^only (.+)$`), naming(NamedOnly)},
		{regexp.MustCompile(`^(.+)除外$`), naming(ExceptClass)},
		{regexp.MustCompile(`(?i)^except (.+)$`), naming(ExceptClass)},
	}
}

// ParseRemark reads a remark into conditions, one per clause; clauses are
// separated by semicolons. A blank remark has none. A clause that fits no form
// is an error that quotes it: the remark must then be marked manual, or the
// edition is refused.
func ParseRemark(remark string) ([]Condition, error) {
	remark, _, _ = strings.Cut(remark, "(source paraphrase")
	remark = strings.TrimSpace(remark)
	if remark == "" {
		return nil, nil
	}
	forms := remarkForms()
	var conditions []Condition
	for _, clause := range strings.FieldsFunc(remark, func(r rune) bool { return r == ';' || r == '；' }) {
		clause = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(clause), "。"))
		if clause == "" {
			continue
		}
		condition, err := readClause(forms, clause)
		if err != nil {
			return nil, err
		}
		conditions = append(conditions, condition)
	}
	return conditions, nil
}

func readClause(forms []remarkForm, clause string) (Condition, error) {
	for _, f := range forms {
		if m := f.pattern.FindStringSubmatch(clause); m != nil {
			return f.read(clause, m)
		}
	}
	return Condition{}, fmt.Errorf("remark clause %q cannot be read as a rule", clause)
}

// ManualRemark returns the condition of a remark that the maintainer lets
// stand unread.
func ManualRemark(remark string) []Condition {
	return []Condition{{Kind: Manual, Text: strings.TrimSpace(remark)}}
}
