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

// sectorTexts has texts about sectors of GB/T 4754 beside their names: titles of ISIC classes, and
// the names that restrictions use for activities within a sector. Each line has a code, the weight
// of the text in hundredths, and the text, separated by tabs.
//
//go:embed data/texts.txt
var sectorTexts string

// rankingText has the weights of the evidence for each kind of question, as `go run ./infra/search
// sectors` learned them.
//
//go:embed source/ranking.csv
var rankingText string

// A Corpus is a classification for search: its sectors, and texts about them.
type Corpus struct {
	System  System
	Codes   []string // in the order of the classification's records, then its sections
	Texts   []model.Written
	Words   []Word // everyday words for sectors
	Weights Weights
}

// A Word is an everyday word for a service, in the form in which it is looked up.
type Word struct {
	Form  string
	Codes []int // the best first
}

// Weights are the weights of the evidence for each kind of question.
type Weights [model.KindCount][model.FeatureCount]float32

// The weights of texts among all texts about a sector.
const (
	nameWeight = 2
	wordWeight = 2
	hundredth  = 0.01
)

// NewCorpus returns the corpus of a classification.
func NewCorpus(s System) *Corpus {
	c := &Corpus{System: s, Weights: readWeights(rankingText)}
	for i := range [endSystems]int{GBT4754: len(gbt) + len(gbtSections), W120: len(w120), CPC21: len(cpc)}[s] {
		sector := sectorAt(s, i)
		c.Codes = append(c.Codes, string(sector.Code))
		c.addText(i, sector.NameZH, nameWeight)
		c.addText(i, sector.NameEN, nameWeight)
	}
	if s != GBT4754 {
		return c
	}
	for line := range strings.Lines(sectorTexts) {
		code, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		weight, text, _ := strings.Cut(rest, "\t")
		n, _ := strconv.Atoi(weight) // package compile wrote it
		c.addText(c.number(code), text, float32(n)*hundredth)
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

// Read splits a text into terms, as search does.
func Read(text string) terms.Text { return words.Read(text) }

// firstService is the first division after farming, mining and manufacturing. Sectors before it,
// and those of the other classifications, are rarely searched for, and are found by whole words
// only.
const firstService = "44"

// addText adds a text about a sector.
func (c *Corpus) addText(code int, text string, weight float32) {
	read := Read(text)
	if c.System != GBT4754 || c.Codes[code] < firstService {
		read.Terms = slices.DeleteFunc(read.Terms,
			func(t terms.Term) bool { return t.Kind != terms.Word && t.Kind != terms.Gram })
	}
	if len(read.Terms) > 0 {
		c.Texts = append(c.Texts, model.Written{Code: code, Text: read, Fold: weight})
	}
}

// number returns the index of a code that is known to exist.
func (c *Corpus) number(code string) int {
	i, _ := slices.BinarySearch(c.Codes, code)
	return i
}

// family is the number of leading digits that sibling codes share: those of a group of GB/T 4754.
const family = 3

// Model builds the model for search. It leaves out the words for which skip returns true; skip may
// be nil.
func (c *Corpus) Model(skip func(*Word) bool) *model.Model {
	kept := *c
	kept.Texts = slices.Clone(c.Texts)
	p := &model.Parts{Listed: make([][2]uint16, len(c.Codes)), Fuse: c.Weights,
		Linear: matrix.Build(len(c.Codes), nil, true), Near: matrix.Build(0, nil, true),
		Vague: matrix.Build(1, nil, true)}
	for i := range c.Codes {
		p.Codes = append(p.Codes, c.paddedCode(c.Codes[i]))
	}
	for i := range c.Words {
		w := &c.Words[i]
		if skip != nil && skip(w) {
			continue
		}
		for rank, code := range w.Codes {
			kept.addText(code, w.Form, wordWeight/float32(1+rank))
		}
	}
	p.Fold(kept.Texts)
	m, err := model.ReadFamilies(string(model.Write(p)), family)
	if err != nil {
		panic(err) // Write writes what ReadFamilies reads
	}
	return m
}

// paddedCode returns a code in the width of a model's codes, so that the codes are in order:
// "01.A.a" for "1.A.a" of W/120.
func (c *Corpus) paddedCode(code string) string {
	if sector, _, _ := strings.Cut(code, "."); c.System == W120 && len(sector) == 1 {
		code = "0" + code
	}
	return fmt.Sprintf("%-*s", model.CodeWidth, code)
}
