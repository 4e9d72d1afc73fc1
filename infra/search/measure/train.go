package measure

import (
	"cmp"
	"math"
	"slices"

	"importchecker/infra/search/corpus"
	"importchecker/infra/search/learn"
	"importchecker/shared/search/model"
)

// Penalty is the penalty on large weights of the evidence.
const Penalty = 0.0001

// alarms is how often a clear question may be called vague.
const alarms = 0.04

// Train builds the product's model: it learns from all rows, and learns the weights of the evidence and the
// calibration from cases of models that had not seen them.
func Train(texts []learn.Text, vague []string, plan learn.Plan, cases []Case) ([]byte, Vagueness) {
	Judge(cases, Penalty)
	var seen []learn.Text
	for i := range texts {
		if texts[i].Source != corpus.Long {
			seen = append(seen, texts[i])
		}
	}
	parts := plan.Build(seen)
	for kind := range model.KindCount {
		parts.Sure[kind] = Calibrate(cases, kind)
	}
	parts.Fuse = Fuse(cases, Penalty, func(int) bool { return true })
	parts.Lines = lines(seen)
	m := mustRead(model.Write(parts))
	v := LearnVague(m, texts, vague, cases, alarms)
	parts.Vague, parts.VagueMix = v.Matrix, v.Mix
	for kind := range parts.Sure {
		parts.Sure[kind].Vague = float32(1 / (1 + math.Exp(-float64(v.Least[kind]))))
	}
	return model.Write(parts), v
}

func mustRead(bytes []byte) *model.Model {
	m, err := model.Read(string(bytes))
	if err != nil {
		panic(err) // Read can read what Write wrote
	}
	return m
}

// lines counts the titles of each tariff line, by eight digits: customs reassigned the last two since the
// titles were declared.
func lines(texts []learn.Text) []model.LineCount {
	count := map[string]uint16{}
	for i := range texts {
		if t := &texts[i]; t.Source == corpus.Titles && len(t.Line) >= 8 && t.Line[:6] == t.Code {
			count[t.Line[:8]+"00"]++
		}
	}
	var out []model.LineCount
	for code, n := range count {
		out = append(out, model.LineCount{Code: code, Count: n})
	}
	slices.SortFunc(out, func(a, b model.LineCount) int { return cmp.Compare(a.Code, b.Code) })
	return out
}
