package measure

import (
	"hash/fnv"
	"slices"

	"importchecker/infra/search/corpus"
	"importchecker/infra/search/learn"
	"importchecker/shared/search/matrix"
	"importchecker/shared/search/model"
	"importchecker/shared/search/words"
)

// Vagueness is the learned detection of vague questions, with its rates on unseen questions.
type Vagueness struct {
	Matrix  []byte
	Mix     [model.VagueCount]float32
	Least   [model.KindCount]float32
	Caught  float64 // share of vague terms that are detected
	Alarmed map[string]float64
}

// sign is a question with its signs of vagueness.
type sign struct {
	set   string
	vague bool
	kind  model.Kind
	part  int
	v     [model.VagueCount]float32
}

// LearnVague learns from the vague terms of UK customs, as opposed to the phrases of customs staff, everyday
// words and titles. m is a finished model, which has seen no vague terms; cases are benchmark questions with
// the evidence of models that had not seen them.
func LearnVague(m *model.Model, texts []learn.Text, terms []string, cases []Case, alarms float64) Vagueness {
	vague := make([]words.Text, len(terms))
	for i := range terms {
		vague[i] = words.Read(terms[i])
	}
	clear := clearTexts(texts)
	signs := crossSigns(m, vague, clear, cases)
	out := Vagueness{Matrix: learn.Vague(vague, parsedTexts(clear)), Alarmed: map[string]float64{}}
	scores := make([]float32, len(signs))
	for part := range Folds {
		mix := mixOf(signs, func(p int) bool { return p != part })
		for i := range signs {
			if signs[i].part == part {
				scores[i] = score(&signs[i], &mix)
			}
		}
	}
	out.Mix = mixOf(signs, func(int) bool { return true })
	for kind := range model.KindCount {
		out.Least[kind] = leastScore(signs, scores, kind, alarms)
	}
	out.Least[model.EnglishField] = out.Least[model.EnglishTitle]
	count := map[string][2]int{}
	for i := range signs {
		n := count[signs[i].set]
		n[0]++
		if scores[i] >= out.Least[signs[i].kind] {
			n[1]++
		}
		count[signs[i].set] = n
	}
	for set, n := range count {
		out.Alarmed[set] = share(n[1], n[0])
	}
	out.Caught = out.Alarmed["vague"]
	return out
}

// clearTexts returns texts that are not vague, with only some of the titles.
func clearTexts(texts []learn.Text) []*learn.Text {
	var out []*learn.Text
	for i := range texts {
		switch texts[i].Source {
		case corpus.UKTerm, corpus.Everyday, corpus.Comp, corpus.Ruling:
			out = append(out, &texts[i])
		case corpus.Titles:
			if i%8 == 0 {
				out = append(out, &texts[i])
			}
		}
	}
	return out
}

func parsedTexts(texts []*learn.Text) []words.Text {
	out := make([]words.Text, len(texts))
	for i := range texts {
		out[i] = texts[i].Read
	}
	return out
}

func partOf(text string) int {
	h := fnv.New32a()
	h.Write([]byte(text))
	return int(h.Sum32()>>3) % Folds
}

// crossSigns returns the signs of every question, with its words judged by what was learned from the other
// parts.
func crossSigns(m *model.Model, vague []words.Text, clear []*learn.Text, cases []Case) []sign {
	evidence := map[string]*Case{}
	for i := range cases {
		if s := &Sets[cases[i].Set]; !s.Fields && !s.Joined {
			evidence[cases[i].Row.ID] = &cases[i]
		}
	}
	var signs []sign
	for part := range Folds {
		var v, c []words.Text
		for i := range vague {
			if partOf(vague[i].Folded) != part {
				v = append(v, vague[i])
			}
		}
		for _, t := range clear {
			if partOf(t.Read.Folded) != part {
				c = append(c, t.Read)
			}
		}
		learned, _, err := matrix.Read(string(learn.Vague(v, c)))
		if err != nil {
			panic(err) // Read can read what Build wrote
		}
		for i := range vague {
			if partOf(vague[i].Folded) == part {
				found := m.Ask(&model.Question{Title: vague[i]}, depth)
				signs = append(signs, sign{"vague", true, (&model.Question{Title: vague[i]}).Kind(), part,
					model.VagueSigns(model.VagueWords(&learned, &vague[i]), &vague[i], found)})
			}
		}
		for _, t := range clear {
			if partOf(t.Read.Folded) != part {
				continue
			}
			evidenceOf := evidence[t.ID]
			if evidenceOf == nil || t.ID == "" {
				evidenceOf = &Case{Example: &learn.Example{Candidates: m.Ask(&model.Question{Title: t.Read}, depth)}}
			}
			signs = append(signs, sign{t.Source.String(), false, (&model.Question{Title: t.Read}).Kind(), part,
				model.VagueSigns(model.VagueWords(&learned, &t.Read), &t.Read, evidenceOf.Candidates)})
		}
	}
	return signs
}

func mixOf(signs []sign, use func(part int) bool) [model.VagueCount]float32 {
	var yes, no [][model.VagueCount]float32
	for i := range signs {
		switch {
		case !use(signs[i].part):
		case signs[i].vague:
			yes = append(yes, signs[i].v)
		default:
			no = append(no, signs[i].v)
		}
	}
	return learn.Logistic(yes, no)
}

func score(s *sign, mix *[model.VagueCount]float32) float32 {
	var sum float32
	for f := range mix {
		sum += mix[f] * s.v[f]
	}
	return sum
}

// leastScore returns the lowest score at which no set of clear questions of a kind is called vague more often
// than allowed.
func leastScore(signs []sign, scores []float32, kind model.Kind, alarms float64) float32 {
	var least float32 = -100
	for _, set := range []string{corpus.Titles.String(), corpus.Comp.String(), corpus.UKTerm.String(),
		corpus.Everyday.String()} {
		var setScores []float32
		for i := range signs {
			if signs[i].set == set && signs[i].kind == kind {
				setScores = append(setScores, scores[i])
			}
		}
		if len(setScores) < leastCases {
			continue
		}
		slices.Sort(setScores)
		least = max(least, setScores[min(len(setScores)-1, int(float64(len(setScores))*(1-alarms)))])
	}
	return least
}
