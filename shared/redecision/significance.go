package redecision

import (
	"encoding/json"
	"fmt"
	"slices"

	"importchecker/shared/eligibility"
	"importchecker/shared/tariff"
)

// decisionDocument has the parts of a decision's body that are compared.
type decisionDocument struct {
	Channels []struct {
		Channel string
		Verdict string
		Basis   string
		Reasons []reasonDocument
		Tax     struct{ Status, Total string }
		SameAs  string `json:"same_as"` // the channel with the same reasons and tax
	}
	Places []struct {
		Place      string
		Verdict    string
		Basis      string
		Reasons    []reasonDocument
		Candidates []struct{ System, Code, Verdict string }
	}
}

type reasonDocument struct {
	Code          string
	Effect        string
	Basis         string
	Fact          string
	Citations     []citationDocument
	AppliesTo     []tariff.Code `json:"applies_to"`
	AppliesToMore int           `json:"applies_to_more"`
	SameAs        string        `json:"same_as"` // the channel that has the reason in full
}

type citationDocument struct{ List, Entry, Quote string }

// Significant returns the part of a decision that matters: two decisions of one
// question are equivalent when it is the same for both. For each channel, or
// place of a service, it has
//
//   - the verdict and its basis;
//   - of every reason, in order: code, effect, basis, the fact asked for, the lines that
//     it applies to, and of each citation the list and the words quoted, with the entry
//     when the tariff is cited;
//   - whether the tax could be computed, and its total; for a service, the verdict of
//     each candidate.
//
// It leaves out what changes when the same rule is reprinted: the edition's id,
// document number, date and hash, the serial number of a row, how many rows are
// held, and the sentence made of these. It also leaves out reasons that are
// only pointers, based on editions that are not in force:
// stood_in_earlier_edition, predecessor_was_listed and named_without_code.
func Significant(body []byte) (string, error) {
	var doc decisionDocument
	if err := json.Unmarshal(body, &doc); err != nil {
		return "", fmt.Errorf("read decision: %w", err)
	}
	for i := range doc.Channels {
		doc.Channels[i].Reasons = significant(doc.Channels[i].Reasons)
	}
	for i := range doc.Places {
		doc.Places[i].Reasons = significant(doc.Places[i].Reasons)
	}
	text, err := json.Marshal(doc)
	return string(text), err
}

func significant(reasons []reasonDocument) []reasonDocument {
	reasons = slices.DeleteFunc(reasons,
		func(r reasonDocument) bool { return pointerReasons[eligibility.ReasonCode(r.Code)] })
	for j := range reasons {
		for k := range reasons[j].Citations {
			if cited := &reasons[j].Citations[k]; cited.List != tariff.List {
				cited.Entry = ""
			}
		}
	}
	return reasons
}

// pointerReasons are the reasons that only point to other entries, and decide
// nothing.
var pointerReasons = map[eligibility.ReasonCode]bool{
	eligibility.StoodInEarlierEdition: true,
	eligibility.PredecessorWasListed:  true,
	eligibility.NamedWithoutCode:      true,
}

// statedDay returns the day that a request states; blank when it leaves that to
// the day of the answer.
func statedDay(request []byte) (string, error) {
	var doc struct {
		AsOf string `json:"as_of"`
	}
	if err := json.Unmarshal(request, &doc); err != nil {
		return "", fmt.Errorf("read request: %w", err)
	}
	return doc.AsOf, nil
}
