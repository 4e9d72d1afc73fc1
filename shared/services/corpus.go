package services

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/search/matrix"
	"importchecker/shared/search/model"
	"importchecker/shared/services/internal/words"

	terms "importchecker/shared/search/words"
)

// What is written of sectors of GB/T 4754 beside their names: titles of ISIC classes, and what
// restrictions call that which lies in a sector. Lines of a code, how much the text counts, in
// hundredths, and the text.
//
//go:embed data/texts.txt
var sectorTexts string

// How much each piece of evidence counts, for each kind of question, as `go run ./infra/search
// sectors` learned it.
//
//go:embed source/ranking.csv
var rankingText string

// A Corpus is a classification as search reads it: sectors, and texts about them.
type Corpus struct {
	System  System
	Codes   []string // in the order of the classification's records, then its sections
	Texts   []model.Written
	Words   []Word // what people call sectors
	Weights Weights
}

// A Word is what people call a service, in the form in which it is looked up.
type Word struct {
	Form  string
	Codes []int // the best first
}

// Weights say how much each piece of evidence counts, for each kind of question.
type Weights [model.KindCount][model.FeatureCount]float32

// How much a text counts in all that is written of its sector.
const (
	nameCounts = 2
	wordCounts = 2
	hundredth  = 0.01
)

// NewCorpus puts a classification side by side with what is said of its sectors.
func NewCorpus(s System) *Corpus {
	c := &Corpus{System: s, Weights: readWeights(rankingText)}
	for i := range [endSystems]int{GBT4754: len(gbt) + len(gbtSections), W120: len(w120), CPC21: len(cpc)}[s] {
		sector := sectorAt(s, i)
		c.Codes = append(c.Codes, string(sector.Code))
		c.say(i, sector.NameZH, nameCounts)
		c.say(i, sector.NameEN, nameCounts)
	}
	if s != GBT4754 {
		return c
	}
	for line := range strings.Lines(sectorTexts) {
		code, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		counts, text, _ := strings.Cut(rest, "\t")
		n, _ := strconv.Atoi(counts) // package compile wrote it
		c.say(c.number(code), text, float32(n)*hundredth)
	}
	for line := range strings.Lines(everydayText) {
		form, rest, _ := strings.Cut(line, "\t")
		w := Word{Form: form}
		for _, code := range readEveryday(strings.TrimSuffix(rest, "\n")).codes {
			w.Codes = append(w.Codes, c.number(string(code)))
		}
		c.Words = append(c.Words, w)
	}
	return c
}

// readWeights reads ranking.csv.
func readWeights(text string) (out Weights) {
	kind := -1
	for line := range strings.Lines(text) {
		if kind >= 0 && kind < len(out) {
			_, weights, _ := strings.Cut(line, ",")
			for f, w := range strings.Fields(weights) {
				v, _ := strconv.ParseFloat(w, 32)
				out[kind][min(f, len(out[kind])-1)] = float32(v)
			}
		}
		kind++
	}
	return out
}

// Read takes a text apart as search does.
func Read(text string) terms.Text { return words.Read(text) }

// firstService is the first division after farming, mining and manufacturing. Those, and the other
// classifications, are seldom asked for, and by whole words.
const firstService = "44"

// say adds a text about a sector.
func (c *Corpus) say(code int, text string, counts float32) {
	read := Read(text)
	if c.System != GBT4754 || c.Codes[code] < firstService {
		read.Terms = slices.DeleteFunc(read.Terms,
			func(t terms.Term) bool { return t.Kind != terms.Word && t.Kind != terms.Gram })
	}
	if len(read.Terms) > 0 {
		c.Texts = append(c.Texts, model.Written{Code: code, Text: read, Fold: counts})
	}
}

// number finds a code that is known to be there.
func (c *Corpus) number(code string) int {
	i, _ := slices.BinarySearch(c.Codes, code)
	return i
}

// family is how many digits sisters have in common: those of a group of GB/T 4754.
const family = 3

// Model makes the model that search asks. Words that leave says yes to are left out.
func (c *Corpus) Model(leave func(*Word) bool) *model.Model {
	kept := *c
	kept.Texts = slices.Clone(c.Texts)
	p := &model.Parts{Listed: make([][2]uint16, len(c.Codes)), Fuse: c.Weights,
		Linear: matrix.Build(len(c.Codes), nil, true), Near: matrix.Build(0, nil, true),
		Vague: matrix.Build(1, nil, true)}
	for i := range c.Codes {
		p.Codes = append(p.Codes, c.ordered(c.Codes[i]))
	}
	for i := range c.Words {
		w := &c.Words[i]
		if leave != nil && leave(w) {
			continue
		}
		for rank, code := range w.Codes {
			kept.say(code, w.Form, wordCounts/float32(1+rank))
		}
	}
	p.Fold(kept.Texts)
	m, err := model.ReadFamilies(string(model.Write(p)), family)
	if err != nil {
		panic(err) // what Write wrote is read
	}
	return m
}

// ordered gives a code in the width of a model's codes, so that they are in order: "1.A.a"
// of W/120 is "01.A.a".
func (c *Corpus) ordered(code string) string {
	if sector, _, _ := strings.Cut(code, "."); c.System == W120 && len(sector) == 1 {
		code = "0" + code
	}
	return fmt.Sprintf("%-*s", model.CodeWidth, code)
}
