package learn

import (
	"cmp"
	"math"
	"slices"

	"importchecker/infra/search/corpus"
	"importchecker/shared/search/matrix"
	"importchecker/shared/search/model"
	"importchecker/shared/search/words"
)

// A Text is a row of the corpus, taken apart.
type Text struct {
	*corpus.Row
	Read words.Text
	// Category is the category of a listing, taken apart.
	Category words.Text
}

// Read takes rows apart.
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

// A Plan says which sources each part learns from, and how much each counts.
type Plan struct {
	Linear Linear
	// Learn weighs the rows of a source for the linear model; 0 leaves them out.
	Learn [corpus.SourceCount]float32
	// Fold weighs the words of a source in the text of a code.
	Fold [corpus.SourceCount]float32
	// Near takes the texts of a source one by one.
	Near [corpus.SourceCount]bool
	// Meanings are what bare words mean.
	Meanings []corpus.Meaning
}

// DefaultPlan is what the product's model is built by.
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

// Build learns the parts of a model from texts; how the evidence is weighed is left open.
func (p Plan) Build(texts []Text) *model.Parts {
	parts := &model.Parts{Codes: codesOf(texts), Vague: matrix.Build(1, nil, true)}
	parts.Listed = listed(parts.Codes, texts)
	parts.Linear = p.linear(parts.Codes, texts)
	parts.Folded = p.folded(parts.Codes, texts)
	p.near(parts, texts)
	parts.Phrases, parts.Senses = phrases(texts, parts.Codes), senses(p.Meanings, parts.Codes)
	return parts
}

// listed counts the listings of each code, Chinese and English.
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

// The constants of BM25.
const (
	saturation = 1.2
	lengthPart = 0.4
)

// folded writes all texts of a code as one, weighed by BM25.
func (p Plan) folded(codes []string, texts []Text) []byte {
	count := make([]map[uint32]float32, len(codes))
	length := make([]float64, len(codes))
	df := map[uint32]int{}
	for i := range texts {
		w := p.Fold[texts[i].Source]
		if w == 0 {
			continue
		}
		c := number(codes, texts[i].Code)
		if count[c] == nil {
			count[c] = map[uint32]float32{}
		}
		for _, t := range Distinct(&texts[i].Read, &model.FoldWeight) {
			if count[c][t.Hash] == 0 {
				df[t.Hash]++
			}
			count[c][t.Hash] += w
			length[c] += float64(w)
		}
	}
	var mean float64
	for _, l := range length {
		mean += l / float64(len(codes))
	}
	var cells []matrix.Cell
	for c := range codes {
		norm := saturation * (1 - lengthPart + lengthPart*math.Sqrt(length[c]/mean))
		for hash, n := range count[c] {
			tf := float64(n) / (float64(n) + norm)
			cells = append(cells, matrix.Cell{Hash: hash, Column: int32(c),
				Weight: float32(tf * math.Log(1+float64(len(codes))/float64(df[hash])))})
		}
	}
	return matrix.Build(len(codes), cells, true)
}

// near writes the texts one by one, as vectors of length 1.
func (p Plan) near(parts *model.Parts, texts []Text) {
	type doc struct {
		terms []Term
		owner uint16
		src   model.Source
	}
	var docs []doc
	seen := map[string]bool{}
	for i := range texts {
		t := &texts[i]
		if !p.Near[t.Source] {
			continue
		}
		owner := uint16(number(parts.Codes, t.Code))
		key := t.Code + t.Read.Folded
		if seen[key] {
			continue
		}
		seen[key] = true
		docs = append(docs, doc{Distinct(&t.Read, &model.Weight), owner, sourceOf(t.Source)})
		if len(t.Category.Terms) > 0 {
			docs = append(docs, doc{Distinct(&t.Category, &model.Weight), owner, model.Category})
		}
	}
	df := map[uint32]int{}
	for i := range docs {
		for _, t := range docs[i].terms {
			df[t.Hash]++
		}
	}
	var cells []matrix.Cell
	for i := range docs {
		var norm float64
		for _, t := range docs[i].terms {
			w := float64(t.Weight) * math.Log(1+float64(len(docs))/float64(df[t.Hash]))
			norm += w * w
		}
		for _, t := range docs[i].terms {
			w := float64(t.Weight) * math.Log(1+float64(len(docs))/float64(df[t.Hash])) / math.Sqrt(norm)
			cells = append(cells, matrix.Cell{Hash: t.Hash, Column: int32(i), Weight: float32(w)})
		}
		parts.Owner, parts.Source = append(parts.Owner, docs[i].owner), append(parts.Source, docs[i].src)
	}
	parts.Near = matrix.Build(len(docs), cells, true)
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

// A Term is a term with what it counts.
type Term struct {
	Hash   uint32
	Weight float32
}

// Distinct gives the terms of a text that count, each once, ascending.
func Distinct(t *words.Text, weights *[words.Kinds]float32) []Term {
	out := make([]Term, 0, len(t.Terms))
	for i := range t.Terms {
		if w := weights[t.Terms[i].Kind]; w > 0 {
			out = append(out, Term{t.Terms[i].Hash, w})
		}
	}
	slices.SortFunc(out, func(a, b Term) int { return cmp.Compare(a.Hash, b.Hash) })
	return slices.CompactFunc(out, func(a, b Term) bool { return a.Hash == b.Hash })
}
