package measure

import (
	"encoding/gob"
	"fmt"
	"os"

	"importchecker/infra/search/corpus"
	"importchecker/infra/search/learn"
)

// caseRecord is a Case as written to a file.
type caseRecord struct {
	Example learn.Example
	Row     corpus.Row
	Set     int
	Fold    int
	Codes   int // index of the list of codes
}

type caseRecords struct {
	Cases []caseRecord
	Codes [][]string
}

// SaveCases writes cases to a file, so that the weights of the evidence can be learned again without the models of
// the parts.
func SaveCases(path string, cases []Case) error {
	var records caseRecords
	listOf := map[*string]int{}
	for i := range cases {
		c := &cases[i]
		first := &c.codes[0]
		if _, ok := listOf[first]; !ok {
			listOf[first] = len(records.Codes)
			records.Codes = append(records.Codes, c.codes)
		}
		records.Cases = append(records.Cases, caseRecord{*c.Example, *c.Row, c.Set, c.Fold, listOf[first]})
	}
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("keep cases: %w", err)
	}
	defer file.Close()
	if err := gob.NewEncoder(file).Encode(&records); err != nil {
		return fmt.Errorf("keep cases: %w", err)
	}
	return nil
}

// LoadCases reads cases that SaveCases wrote.
func LoadCases(path string) ([]Case, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("recall cases: %w", err)
	}
	defer file.Close()
	var records caseRecords
	if err := gob.NewDecoder(file).Decode(&records); err != nil {
		return nil, fmt.Errorf("recall cases: %w", err)
	}
	cases := make([]Case, len(records.Cases))
	for i := range records.Cases {
		k := &records.Cases[i]
		cases[i] = Case{Example: &k.Example, Row: &k.Row, Set: k.Set, Fold: k.Fold, codes: records.Codes[k.Codes]}
	}
	return cases, nil
}
