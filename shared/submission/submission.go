package submission

import "time"

// The kinds of submission.
const (
	Goods   = "goods"
	Service = "service"
)

// A Submission is one product or service that a seller asked about, with
// where it stands now.
type Submission struct {
	ID     string // made by NewID; sorts by the time of creation
	Seller string // whose it is
	Kind   string // Goods or Service
	Ref    string // the seller's own reference, such as a SKU; may be empty
	Code   string // the code as decided: digits of an HS code, or a sector's; may be empty
	AsOf   string // the civil day decided for, as in 2026-03-01

	// Request is the accepted request as canonical JSON: enough to ask the
	// question again.
	Request []byte

	CreatedAt time.Time
	UpdatedAt time.Time // when the newest decision was made

	// Verdicts are those of the newest decision, one for each channel.
	Verdicts []ChannelVerdict

	// Head is the newest decision's place in the chain.
	Head Link
}

// A ChannelVerdict says how one channel was decided. For a service, the
// channel is the place.
type ChannelVerdict struct {
	Channel string
	Verdict string
}

// A Link names a decision in the chain of its submission.
type Link struct {
	Seq  int    // from 1
	Hash string // the decision's Hash
}
