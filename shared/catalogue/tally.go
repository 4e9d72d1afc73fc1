package catalogue

import (
	"cmp"
	"slices"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
)

// Tally counts the outcomes of the rows of a catalogue. Tallies of parts can be added up.
type Tally struct {
	Rows        int                  `json:"rows"` // below the heading
	Decided     int                  `json:"decided"`
	Problems    int                  `json:"problems"` // rows that cannot be decided
	WithoutCode int                  `json:"without_code"`
	ByProblem   map[ProblemCode]int  `json:"by_problem"`
	Channels    map[string]*Counts   `json:"channels"`
	Open        map[string]*OpenRows `json:"-"` // by what is open in a row; see appendNeed
}

// Counts has the counts of one channel.
type Counts struct {
	Verdicts map[string]int `json:"verdicts"`
	Reasons  map[string]int `json:"reasons"` // only of reasons that decide or ask
}

// OpenRows counts rows with the same open questions.
type OpenRows struct {
	Answers []Need // what each undetermined answer of a row needs
	Rows    int
}

// Need is what an undetermined answer needs for a verdict.
type Need struct {
	Facts []string
	Lists []string // editions with missing rows, as list@edition
}

// NewTally returns an empty tally.
func NewTally() *Tally {
	return &Tally{ByProblem: map[ProblemCode]int{}, Channels: map[string]*Counts{}, Open: map[string]*OpenRows{}}
}

// addProblems counts the problems of one row.
func (t *Tally) addProblems(problems []Problem) {
	for i := range problems {
		t.ByProblem[problems[i].Code]++
	}
}

// addDecision counts the decision of one row.
func (t *Tally) addDecision(d *eligibility.Decision) {
	t.Rows++
	t.Decided++
	t.addOpen(d)
	for i := range d.Channels {
		c := &d.Channels[i]
		counts := t.Channels[string(c.Channel)]
		if counts == nil {
			counts = &Counts{Verdicts: map[string]int{}, Reasons: map[string]int{}}
			t.Channels[string(c.Channel)] = counts
		}
		counts.Verdicts[c.Verdict.String()]++
		for j := range c.Reasons {
			r := &c.Reasons[j]
			if r.Effect != eligibility.Informs && r.Effect != eligibility.Permits && !repeated(c.Reasons[:j], r.Code) {
				counts.Reasons[string(r.Code)]++
			}
		}
	}
}

func repeated(before []eligibility.Reason, code eligibility.ReasonCode) bool {
	for i := range before {
		if before[i].Code == code {
			return true
		}
	}
	return false
}

// maxOpen limits the number of entries of Open. The tariff has some hundred.
const maxOpen = 20_000

// addOpen counts what the undetermined channels of a row need: facts, and rows of lists.
func (t *Tally) addOpen(d *eligibility.Decision) {
	var buf [256]byte
	key := buf[:0]
	for i := range d.Channels {
		if d.Channels[i].Verdict == eligibility.Undetermined {
			key = append(appendNeed(key, &d.Channels[i]), ';')
		}
	}
	if len(key) == 0 {
		return
	}
	open := t.Open[string(key)]
	if open == nil {
		if len(t.Open) == maxOpen {
			return
		}
		open = new(OpenRows)
		for i := range d.Channels {
			if d.Channels[i].Verdict == eligibility.Undetermined {
				open.Answers = append(open.Answers, needOf(&d.Channels[i]))
			}
		}
		t.Open[string(key)] = open
	}
	open.Rows++
}

// appendNeed appends a short key of what an answer needs.
func appendNeed(key []byte, c *eligibility.ChannelDecision) []byte {
	for i := range c.Reasons {
		r := &c.Reasons[i]
		switch r.Effect {
		case eligibility.NeedsFact:
			key = append(append(key, '|'), byte('A'+r.Fact%26), byte('a'+r.Fact/26))
		case eligibility.NeedsList:
			key = append(key, '#')
			if r.Missing != nil {
				key = append(append(append(key, r.Missing.List...), '@'), r.Missing.ID...)
			}
		}
	}
	return key
}

func needOf(c *eligibility.ChannelDecision) Need {
	var n Need
	for i := range c.Reasons {
		r := &c.Reasons[i]
		switch {
		case r.Effect == eligibility.NeedsFact && !slices.Contains(n.Facts, r.Fact.String()):
			n.Facts = append(n.Facts, r.Fact.String())
		case r.Effect == eligibility.NeedsList:
			list := ""
			if r.Missing != nil {
				list = r.Missing.List + "@" + r.Missing.ID
			}
			if !slices.Contains(n.Lists, list) {
				n.Lists = append(n.Lists, list)
			}
		}
	}
	return n
}

