package submission

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

var clock = time.Date(2026, time.March, 1, 2, 10, 4, 250_000_000, time.UTC)

// completeChain returns a submission with n decisions, from the oldest to the newest.
func completeChain(n int) (Submission, []Decision) {
	s := Submission{ID: "sub", Seller: "acme"}
	var list []Decision
	for i := range n {
		d := Decision{
			ID:           fmt.Sprintf("dec-%d", i+1),
			SubmissionID: s.ID,
			DecidedAt:    clock.AddDate(0, i, 0),
			Cause:        CauseListPublished,
			Body:         fmt.Appendf(nil, `{"n":%d}`, i+1),
		}
		Seal(s.Head, &d)
		s.Head = d.Link()
		list = append(list, d)
	}
	return s, list
}

func TestVerifyChainWhole(t *testing.T) {
	for _, n := range []int{1, 2, 5} {
		s, list := completeChain(n)
		if err := VerifyChain(s, list); err != nil {
			t.Errorf("%d decisions: %v", n, err)
		}
	}
}

func TestFaults(t *testing.T) {
	reseal := func(d *Decision) { d.Hash = d.Digest() }
	for _, row := range []struct {
		name string
		edit func(s *Submission, list []Decision) []Decision
		want string // seq and kind of each fault
	}{
		{"body", func(_ *Submission, l []Decision) []Decision { l[1].Body = []byte(`{"n":3}`); return l }, "2 altered"},
		{"body of the newest", func(_ *Submission, l []Decision) []Decision { l[4].Body = nil; return l }, "5 altered"},
		{"time", func(_ *Submission, l []Decision) []Decision { l[2].DecidedAt = clock; return l }, "3 altered"},
		{"cause", func(_ *Submission, l []Decision) []Decision { l[0].Cause = CauseSubmitted; return l }, "1 altered"},
		{"id", func(_ *Submission, l []Decision) []Decision { l[0].ID = "dec-x"; return l }, "1 altered"},
		// Another time zone is the same time.
		{"zone", func(_ *Submission, l []Decision) []Decision {
			l[2].DecidedAt = l[2].DecidedAt.In(time.FixedZone("CST", 8*60*60))
			return l
		}, ""},
		// Sealed again after the change: the next decision shows it.
		{"body, resealed", func(_ *Submission, l []Decision) []Decision { l[1].Body = nil; reseal(&l[1]); return l },
			"3 broken"},
		// There is no next decision: the head shows it.
		{"newest, resealed", func(_ *Submission, l []Decision) []Decision { l[4].Body = nil; reseal(&l[4]); return l },
			"5 broken"},
		{"hash", func(_ *Submission, l []Decision) []Decision { l[1].Hash = Genesis; return l }, "2 altered, 3 broken"},
		{"first not on zeros", func(_ *Submission,
			l []Decision) []Decision {
			l[0].PrevHash = l[1].Hash
			reseal(&l[0])
			return l
		}, "1 broken, 2 broken"},
		{"first missing", func(_ *Submission, l []Decision) []Decision { return l[1:] }, "1 missing"},
		{"one missing", func(_ *Submission, l []Decision) []Decision { return slices.Delete(l, 2, 3) }, "3 missing"},
		{"two missing in a row", func(_ *Submission, l []Decision) []Decision { return slices.Delete(l, 1, 3) }, "2 missing"},
		{"two missing apart", func(_ *Submission, l []Decision) []Decision { return []Decision{l[0], l[2], l[4]} },
			"2 missing, 4 missing"},
		{"newest missing", func(_ *Submission, l []Decision) []Decision { return l[:4] }, "5 truncated"},
		{"two newest missing", func(_ *Submission, l []Decision) []Decision { return l[:3] }, "4 truncated"},
		{"all missing", func(_ *Submission, l []Decision) []Decision { return nil }, "1 truncated"},
		{"two swapped", func(_ *Submission, l []Decision) []Decision { l[1], l[2] = l[2], l[1]; return l }, "2 reordered"},
		{"newest first", func(_ *Submission, l []Decision) []Decision { slices.Reverse(l); return l },
			"1 reordered, 2 reordered, 3 reordered, 4 reordered"},
		// Two decisions with exchanged numbers, as in a table whose keys were exchanged.
		{"two renumbered", func(_ *Submission, l []Decision) []Decision {
			l[1].Seq, l[2].Seq = 3, 2
			l[1], l[2] = l[2], l[1]
			return l
		}, "2 altered, 3 altered, 4 broken"},
		{"repeated", func(_ *Submission, l []Decision) []Decision { return append(l, l[4]) }, "5 surplus"},
		{"another's", func(_ *Submission, l []Decision) []Decision {
			d := l[1]
			d.SubmissionID = "other"
			return append(l, d)
		}, "2 surplus"},
		{"another's in the place of one", func(_ *Submission, l []Decision) []Decision {
			l[1].SubmissionID = "other"
			reseal(&l[1])
			return l
		}, "2 surplus, 2 missing"},
		{"number 0", func(_ *Submission, l []Decision) []Decision {
			d := l[1]
			d.Seq = 0
			return append([]Decision{d}, l...)
		}, "0 surplus"},
		{"after the head", func(_ *Submission, l []Decision) []Decision {
			d := Decision{SubmissionID: "sub"}
			Seal(l[4].Link(), &d)
			return append(l, d)
		}, "6 surplus"},
		{"head set back", func(s *Submission, l []Decision) []Decision { s.Head = l[2].Link(); return l },
			"4 surplus, 5 surplus"},
		{"head of another history", func(s *Submission, l []Decision) []Decision { s.Head.Hash = Genesis; return l },
			"5 broken"},
		{"head far away", func(s *Submission, l []Decision) []Decision { s.Head.Seq = 1 << 40; return l }, "6 truncated"},
		{"no head", func(s *Submission, l []Decision) []Decision { s.Head = Link{}; return l[:1] }, "1 surplus, 1 missing"},
	} {
		s, list := completeChain(5)
		list = row.edit(&s, list)
		var got []string
		for _, f := range Faults(s, list) {
			got = append(got, fmt.Sprintf("%d %s", f.Seq, f.Kind))
		}
		if got := strings.Join(got, ", "); got != row.want {
			t.Errorf("%s: got %q, want %q", row.name, got, row.want)
		}
		var f *Fault
		if err := VerifyChain(s, list); errors.As(err, &f) != (row.want != "") {
			t.Errorf("%s: VerifyChain: got error %v", row.name, err)
		}
	}
}

func TestFaultNamesItsPlace(t *testing.T) {
	s, list := completeChain(5)
	err := VerifyChain(s, slices.Delete(list, 1, 3))
	if got, want := fmt.Sprint(err), "submission sub: decision 2: missing: and all through 3"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestDigestUnambiguous checks that moving a byte from one value to the next changes the digest.
func TestDigestUnambiguous(t *testing.T) {
	a := Decision{SubmissionID: "ab", ID: "c", Seq: 1, Cause: "1:x,", PrevHash: "d"}
	for _, b := range []Decision{
		{SubmissionID: "a", ID: "bc", Seq: 1, Cause: "1:x,", PrevHash: "d"},
		{SubmissionID: "ab", ID: "c", Seq: 1, Cause: "1:x", PrevHash: ",d"},
		{SubmissionID: "ab1", ID: "c", Seq: 1, Cause: "1:x,", PrevHash: "d"},
		{SubmissionID: "ab", ID: "c", Seq: 11, Cause: ":x,", PrevHash: "d"},
	} {
		if a.Digest() == b.Digest() {
			t.Errorf("%+v and %+v have one digest", a, b)
		}
	}
}
