package main

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"
)

// official.csv says where each edition is published, if a source names the place. source is an id of the list's
// sources.csv; confirmed says how reliable it is.
//
//go:embed official.csv
var officialFile string

// official is the place of publication of an edition.
type official struct {
	list, edition string
	amends        string // the edition that its annex changes; empty for a whole list
	document      string // number of the announcement
	issuer        string
	page          string // its address; empty if no source names one
	form          string // the form of the annex
	source        string // the source that names the page
	confirmed     string // how reliable that is
	link          string // words in the text of the link to the annex; ! before words that must not be in it
}

// officials returns all rows of official.csv.
func officials() ([]official, error) {
	rows, err := csv.NewReader(strings.NewReader(officialFile)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("official.csv: %w", err)
	}
	var out []official
	for _, r := range rows[1:] {
		out = append(out, official{r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9]})
	}
	return out, nil
}