// Add adds the tally of another part.
func (t *Tally) Add(o *Tally) {
	t.Rows += o.Rows
	t.Decided += o.Decided
	t.Problems += o.Problems
	t.WithoutCode += o.WithoutCode
	for code, n := range o.ByProblem {
		t.ByProblem[code] += n
	}
	for channel, counts := range o.Channels {
		own := t.Channels[channel]
		if own == nil {
			own = &Counts{Verdicts: map[string]int{}, Reasons: map[string]int{}}
			t.Channels[channel] = own
		}
		for k, n := range counts.Verdicts {
			own.Verdicts[k] += n
		}
		for k, n := range counts.Reasons {
			own.Reasons[k] += n
		}
	}
	for key, rows := range o.Open {
		switch own := t.Open[key]; {
		case own != nil:
			own.Rows += rows.Rows
		case len(t.Open) < maxOpen:
			t.Open[key] = &OpenRows{rows.Answers, rows.Rows}
		}
	}
}

// Settlement is a fact or a list, with the number of answers that it would settle in addition to the ones ranked
// before it.
type Settlement struct {
	Fact    string `json:"fact,omitempty"` // empty for a list
	List    string `json:"list,omitempty"` // list@edition; empty for a fact
	Rows    int    `json:"rows"`           // rows with an answer that it settles
	Answers int    `json:"answers"`        // answers that it settles, in all channels
}

// Question returns the question of the fact, or the name of the list.
func (s *Settlement) Question() edition.Text {
	if key, ok := eligibility.FindFact(s.Fact); ok {
		return key.Spec().Question
	}
	return edition.Text{EN: "The missing rows of list " + s.List + ".", ZH: "清单 " + s.List + " 中未收录的条目。"}
}

// Settle ranks the facts and lists that would settle answers in the most rows, at most n of them. An answer
// that needs two things is settled when both are known, so each choice assumes the ones before it as known.
func (t *Tally) Settle(n int) []Settlement {
	var chosen []Settlement
	known := make(map[Settlement]bool) // without counts
	for len(chosen) < n {
		var best Settlement
		for _, candidate := range t.candidates(known) {
			t.count(&candidate, known)
			if candidate.Rows > best.Rows || candidate.Rows == best.Rows && candidate.Answers > best.Answers {
				best = candidate
			}
		}
		if best.Rows == 0 {
			break
		}
		known[Settlement{Fact: best.Fact, List: best.List}] = true
		chosen = append(chosen, best)
	}
	return chosen
}

// count sets what a fact or a list settles in addition to what is known.
func (t *Tally) count(s *Settlement, known map[Settlement]bool) {
	for _, o := range t.Open {
		answers := 0
		for i := range o.Answers {
			if o.Answers[i].settledBy(*s, known) {
				answers++
			}
		}
		if answers > 0 {
			s.Rows += o.Rows
			s.Answers += answers * o.Rows
		}
	}
}

// settledBy reports whether an answer needs only this in addition to what is known.
func (n *Need) settledBy(s Settlement, known map[Settlement]bool) bool {
	needed := false
	for _, f := range n.Facts {
		if f == s.Fact {
			needed = true
		} else if !known[Settlement{Fact: f}] {
			return false
		}
	}
	for _, l := range n.Lists {
		if l == s.List && l != "" {
			needed = true
		} else if l == "" || !known[Settlement{List: l}] {
			return false
		}
	}
	return needed
}

// candidates returns the open facts and lists that are not known, sorted.
func (t *Tally) candidates(known map[Settlement]bool) []Settlement {
	seen := make(map[Settlement]bool)
	for _, o := range t.Open {
		for i := range o.Answers {
			for _, f := range o.Answers[i].Facts {
				seen[Settlement{Fact: f}] = true
			}
			for _, l := range o.Answers[i].Lists {
				seen[Settlement{List: l}] = l != ""
			}
		}
	}
	var sorted []Settlement
	for s, needed := range seen {
		if needed && !known[s] {
			sorted = append(sorted, s)
		}
	}
	slices.SortFunc(sorted, func(a, b Settlement) int {
		return cmp.Or(cmp.Compare(a.Fact, b.Fact), cmp.Compare(a.List, b.List))
	})
	return sorted
}
