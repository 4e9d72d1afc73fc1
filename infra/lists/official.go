package main

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"
)

// official.csv says of each edition where it is published, as far as a source names
// the place. source is an id of the sources.csv of the list; confirmed says how far it
// can be relied on.
//
//go:embed official.csv
var officialFile string

// official is where an edition is published.
type official struct {
	list, edition string
	amends        string // the edition that its annex changes; blank for a whole list
	document      string // number of the announcement
	issuer        string
	page          string // its address; blank where no source names one
	form          string // what the annex is
	source        string // that names the page
	confirmed     string // how far that is so
	link          string // words in the text of the link to the annex; ! before words that are not in it
}

// officials returns what is known of every edition, in the order of the file.
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
