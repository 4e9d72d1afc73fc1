package submission

import "time"

// A Failure says that a submission could not be decided again when a list changed: its newest decision is older
// than the change and may be stale. It is retried until it succeeds.
type Failure struct {
	Seller      string
	Submission  string
	Publication string // the publication that affects it
	List        string
	Why         string    // one of the Why constants
	Since       time.Time // when it first failed
	At          time.Time // when it was last tried
}

// Reasons why a submission could not be decided again.
const (
	WhyDamaged     = "damaged"     // the stored decision is not the one that was sealed
	WhyTooLarge    = "too_large"   // the decision is too large to be stored
	WhyUndecidable = "undecidable" // the stored request can no longer be decided
)
