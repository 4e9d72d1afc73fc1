package submission

import "time"

// A Failure says that a submission could not be decided again when a list changed:
// its newest decision is of before, and may be stale. It is tried again until it
// can be.
type Failure struct {
	Seller      string
	Submission  string
	Publication string // that it was to be decided again for
	List        string
	Why         string    // of the Why constants
	Since       time.Time // when it failed first
	At          time.Time // when it was last tried
}

// Why a submission could not be decided again.
const (
	WhyDamaged     = "damaged"     // what is stored of it is not what was sealed
	WhyTooLarge    = "too_large"   // its decision exceeds what can be stored
	WhyUndecidable = "undecidable" // the stored request gets no answer
)
