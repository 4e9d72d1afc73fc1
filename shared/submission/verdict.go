package submission

import (
	"encoding/json"
	"fmt"
)

// A Verdict is the verdict for one channel, of goods, or for one place, of a service.
type Verdict struct {
	Where   string
	Verdict string
}

// VerdictsOf reads the verdicts from a decision's body.
func VerdictsOf(body []byte) ([]Verdict, error) {
	var d struct {
		Channels []struct{ Channel, Verdict string }
		Places   []struct{ Place, Verdict string }
	}
	if err := json.Unmarshal(body, &d); err != nil {
		return nil, fmt.Errorf("read decision: %w", err)
	}
	var verdicts []Verdict
	for _, c := range d.Channels {
		verdicts = append(verdicts, Verdict{c.Channel, c.Verdict})
	}
	for _, p := range d.Places {
		verdicts = append(verdicts, Verdict{p.Place, p.Verdict})
	}
	return verdicts, nil
}
