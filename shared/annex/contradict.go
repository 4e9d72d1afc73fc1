package annex

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"importchecker/shared/annex/layout"
	"importchecker/shared/list/compile"
	"importchecker/shared/tariff"
)

// The checks in this file need to know the edition that was asked for: whether
// the file's own title contradicts it, and whether rows of the stored edition
// are missing. A maintainer may accept either by name.

// listWords are words in titles that identify a list.
var listWords = []struct{ word, list string }{
	{"跨境电子商务零售进口", "cbec-retail-import"},
	{"义乌", "yiwu-import-pilot"},
	{"海南自由贸易港跨境服务贸易", "cn-services-negative-hainan"},
	{"自由贸易试验区跨境服务贸易", "cn-services-negative-ftz"},
	{"跨境服务贸易特别管理措施", "cn-services-negative-national"},
	{"进出口税则（", tariff.List},
}

// yearOfTitle matches the year of a list in a title.
var yearOfTitle = sync.OnceValue(
	func() *regexp.Regexp { return regexp.MustCompile(`(20\d\d)\s*年?\s*版|[（(](20\d\d)\s*年?[）)]`) })

// editionFacts is what a title may state about an edition.
type editionFacts struct {
	list, edition, document, title, effective string
}

// titleProblems returns problems when the titles in a file contradict the
// edition that was asked for.
func titleProblems(file string, titles []string, e editionFacts) []*compile.Problem {
	if e.list == "" { // a table is read, and no edition made
		return nil
	}
	var out []*compile.Problem
	say := func(en, zh string) {
		out = append(out, &compile.Problem{File: file, Text: en, ZH: zh, Accept: layout.AcceptTitle})
	}
	all := strings.Join(titles, " ")
	if other := listNamed(all); other != "" && other != e.list && !strings.Contains(e.list, other) {
		say(fmt.Sprintf("its title, %q, is that of %s, and it is brought in as %s", layout.Short(all, 80), other, e.list),
			fmt.Sprintf("其标题“%s”属于%s，而导入的清单是%s", layout.Short(all, 80), other, e.list))
	}
	years := yearsIn(all)
	if len(years) > 0 && !slices.ContainsFunc(years, e.fitsYear) {
		say(fmt.Sprintf("its title, %q, speaks of %d, and edition %s is in force from %s", layout.Short(all, 80), years[0],
			e.edition, e.effective),
			fmt.Sprintf("其标题“%s”为%d年版，而所导入的%s版自%s起施行", layout.Short(all, 80), years[0], e.edition, e.effective))
	}
	return out
}

// listNamed returns the list that a title names; blank when it names none. The
// most specific words come first.
func listNamed(title string) string {
	for _, w := range listWords {
		if strings.Contains(title, w.word) {
			return w.list
		}
	}
	return ""
}

func yearsIn(title string) []int {
	var out []int
	for _, m := range yearOfTitle().FindAllStringSubmatch(title, -1) {
		year, _ := strconv.Atoi(m[1] + m[2])
		out = append(out, year)
	}
	return out
}

// fitsYear reports whether a year fits an edition: its id, document or title has
// it, or the edition takes effect in it or in the following year.
func (e editionFacts) fitsYear(year int) bool {
	text := strconv.Itoa(year)
	first, _ := strconv.Atoi(e.effective[:min(4, len(e.effective))])
	return strings.Contains(e.edition+" "+e.document+" "+e.title, text) || first == year || first == year+1
}

// lossProblem returns the problem that an edition would lose rows of the stored
// edition; nil when it loses none, or when that is accepted.
func lossProblem(file string, gone []string, accept []string) *compile.Problem {
	if len(gone) == 0 || slices.Contains(accept, layout.AcceptLoss) {
		return nil
	}
	few := gone[:min(len(gone), 5)]
	return &compile.Problem{File: file, Accept: layout.AcceptLoss,
		Text: fmt.Sprintf("%s that this edition holds today stand nowhere in the file: %s", layout.Plural(len(gone), "row"),
			strings.Join(few, ", ")),
		ZH: fmt.Sprintf("该版现有的%d行不在文件中：%s", len(gone), strings.Join(few, "、"))}
}
