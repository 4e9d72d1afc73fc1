package list

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// A remarkForm parses one form of clause.
type remarkForm struct {
	pattern *regexp.Regexp
	read    func(clause string, m []string) (Condition, error)
}

// plainClause parses a clause without variable parts.
func plainClause(kind ConditionKind) func(string, []string) (Condition, error) {
	return func(clause string, _ []string) (Condition, error) {
		return Condition{Kind: kind, Text: clause}, nil
	}
}

// namedGoodsClause parses a clause that names goods. The name of the goods must not
// contain words of another rule.
func namedGoodsClause(kind ConditionKind, anyRule *regexp.Regexp) func(string, []string) (Condition, error) {
	return func(clause string, m []string) (Condition, error) {
		goods := strings.TrimSpace(m[1])
		if goods == "" || anyRule.MatchString(goods) {
			return Condition{}, unreadable(clause)
		}
		return Condition{Kind: kind, Text: clause, Goods: goods}, nil
	}
}

// weightClause parses a clause with a weight limit.
func weightClause(anyRule *regexp.Regexp) func(string, []string) (Condition, error) {
	return func(clause string, m []string) (Condition, error) {
		kilos, err := strconv.ParseInt(m[1], 10, 64)
		if err != nil || kilos <= 0 || kilos > 1_000_000 {
			return Condition{}, fmt.Errorf("weight in remark clause %q is not a sensible number of kilograms", clause)
		}
		group := strings.TrimSpace(m[2])
		if anyRule.MatchString(group) {
			return Condition{}, unreadable(clause)
		}
		return Condition{Kind: WeightPerYear, Text: clause, Grams: kilos * 1000, Group: group}, nil
	}
}

func unreadable(clause string) error {
	return fmt.Errorf("remark clause %q cannot be read as a rule", clause)
}

// remarkRules has the forms of clauses.
type remarkRules struct {
	forms      []remarkForm   // the first that matches parses the clause
	number     *regexp.Regexp // the number before a clause
	paraphrase *regexp.Regexp // the mark of a paraphrased remark
}

// rules returns the forms. They are compiled on first use, so that programs which only
// look up compiled editions start faster. The Chinese forms are those of the annexes,
// the English ones those of paraphrases.
var rules = sync.OnceValue(func() *remarkRules {
	// Words of rules. "仅限网购保税商品，某某除外" has two rules, and must not be
	// parsed as naming goods called "网购保税商品，某某除外".
	anyRule := regexp.MustCompile(`(?i)仅限|除外|网购保税|每人|每年|限购|限量|合并计算|野生动植物种|两用物项|` +
		`\bonly\b|\bexcept\b|\bbonded\b|\bat most\b|\bper person\b|\btogether\b`)
	return &remarkRules{
		forms: []remarkForm{
			{regexp.MustCompile(`^仅限网购保税(?:进口)?(?:商品)?$`), plainClause(BondedOnly)},
			{regexp.MustCompile(`(?i)^bonded online (?:purchase|shopping) only$`), plainClause(BondedOnly)},
			{regexp.MustCompile(`^列入《?进出口野生动植物种商品目录》?的?(?:商品)?除外$`), plainClause(NoListedSpecies)},
			{regexp.MustCompile(`^(?:列入)?《?两用物项(?:和技术进出口许可证管理目录)?》?的?(?:商品)?除外$`), plainClause(NoDualUse)},
			{regexp.MustCompile(`^每人每年(?:限购|限量|不超过)(\d+)(?:千克|公斤)(?:[，,](.+)合并计算)?$`), weightClause(anyRule)},
			{regexp.MustCompile(`(?i)^at most (\d+) kg per person per year(?:, all (.+) together)?$`), weightClause(anyRule)},
			{regexp.MustCompile(`^仅限(.+)$`), namedGoodsClause(NamedOnly, anyRule)},
			{regexp.MustCompile(`(?i)^only (.+)$`), namedGoodsClause(NamedOnly, anyRule)},
			{regexp.MustCompile(`^(.+)除外$`), namedGoodsClause(ExceptClass, anyRule)},
			{regexp.MustCompile(`(?i)^except (.+)$`), namedGoodsClause(ExceptClass, anyRule)},
		},
		number:     regexp.MustCompile(`^(?:[（(]\d{1,2}[）)]|\d{1,2}[.．、)）]|[①-⑳])`),
		paraphrase: regexp.MustCompile(`\(source paraphrase[^()]*\)`),
	}
})

