package compile

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"importchecker/shared/services/internal/words"
)

// wordsFile is the generated file with everyday words, one in each line, with
// these fields separated by tabs:
//
//	the Han characters, or else the folded English words; codes, the best first; the activity
const wordsFile = "data/words.txt"

// readEveryday reads words.csv: everyday words for services, in Chinese and English,
// including brands, with the classes that they mean, the best first, and the activity
// within them that they name, if any. A word must not be in several rows.
func readEveryday(p *problems, fsys fs.FS, v Vocabulary) []everydayWord {
	seen := map[string]int{}
	var all []everydayWord
	for _, r := range readCSV(p, fsys, "words.csv", []string{"codes", "activity", "zh", "en"}) {
		r.need("codes")
		codes := r.list("codes")
		for _, c := range codes {
			if !v.Sector(c) {
				r.problem("codes", "%q is not a division, group or class of GB/T 4754", c)
			}
		}
		key := r.get("activity")
		if _, ok := v.Activity(key); key != "" && !ok {
			r.problem("activity", "%q is not in activities.csv", key)
		}
		add := func(column, form string) {
			if form == "" {
				r.problem(column, "a word without letters")
				return
			}
			switch at, twice := seen[form]; {
			case twice && at == r.number:
				return // the plural, or the traditional form
			case twice:
				r.problem(column, "%q stands in row %d too", form, at)
			}
			seen[form] = r.number
			all = append(all, everydayWord{form, codes, key})
		}
		for _, w := range r.list("zh") {
			add("zh", string(words.Han(w)))
		}
		for _, w := range r.list("en") {
			add("en", words.Fold(w))
		}
	}
	slices.SortFunc(all, func(a, b everydayWord) int { return cmp.Compare(a.form, b.form) })
	return all
}

// everydayWord is an everyday word for a service.
type everydayWord struct {
	form     string
	codes    []string
	activity string
}

// writeEveryday returns wordsFile, which has the words in the order of their forms.
func writeEveryday(all []everydayWord) []byte {
	var b bytes.Buffer
	for _, w := range all {
		fmt.Fprintf(&b, "%s\t%s\t%s\n", w.form, strings.Join(w.codes, ";"), w.activity)
	}
	return b.Bytes()
}
