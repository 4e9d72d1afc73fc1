package submission_test

import (
	"fmt"
	"time"

	"importchecker/shared/submission"
)

// The hash can be computed without this package. In a shell:
//
//	body=$(printf '{"verdict":"eligible"}' | sha256sum | cut -c1-64)
//	prev=$(printf '%064d' 0)
//	printf '24:importchecker/decision/1,5:sub-1,1:1,5:dec-1,23:2026-03-01T02:10:04.25Z,9:submitted,64:%s,64:%s,' \
//		$body $prev | sha256sum
func ExampleSeal() {
	s := submission.Submission{ID: "sub-1", Seller: "acme"}
	d := submission.Decision{
		ID:           "dec-1",
		SubmissionID: s.ID,
		DecidedAt:    time.Date(2026, time.March, 1, 10, 10, 4, 250e6, time.FixedZone("CST", 8*60*60)),
		Cause:        submission.CauseSubmitted,
		Body:         []byte(`{"verdict":"eligible"}`),
	}
	submission.Seal(s.Head, &d)
	s.Head = d.Link()
	fmt.Println(d.Seq, d.Hash)
	// Output: 1 c7d4f27cce14fac95eebd2f6742b7366c34c535990d36642533f4bab389dc2c5
}

// A decision that was removed from a history is detected.
func ExampleVerifyChain() {
	s := submission.Submission{ID: "sub-1", Seller: "acme"}
	var history []submission.Decision
	for _, body := range []string{"eligible", "ineligible", "conditional"} {
		d := submission.Decision{SubmissionID: s.ID, Body: []byte(body)}
		submission.Seal(s.Head, &d)
		s.Head = d.Link()
		history = append(history, d)
	}
	fmt.Println(submission.VerifyChain(s, history))
	fmt.Println(submission.VerifyChain(s, append(history[:1], history[2:]...)))
	// Output:
	// <nil>
	// submission sub-1: decision 2: missing
}

func ExampleNewID() {
	random := [10]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10} // from crypto/rand
	fmt.Println(submission.NewID(time.Date(2026, time.March, 1, 2, 10, 4, 0, time.UTC), random))
	// Output: 06eaea7gc00g40r40m30e20918
}