// ParseRemark parses a remark into conditions. Clauses are separated by
// semicolons or full stops, or by commas if each part is a rule; they may be
// numbered. Line breaks within a cell are ignored, and full-width digits are
// accepted. A blank remark has no conditions.
//
// A clause that matches no form is an error that quotes it: the remark must then
// be marked manual, or the edition is rejected.
func ParseRemark(remark string) ([]Condition, error) {
	remark = OneLine(remark)
	for before := ""; before != remark; {
		before = remark
		remark = rules().paraphrase.ReplaceAllString(remark, "")
	}
	var conditions []Condition
	for _, clause := range strings.FieldsFunc(remark, func(r rune) bool { return r == ';' || r == '；' || r == '。' }) {
		read, err := readClauses(clause)
		if err != nil {
			return nil, err
		}
		conditions = append(conditions, read...)
	}
	return conditions, nil
}

// readClauses parses a clause, or several clauses separated by commas. Since a clause
// may contain a comma, it tries the whole first.
func readClauses(clause string) ([]Condition, error) {
	clause = withoutNumber(clause)
	if clause == "" {
		return nil, nil
	}
	whole, err := readClause(clause)
	if err == nil {
		return []Condition{whole}, nil
	}
	parts := strings.FieldsFunc(clause, func(r rune) bool { return r == ',' || r == '，' })
	if len(parts) < 2 {
		return nil, err
	}
	var conditions []Condition
	for _, part := range parts {
		read, partErr := readClause(withoutNumber(part))
		if partErr != nil {
			return nil, err
		}
		conditions = append(conditions, read)
	}
	return conditions, nil
}

func readClause(clause string) (Condition, error) {
	folded := foldWidth(clause)
	for _, f := range rules().forms {
		if m := f.pattern.FindStringSubmatch(folded); m != nil {
			return f.read(clause, m)
		}
	}
	return Condition{}, unreadable(clause)
}

// withoutNumber removes the number before a clause, but not the 1. of 1.5.
func withoutNumber(clause string) string {
	for {
		clause = strings.TrimSpace(clause)
		mark := rules().number.FindString(clause)
		next, _ := utf8.DecodeRuneInString(clause[len(mark):])
		if mark == "" || unicode.IsDigit(next) {
			return clause
		}
		clause = clause[len(mark):]
	}
}

// OneLine joins the lines of a cell. It removes white space next to Chinese characters,
// and replaces other runs of white space by one space.
func OneLine(s string) string {
	var b strings.Builder
	var last rune
	for field := range strings.FieldsSeq(s) {
		first, _ := utf8.DecodeRuneInString(field)
		if b.Len() > 0 && !isWide(last) && !isWide(first) {
			b.WriteByte(' ')
		}
		b.WriteString(field)
		last, _ = utf8.DecodeLastRuneInString(field)
	}
	return b.String()
}

// isWide reports whether a character belongs to Chinese text, which has no spaces.
func isWide(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x30ff || r >= 0xff00 && r <= 0xffef
}

// foldWidth converts full-width letters and digits to ASCII.
func foldWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' || r >= 'Ａ' && r <= 'Ｚ' || r >= 'ａ' && r <= 'ｚ' {
			return r - '０' + '0'
		}
		return r
	}, s)
}

// ManualRemark returns the condition for a remark that the maintainer accepts without
// parsing.
func ManualRemark(remark string) []Condition {
	return []Condition{{Kind: Manual, Text: strings.TrimSpace(remark)}}
}
