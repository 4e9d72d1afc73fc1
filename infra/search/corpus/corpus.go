package corpus

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// A Source is the source of a text.
type Source uint8

// The sources of texts.
const (
	TariffZH Source = iota // names of China's ten-digit lines
	HS                     // names of the Harmonized System, 2022
	UKTerm                 // search references of UK customs
	UKAdvice               // search terms of UK customs that lead to one subheading
	UKBrand                // brand phrases of UK customs
	USLine                 // lines of the US schedule
	National               // lines of the schedules of the EU, Korea, Japan, Canada and Australia
	Ruling                 // subjects of US customs rulings
	Everyday               // our own phrases
	Titles                 // benchmark: Chinese titles
	Parcels                // benchmark: UK parcels
	Comp                   // benchmark: HSCodeComp
	Long                   // benchmark: long Chinese descriptions; never trained on
	SourceCount
)

var sourceNames = [...]string{"tariff_zh", "hs", "uk_term", "uk_advice", "uk_brand", "us_line", "national", "ruling",
	"everyday", "titles", "parcels", "hscodecomp", "long"}

func (s Source) String() string { return sourceNames[s] }

// A Row is a text with its possible codes.
type Row struct {
	ID     string
	Source Source
	Text   string
	// Category and Attributes are other fields of a listing.
	Category, Attributes string
	// Code is the subheading to learn; Accepted are the codes, or prefixes of codes, that count as right.
	Code     string
	Accepted []string
	// Line is the Chinese code of more than six digits, if known and still in the tariff.
	Line string
	// Group keeps near duplicates together.
	Group string
}

// Right reports whether a code counts as right for the row.
func (r *Row) Right(code string) bool {
	for _, a := range r.Accepted {
		if strings.HasPrefix(code, a) {
			return true
		}
	}
	return false
}

// A Folder reads the sources.
type Folder struct {
	Search string // shared/search/source
	Tariff string // shared/tariff/source
	codes  map[string]bool
	next   map[string]string // HS 2012 to the code of 2022 that UNSD prefers
}

// Open reads the existing codes.
func Open(root string) (*Folder, error) {
	f := &Folder{
		Search: filepath.Join(root, "shared/search/source"),
		Tariff: filepath.Join(root, "shared/tariff/source"),
		codes:  map[string]bool{},
		next:   map[string]string{},
	}
	err := read(filepath.Join(f.Tariff, "hs/hs2022.csv"), func(r record) {
		if len(r("code")) == 6 {
			f.codes[r("code")] = true
		}
	})
	if err != nil {
		return nil, err
	}
	err = read(filepath.Join(f.Tariff, "2026/tariff.csv"), func(r record) {
		f.codes[r("code")[:6]] = true
	})
	if err != nil {
		return nil, err
	}
	err = read(filepath.Join(f.Tariff, "hs/correlation_2022_2012.csv"), func(r record) {
		if r("is_unsd_conversion") == "1" {
			if old, ok := f.next[r("hs2012")]; !ok || r("hs2022") == r("hs2012") || (old != r("hs2012") && r("hs2022") < old) {
				f.next[r("hs2012")] = r("hs2022")
			}
		}
	})
	return f, err
}

type record func(column string) string

// read calls f for every row of a CSV file, which may be gzipped.
func read(path string, f func(record)) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("read source: %w", err)
	}
	defer file.Close()
	var in io.Reader = file
	if strings.HasSuffix(path, ".gz") {
		if in, err = gzip.NewReader(file); err != nil {
			return fmt.Errorf("read source %s: %w", path, err)
		}
	}
	rows := csv.NewReader(in)
	header, err := rows.Read()
	if err != nil {
		return fmt.Errorf("read source %s: %w", path, err)
	}
	columns := map[string]int{}
	for i, name := range header {
		columns[strings.TrimPrefix(name, "\ufeff")] = i
	}
	for {
		row, err := rows.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read source %s: %w", path, err)
		}
		f(func(column string) string {
			i, ok := columns[column]
			if !ok {
				panic(path + " has no column " + column)
			}
			return row[i]
		})
	}
}
