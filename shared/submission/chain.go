package submission

import (
	"cmp"
	"fmt"
	"slices"
)

// A Fault is a place where a chain of decisions is not as it was written.
type Fault struct {
	SubmissionID string
	Seq          int // the faulty decision; 0 for the submission itself
	Kind         FaultKind
	Detail       string
}

// A FaultKind is a kind of damage to a chain.
type FaultKind string

const (
	Altered   FaultKind = "altered"   // the decision does not have its hash
	Broken    FaultKind = "broken"    // the decision does not follow the one before, or is not the recorded head
	Missing   FaultKind = "missing"   // this decision is missing, and later ones are there
	Reordered FaultKind = "reordered" // the decision is there, but not in its place
	Surplus   FaultKind = "surplus"   // the decision is a repeat, another submission's, or after the head
	Truncated FaultKind = "truncated" // all decisions from this one to the head are missing
)

// Error describes the fault: submission 06eaea…: decision 3: missing.
func (f *Fault) Error() string {
	s := fmt.Sprintf("submission %s: ", f.SubmissionID)
	if f.Seq != 0 {
		s += fmt.Sprintf("decision %d: ", f.Seq)
	}
	s += string(f.Kind)
	if f.Detail != "" {
		s += ": " + f.Detail
	}
	return s
}

// VerifyChain returns the first fault, as a *Fault, in the decisions of a submission, which are given from the
// oldest to the newest. It returns nil when every decision is there, in its place and as it was sealed, and the
// last is the submission's head.
func VerifyChain(s Submission, decisions []Decision) error {
	if faults := Faults(s, decisions); len(faults) > 0 {
		return &faults[0]
	}
	return nil
}

// Faults returns every fault in the decisions of a submission, sorted by sequence number. The decisions are
// given from the oldest to the newest. A run of missing decisions is one fault.
func Faults(s Submission, decisions []Decision) []Fault {
	c := chain{submission: s, hashes: make(map[int]string)}
	placed := c.placed(decisions)
	c.verify(placed)
	c.findMissing(placed)
	slices.SortStableFunc(c.faults, func(a, b Fault) int { return cmp.Compare(a.Seq, b.Seq) })
	return c.faults
}

// A chain collects the faults of one submission's decisions.
type chain struct {
	submission Submission
	hashes     map[int]string // hashes by sequence number
	faults     []Fault
}

func (c *chain) fault(seq int, kind FaultKind, format string, args ...any) {
	c.faults = append(c.faults, Fault{c.submission.ID, seq, kind, fmt.Sprintf(format, args...)})
}

// placed returns the decisions that have a place in the chain, one for each place, and records as faults the
// others and those out of order.
func (c *chain) placed(decisions []Decision) []Decision {
	var placed []Decision
	newest := 0
	for _, d := range decisions {
		_, seen := c.hashes[d.Seq]
		switch {
		case d.SubmissionID != c.submission.ID:
			c.fault(d.Seq, Surplus, "belongs to submission %s", d.SubmissionID)
			continue
		case d.Seq < 1:
			c.fault(d.Seq, Surplus, "decision %d, and the first is 1", d.Seq)
			continue
		case d.Seq > c.submission.Head.Seq:
			c.fault(d.Seq, Surplus, "the head is %d", c.submission.Head.Seq)
			continue
		case seen:
			c.fault(d.Seq, Surplus, "repeated")
			continue
		case d.Seq < newest:
			c.fault(d.Seq, Reordered, "comes after decision %d", newest)
		}
		newest = max(newest, d.Seq)
		c.hashes[d.Seq] = d.Hash
		placed = append(placed, d)
	}
	return placed
}

// verify compares each decision with its own hash, with the one before, if there, and with the head.
func (c *chain) verify(decisions []Decision) {
	head := c.submission.Head
	for _, d := range decisions {
		prev, ok := c.hashes[d.Seq-1]
		if d.Seq == 1 {
			prev, ok = Genesis, true
		}
		switch {
		case d.Digest() != d.Hash:
			c.fault(d.Seq, Altered, "does not have its hash")
		case ok && d.PrevHash != prev:
			c.fault(d.Seq, Broken, "does not follow decision %d", d.Seq-1)
		case d.Seq == head.Seq && d.Hash != head.Hash:
			c.fault(d.Seq, Broken, "is not the head that the submission names")
		}
	}
}

// findMissing records the places without a decision.
func (c *chain) findMissing(decisions []Decision) {
	seqs := make([]int, 0, len(decisions)+1)
	for _, d := range decisions {
		seqs = append(seqs, d.Seq)
	}
	slices.Sort(seqs)
	next := 1
	for _, seq := range seqs {
		if seq > next {
			c.fault(next, Missing, "%s", throughSeq(next, seq-1))
		}
		next = seq + 1
	}
	switch last := c.submission.Head.Seq; {
	case next <= last:
		c.fault(next, Truncated, "%s", throughSeq(next, last))
	case last < 1:
		c.fault(1, Missing, "the submission has no head")
	}
}

// throughSeq describes where a run of missing decisions ends.
func throughSeq(first, last int) string {
	if first == last {
		return ""
	}
	return fmt.Sprintf("and all through %d", last)
}
