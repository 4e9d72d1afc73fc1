package learn

import (
	"slices"

	"importchecker/infra/search/corpus"
	"importchecker/shared/search/matrix"
	"importchecker/shared/search/model"
	"importchecker/shared/search/words"
)

// A Text is a parsed row of the corpus.
type Text struct {
	*corpus.Row
	Read words.Text
	// Category is the parsed category of a listing.
	Category words.Text
}

// Read parses rows.
func Read(rows []corpus.Row) []Text {
	texts := make([]Text, len(rows))
	for i := range rows {
		texts[i] = Text{Row: &rows[i], Read: words.Read(rows[i].Text)}
		if rows[i].Category != "" {
			texts[i].Category = words.Read(rows[i].Category)
		}
	}
	return texts
}

// A Plan says which sources each part of the model learns from, and with what weight.
type Plan struct {
	Linear Linear
	// Learn has the weights of sources for the linear model; 0 excludes a source.
	Learn [corpus.SourceCount]float32
	// Fold has the weights of sources' words in the text of a code.
	Fold [corpus.SourceCount]float32
	// Near selects the sources whose texts are matched one by one.
	Near [corpus.SourceCount]bool
	// Meanings are the meanings of generic words.
	Meanings []corpus.Meaning
}

// DefaultPlan returns the plan of the product's model.
func DefaultPlan(meanings []corpus.Meaning) Plan {
	p := Plan{Meanings: meanings, Linear: Linear{Cost: 2, Passes: 7, Floor: 0.05}}
	p.Learn = [corpus.SourceCount]float32{corpus.UKTerm: 1, corpus.UKAdvice: 0.5, corpus.UKBrand: 1, corpus.Ruling: 1,
		corpus.Everyday: 1, corpus.Titles: 1, corpus.Parcels: 1, corpus.Comp: 1}
	p.Fold = [corpus.SourceCount]float32{corpus.TariffZH: 1, corpus.HS: 2, corpus.UKTerm: 2, corpus.UKAdvice: 1,
		corpus.UKBrand: 1,
		corpus.USLine:  1, corpus.National: 0.5, corpus.Ruling: 1, corpus.Everyday: 3, corpus.Titles: 0.5, corpus.Parcels: 1,
		corpus.Comp: 1}
	p.Near = [corpus.SourceCount]bool{corpus.TariffZH: true, corpus.HS: true, corpus.UKTerm: true, corpus.UKAdvice: true,
		corpus.UKBrand: true,
		corpus.Ruling:  true, corpus.Everyday: true, corpus.Titles: true, corpus.Parcels: true, corpus.Comp: true}
	return p
}

// Build learns the parts of a model from texts, except the weights of the evidence.
func (p Plan) Build(texts []Text) *model.Parts {
	parts := &model.Parts{Codes: codesOf(texts), Vague: matrix.Build(1, nil, true)}
	parts.Listed = listed(parts.Codes, texts)
	parts.Linear = p.linear(parts.Codes, texts)
	written := p.written(parts.Codes, texts)
	parts.Fold(written)
	parts.Stand(written)
	parts.Phrases, parts.Senses = phrases(texts, parts.Codes), senses(p.Meanings, parts.Codes)
	return parts
}

// listed counts the listings of each code, in Chinese and in English.
func listed(codes []string, texts []Text) [][2]uint16 {
	counts := make([][2]uint16, len(codes))
	for i := range texts {
		switch texts[i].Source {
		case corpus.Titles:
			counts[number(codes, texts[i].Code)][0]++
		case corpus.Parcels, corpus.Comp, corpus.Ruling:
			counts[number(codes, texts[i].Code)][1]++
		}
	}
	return counts
}

func codesOf(texts []Text) []string {
	var codes []string
	for i := range texts {
		codes = append(codes, texts[i].Code)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

func number(codes []string, code string) int32 {
	i, ok := slices.BinarySearch(codes, code)
	if !ok {
		panic("no code " + code)
	}
	return int32(i)
}

func (p Plan) linear(codes []string, texts []Text) []byte {
	var reads []words.Text
	var class []int32
	var weight []float32
	for i := range texts {
		if w := p.Learn[texts[i].Source]; w > 0 {
			reads, class, weight = append(reads, texts[i].Read), append(class, number(codes, texts[i].Code)), append(weight, w)
		}
	}
	v := NewVocabulary(reads, 2)
	rows := make([]Vector, len(reads))
	for i := range reads {
		rows[i] = v.Vector(&reads[i], &model.LinearWeight)
	}
	cells := p.Linear.Train(rows, class, len(codes), len(v.Hash), v.Hash, weight)
	return matrix.Build(len(codes), cells, false)
}

// written returns the texts with their weights.
func (p Plan) written(codes []string, texts []Text) []model.Written {
	out := make([]model.Written, len(texts))
	for i := range texts {
		t := &texts[i]
		out[i] = model.Written{Code: int(number(codes, t.Code)), Text: t.Read, Fold: p.Fold[t.Source],
			Near: p.Near[t.Source], Source: sourceOf(t.Source), Category: t.Category}
	}
	return out
}

func sourceOf(s corpus.Source) model.Source {
	switch s {
	case corpus.UKTerm, corpus.UKAdvice, corpus.UKBrand, corpus.Everyday:
		return model.Words
	case corpus.Titles, corpus.Parcels, corpus.Comp, corpus.Ruling:
		return model.Listing
	}
	return model.Text
}
