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

// A Submission is one product or service that a seller asked about, with its current state.
type Submission struct {
	ID     string // from NewID; sorts by the time of creation
	Seller string // the owner
	Kind   string // Goods or Service
	Ref    string // the seller's own reference, such as a SKU; may be empty
	Code   string // the decided code: digits of an HS code, or a sector's; may be empty
	AsOf   string // the day that it was decided for, such as 2026-03-01

	// Request is the accepted request as canonical JSON, from which it can be decided again.
	Request []byte

	CreatedAt time.Time
	UpdatedAt time.Time // when the newest decision was made

	// Verdicts are those of the newest decision, one for each channel or place.
	Verdicts []Verdict

	// Head is the position of the newest decision in the chain.
	Head Link
}

// Listed is a submission as a list shows it.
type Listed struct {
	ID        string
	Kind      string
	Ref       string
	Code      string
	Name      string // the product's name; for a service, the words of the question
	System    string // for a service without a Code: the classification asked about,
	Sector    string // and the code in it
	AsOf      string
	CreatedAt time.Time
	UpdatedAt time.Time
	Verdicts  []Verdict
}

// Listed returns the submission as a list shows it.
func (s *Submission) Listed() Listed {
	var request struct {
		Item   struct{ Name string }
		Sector struct{ System, Code, Text string }
	}
	_ = json.Unmarshal(s.Request, &request) // it was accepted; missing members are left empty
	l := Listed{
		ID: s.ID, Kind: s.Kind, Ref: s.Ref, Code: s.Code, Name: request.Item.Name, AsOf: s.AsOf,
		CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt, Verdicts: s.Verdicts,
	}
	if s.Kind == Service {
		l.Name = request.Sector.Text
		if s.Code == "" {
			l.System, l.Sector = request.Sector.System, request.Sector.Code
		}
	}
	return l
}

// A Link is a decision's position in the chain of its submission.
type Link struct {
	Seq  int    // from 1
	Hash string // the decision's Hash
}
