package catalogue

import (
	"cmp"
	"slices"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
)

// Tally counts what the rows of a catalogue came to. Tallies of parts of a
// catalogue add up to that of the whole.
type Tally struct {
	Rows      int                  `json:"rows"` // below the heading
	Decided   int                  `json:"decided"`
	Problems  int                  `json:"problems"` // rows with one
	Unnamed   int                  `json:"without_code"`
	ByProblem map[ProblemCode]int  `json:"by_problem"`
	Channels  map[string]*Counts   `json:"channels"`
	Open      map[string]*OpenRows `json:"open"` // by the key of what is open; see openKey
}

// Counts counts the rows of one channel.
type Counts struct {
	Verdicts map[string]int `json:"verdicts"`
	Reasons  map[string]int `json:"reasons"` // of those that decide: not the ones that inform
}

// OpenRows counts the rows for which the same things are open in some channel.
type OpenRows struct {
	Facts []string `json:"facts"`
	Lists []string `json:"lists"` // editions whose missing rows decide, list@edition
	Rows  int      `json:"rows"`
}

// NewTally returns a tally of nothing.
func NewTally() *Tally {
	return &Tally{ByProblem: map[ProblemCode]int{}, Channels: map[string]*Counts{}, Open: map[string]*OpenRows{}}
}

func (t *Tally) problem(problems []Problem) {
	t.Rows++
	t.Problems++
	for i := range problems {
		t.ByProblem[problems[i].Code]++
	}
}

// decided counts the answer about one row.
func (t *Tally) decided(d *eligibility.Decision) {
	t.Rows++
	t.Decided++
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
		if c.Verdict == eligibility.Undetermined {
			t.open(c)
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

// open counts what keeps a channel from a verdict: the facts and the rows of
// lists that its reasons need.
func (t *Tally) open(c *eligibility.ChannelDecision) {
	var buf [96]byte
	key := append(buf[:0], c.Channel...)
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
	open := t.Open[string(key)]
	if open == nil {
		open = openOf(c)
		t.Open[string(key)] = open
	}
	open.Rows++
}

func openOf(c *eligibility.ChannelDecision) *OpenRows {
	o := new(OpenRows)
	for i := range c.Reasons {
		r := &c.Reasons[i]
		switch {
		case r.Effect == eligibility.NeedsFact && !slices.Contains(o.Facts, r.Fact.String()):
			o.Facts = append(o.Facts, r.Fact.String())
		case r.Effect == eligibility.NeedsList:
			list := ""
			if r.Missing != nil {
				list = r.Missing.List + "@" + r.Missing.ID
			}
			if !slices.Contains(o.Lists, list) {
				o.Lists = append(o.Lists, list)
			}
		}
	}
	return o
}

// Add adds the tally of another part.
func (t *Tally) Add(o *Tally) {
	t.Rows += o.Rows
	t.Decided += o.Decided
	t.Problems += o.Problems
	t.Unnamed += o.Unnamed
	for code, n := range o.ByProblem {
		t.ByProblem[code] += n
	}
	for channel, counts := range o.Channels {
		mine := t.Channels[channel]
		if mine == nil {
			mine = &Counts{Verdicts: map[string]int{}, Reasons: map[string]int{}}
			t.Channels[channel] = mine
		}
		for k, n := range counts.Verdicts {
			mine.Verdicts[k] += n
		}
		for k, n := range counts.Reasons {
			mine.Reasons[k] += n
		}
	}
	for key, rows := range o.Open {
		if mine := t.Open[key]; mine != nil {
			mine.Rows += rows.Rows
			continue
		}
		own := *rows
		t.Open[key] = &own
	}
}

// Settles is a fact or a list, and how many answers it would settle, on top of
// those that the ones before it settle.
type Settles struct {
	Fact    string // blank for a list
	List    string // list@edition; blank for a fact
	Answers int    // undetermined answers, of all channels
}

// Question is what the fact asks, or what the list is.
func (s *Settles) Question() edition.Text {
	if key, ok := eligibility.FindFact(s.Fact); ok {
		return key.Spec().Question
	}
	return edition.Text{EN: "The missing rows of list " + s.List + ".", ZH: "清单 " + s.List + " 中未收录的条目。"}
}

// Settle ranks the facts and lists that would settle most answers, at most n of
// them. An answer that needs two things is settled when both are known, so each
// next choice is made with those before it taken as known.
func (t *Tally) Settle(n int) []Settles {
	var chosen []Settles
	known := func(facts, lists []string, extra Settles) bool {
		for _, f := range facts {
			if f != extra.Fact && !slices.ContainsFunc(chosen, func(s Settles) bool { return s.List == "" && s.Fact == f }) {
				return false
			}
		}
		for _, l := range lists {
			if l == "" || l != extra.List && !slices.ContainsFunc(chosen, func(s Settles) bool { return s.List == l }) {
				return false
			}
		}
		return true
	}
	settled := make(map[string]bool)
	for len(chosen) < n {
		var best Settles
		for _, candidate := range t.candidates(chosen) {
			for key, o := range t.Open {
				if !settled[key] && known(o.Facts, o.Lists, candidate) {
					candidate.Answers += o.Rows
				}
			}
			if candidate.Answers > best.Answers {
				best = candidate
			}
		}
		if best.Answers == 0 {
			break
		}
		for key, o := range t.Open {
			if known(o.Facts, o.Lists, best) {
				settled[key] = true
			}
		}
		chosen = append(chosen, best)
	}
	return chosen
}

// candidates are the facts and lists that are open, in a fixed order.
func (t *Tally) candidates(chosen []Settles) []Settles {
	var all []Settles
	add := func(s Settles) {
		if !slices.Contains(all, s) && !slices.ContainsFunc(chosen, func(c Settles) bool { return c.Fact == s.Fact && c.List == s.List }) {
			all = append(all, s)
		}
	}
	for _, o := range t.Open {
		for _, f := range o.Facts {
			add(Settles{Fact: f})
		}
		for _, l := range o.Lists {
			if l != "" {
				add(Settles{List: l})
			}
		}
	}
	slices.SortFunc(all, func(a, b Settles) int {
		return cmp.Or(cmp.Compare(a.Fact, b.Fact), cmp.Compare(a.List, b.List))
	})
	return all
}
