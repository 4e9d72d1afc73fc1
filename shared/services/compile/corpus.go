package compile

import (
	"bytes"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/search/matrix"
	"importchecker/shared/search/model"
	"importchecker/shared/services"
	"importchecker/shared/services/internal/words"

	terms "importchecker/shared/search/words"
)

// A Corpus is a classification as search reads it: sectors, and texts about them.
type Corpus struct {
	System services.System
	Codes  []string // in the order of the classification's records, then its sections
	// Texts are the names, the titles of ISIC classes, and what restrictions call that
	// which lies in a sector.
	Texts []model.Written
	// Words are what people call services.
	Words   []Word
	Weights *Weights
}

// A Word is what people call a service, in Chinese or English.
type Word struct {
	Text     string
	Form     string // as words of every day are looked up: Han characters, or folded English
	Codes    []int  // the best first
	Activity string
}

// How much a text counts in all that is written of its sector.
const (
	nameCounts  = 2
	titleCounts = 0.5
	aliasCounts = 1
	wordCounts  = 2
)

// Corpora reads the classifications below source as search does.
func Corpora(source fs.FS) ([]Corpus, error) {
	r, err := read(source)
	if err != nil {
		return nil, err
	}
	return r.corpora(), nil
}

// corpora puts the classifications side by side with what is said of their sectors.
func (r *sources) corpora() []Corpus {
	c := r.classification
	gbt := Corpus{System: services.GBT4754, Weights: r.weights}
	for _, n := range c.gbt {
		gbt.add(n.code, n.zh, n.en, n.titles)
	}
	for _, s := range c.sections {
		gbt.add(s.code, s.zh, s.en, "")
	}
	for _, a := range r.alias.sorted() {
		at := gbt.number(a.code)
		gbt.say(at, a.zh, aliasCounts)
		gbt.say(at, a.en, aliasCounts)
	}
	for _, w := range r.everyday {
		word := Word{Text: w.text, Form: w.form, Activity: w.activity}
		for _, code := range w.codes {
			word.Codes = append(word.Codes, gbt.number(code))
		}
		gbt.Words = append(gbt.Words, word)
	}
	w120 := Corpus{System: services.W120, Weights: r.weights}
	for _, row := range c.w120 {
		w120.add(row.code, "", row.en, "")
	}
	cpc := Corpus{System: services.CPC21, Weights: r.weights}
	for _, n := range c.cpc {
		cpc.add(n.code, "", n.en, "")
	}
	return []Corpus{gbt, w120, cpc}
}

// add adds a sector with its names and the titles of its ISIC classes.
func (c *Corpus) add(code, zh, en, titles string) {
	at := len(c.Codes)
	c.Codes = append(c.Codes, code)
	c.say(at, zh, nameCounts)
	c.say(at, en, nameCounts)
	for title := range strings.SplitSeq(titles, ";") {
		c.say(at, title, titleCounts)
	}
}

// Read takes a text apart as search does.
func Read(text string) terms.Text { return words.Read(text) }

// firstService is the first division after farming, mining and manufacturing. Those, and the other
// classifications, are seldom asked for, and by whole words.
const firstService = "44"

// say adds a text about a sector.
func (c *Corpus) say(code int, text string, counts float32) {
	read := Read(text)
	if c.System != services.GBT4754 || c.Codes[code] < firstService {
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

// Model writes the model that search asks. Words that leave says yes to are left out.
func (c *Corpus) Model(leave func(*Word) bool) []byte {
	kept := *c
	kept.Texts = slices.Clone(c.Texts)
	p := &model.Parts{Listed: make([][2]uint16, len(c.Codes)), Fuse: *c.Weights,
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
			kept.say(code, w.Text, wordCounts/float32(1+rank))
		}
	}
	p.Fold(kept.Texts)
	return model.Write(p)
}

// ordered gives a code in the width of a model's codes, so that they are in order: "1.A.a"
// of W/120 is "01.A.a".
func (c *Corpus) ordered(code string) string {
	if sector, _, _ := strings.Cut(code, "."); c.System == services.W120 && len(sector) == 1 {
		code = "0" + code
	}
	return fmt.Sprintf("%-*s", model.CodeWidth, code)
}

// Weights say how much each piece of evidence counts, for each kind of question.
type Weights [model.KindCount][model.FeatureCount]float32

// rankingFile has the weights. `go run ./infra/search sectors` writes it.
const rankingFile = "ranking.csv"

var rankingHeader = []string{"kind", "weights"}

// readRanking reads ranking.csv: a row for each kind of question.
func readRanking(p *problems, fsys fs.FS) *Weights {
	out := &Weights{}
	for i, r := range readCSV(p, fsys, rankingFile, rankingHeader) {
		weights := strings.Fields(r.get("weights"))
		if i >= len(out) || r.get("kind") != strconv.Itoa(i) || len(weights) != len(out[i]) {
			r.problem("weights", "want %d weights for each of %d kinds", model.FeatureCount, model.KindCount)
			continue
		}
		for f, w := range weights {
			v, err := strconv.ParseFloat(w, 32)
			if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
				r.problem("weights", "%q is no weight", w)
			}
			out[i][f] = float32(v)
		}
	}
	return out
}

// FormatRanking returns a ranking.csv.
func FormatRanking(all *Weights) []byte {
	var b bytes.Buffer
	fmt.Fprintln(&b, strings.Join(rankingHeader, ","))
	for kind := range all {
		var weights []string
		for _, w := range all[kind] {
			weights = append(weights, strconv.FormatFloat(float64(w), 'g', 4, 32))
		}
		fmt.Fprintf(&b, "%d,%s\n", kind, strings.Join(weights, " "))
	}
	return b.Bytes()
}
