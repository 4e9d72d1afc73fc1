package submission

import (
	"encoding/json"
	"time"
)

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
	Verdicts []Verdict

	// Head is the newest decision's place in the chain.
	Head Link
}

// Listed is what a list says of a submission.
type Listed struct {
	ID        string
	Kind      string
	Ref       string
	Code      string
	Name      string // what the seller calls it; of a service, the words of the question
	System    string // of a service without a Code: the classification asked by,
	Sector    string // and the code in it
	AsOf      string
	CreatedAt time.Time
	UpdatedAt time.Time
	Verdicts  []Verdict
}

// Listed returns what a list says of the submission.
func (s *Submission) Listed() Listed {
	var asked struct {
		Item   struct{ Name string }
		Sector struct{ System, Code, Text string }
	}
	_ = json.Unmarshal(s.Request, &asked) // it was accepted; what it lacks is left out
	l := Listed{
		ID: s.ID, Kind: s.Kind, Ref: s.Ref, Code: s.Code, Name: asked.Item.Name, AsOf: s.AsOf,
		CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt, Verdicts: s.Verdicts,
	}
	if s.Kind == Service {
		l.Name = asked.Sector.Text
		if s.Code == "" {
			l.System, l.Sector = asked.Sector.System, asked.Sector.Code
		}
	}
	return l
}

// A Link names a decision in the chain of its submission.
type Link struct {
	Seq  int    // from 1
	Hash string // the decision's Hash
}
