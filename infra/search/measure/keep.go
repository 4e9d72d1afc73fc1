package measure

import (
	"encoding/gob"
	"fmt"
	"os"

	"importchecker/infra/search/corpus"
	"importchecker/infra/search/learn"
)

// kept is a Case as it is written to a file.
type kept struct {
	Example learn.Example
	Row     corpus.Row
	Set     int
	Fold    int
	Codes   int // which list of codes
}

type keptCases struct {
	Cases []kept
	Codes [][]string
}

// Keep writes cases to a file, so that the weighing of the evidence can be learned
// again without the models of the parts.
func Keep(path string, cases []Case) error {
	var all keptCases
	at := map[*string]int{}
	for i := range cases {
		c := &cases[i]
		first := &c.codes[0]
		if _, ok := at[first]; !ok {
			at[first] = len(all.Codes)
			all.Codes = append(all.Codes, c.codes)
		}
		all.Cases = append(all.Cases, kept{*c.Example, *c.Row, c.Set, c.Fold, at[first]})
	}
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("keep cases: %w", err)
	}
	defer file.Close()
	if err := gob.NewEncoder(file).Encode(&all); err != nil {
		return fmt.Errorf("keep cases: %w", err)
	}
	return nil
}

// Recall reads what Keep wrote.
func Recall(path string) ([]Case, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("recall cases: %w", err)
	}
	defer file.Close()
	var all keptCases
	if err := gob.NewDecoder(file).Decode(&all); err != nil {
		return nil, fmt.Errorf("recall cases: %w", err)
	}
	cases := make([]Case, len(all.Cases))
	for i := range all.Cases {
		k := &all.Cases[i]
		cases[i] = Case{Example: &k.Example, Row: &k.Row, Set: k.Set, Fold: k.Fold, codes: all.Codes[k.Codes]}
	}
	return cases, nil
}
