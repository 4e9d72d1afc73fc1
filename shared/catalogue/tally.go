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
	Problems  int                  `json:"problems"` // rows that one keeps from an answer
	Unnamed   int                  `json:"without_code"`
	ByProblem map[ProblemCode]int  `json:"by_problem"`
	Channels  map[string]*Counts   `json:"channels"`
	Open      map[string]*OpenRows `json:"-"` // by what is open in a row; see needs
}

// Counts counts the rows of one channel.
type Counts struct {
	Verdicts map[string]int `json:"verdicts"`
	Reasons  map[string]int `json:"reasons"` // of those that decide: not the ones that inform
}

// OpenRows counts the rows in which the same things are open.
type OpenRows struct {
	Answers []Need // what each of a row's open answers needs
	Rows    int
}

// Need is what keeps one answer from a verdict.
type Need struct {
	Facts []string
	Lists []string // editions whose missing rows decide, list@edition
}

// NewTally returns a tally of nothing.
func NewTally() *Tally {
	return &Tally{ByProblem: map[ProblemCode]int{}, Channels: map[string]*Counts{}, Open: map[string]*OpenRows{}}
}

// problems counts what is wrong with one row, or was left out of it.
func (t *Tally) problems(problems []Problem) {
	for i := range problems {
		t.ByProblem[problems[i].Code]++
	}
}

// decided counts the answer about one row.
func (t *Tally) decided(d *eligibility.Decision) {
	t.Rows++
	t.Decided++
	t.open(d)
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

// maxOpen bounds how many different things may be open. The tariff has some
// hundred.
const maxOpen = 20_000

// open counts what keeps channels of a row from a verdict: the facts and the rows
// of lists that their reasons need.
func (t *Tally) open(d *eligibility.Decision) {
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

// appendNeed writes in short what an answer needs.
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
		switch mine := t.Open[key]; {
		case mine != nil:
			mine.Rows += rows.Rows
		case len(t.Open) < maxOpen:
			t.Open[key] = &OpenRows{rows.Answers, rows.Rows}
		}
	}
}

// Settles is a fact or a list, and what it would settle, on top of what the ones
// before it settle.
type Settles struct {
	Fact    string `json:"fact,omitempty"` // blank for a list
	List    string `json:"list,omitempty"` // list@edition; blank for a fact
	Rows    int    `json:"rows"`           // in which it settles an answer
	Answers int    `json:"answers"`        // that were undetermined, of all channels
}

// Question is what the fact asks, or what the list is.
func (s *Settles) Question() edition.Text {
	if key, ok := eligibility.FindFact(s.Fact); ok {
		return key.Spec().Question
	}
	return edition.Text{EN: "The missing rows of list " + s.List + ".", ZH: "清单 " + s.List + " 中未收录的条目。"}
}

// Settle ranks the facts and lists that would settle an answer in most rows, at
// most n of them. An answer that needs two things is settled when both are known,
// so each next choice is made with those before it taken as known.
func (t *Tally) Settle(n int) []Settles {
	var chosen []Settles
	known := make(map[Settles]bool) // by what they are, without counts
	for len(chosen) < n {
		var best Settles
		for _, candidate := range t.candidates(known) {
			t.count(&candidate, known)
			if candidate.Rows > best.Rows || candidate.Rows == best.Rows && candidate.Answers > best.Answers {
				best = candidate
			}
		}
		if best.Rows == 0 {
			break
		}
		known[Settles{Fact: best.Fact, List: best.List}] = true
		chosen = append(chosen, best)
	}
	return chosen
}

// count counts what a fact or a list settles beside what is known.
func (t *Tally) count(s *Settles, known map[Settles]bool) {
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

// settledBy reports whether an answer needs this one thing beside what is known.
func (n *Need) settledBy(s Settles, known map[Settles]bool) bool {
	needed := false
	for _, f := range n.Facts {
		if f == s.Fact {
			needed = true
		} else if !known[Settles{Fact: f}] {
			return false
		}
	}
	for _, l := range n.Lists {
		if l == s.List && l != "" {
			needed = true
		} else if l == "" || !known[Settles{List: l}] {
			return false
		}
	}
	return needed
}

// candidates are the facts and lists that are open and not known, in a fixed order.
func (t *Tally) candidates(known map[Settles]bool) []Settles {
	seen := make(map[Settles]bool)
	for _, o := range t.Open {
		for i := range o.Answers {
			for _, f := range o.Answers[i].Facts {
				seen[Settles{Fact: f}] = true
			}
			for _, l := range o.Answers[i].Lists {
				seen[Settles{List: l}] = l != ""
			}
		}
	}
	var all []Settles
	for s, asked := range seen {
		if asked && !known[s] {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b Settles) int {
		return cmp.Or(cmp.Compare(a.Fact, b.Fact), cmp.Compare(a.List, b.List))
	})
	return all
}
