package submissions

import (
	"encoding/json"

	"importchecker/shared/api/wire"
)

// A namedChannel is a channel of a stored decision on goods without a code, with the
// codes that their name may mean.
type namedChannel struct {
	Channel    string `json:"channel"`
	SameAs     string `json:"same_as"`
	Candidates []struct {
		HSCode  string `json:"hs_code"`
		NameZH  string `json:"name_zh"`
		NameEN  string `json:"name_en"`
		Verdict string `json:"verdict"`
	} `json:"candidates"`
}

// writeCandidates writes the codes that the name of goods without a code may mean, each with its
// verdict in each channel; body is the decision. The codes are the same in every channel.
func writeCandidates(w *wire.Writer, body []byte) {
	var d struct {
		Channels []namedChannel `json:"channels"`
	}
	if json.Unmarshal(body, &d) != nil || len(d.Channels) == 0 {
		return // it does not happen: package decision wrote the body
	}
	for i := range d.Channels {
		for _, before := range d.Channels[:i] {
			if c := &d.Channels[i]; c.SameAs == before.Channel {
				c.Candidates = before.Candidates
			}
		}
	}
	w.Array("candidates")
	for i, c := range d.Channels[0].Candidates {
		w.Begin('{')
		w.Str("hs_code", c.HSCode)
		w.Str("name_zh", c.NameZH)
		w.Str("name_en", c.NameEN)
		w.Object("verdicts")
		for _, channel := range d.Channels {
			w.Str(channel.Channel, channel.Candidates[i].Verdict)
		}
		w.End('}')
		w.End('}')
	}
	w.End(']')
}
