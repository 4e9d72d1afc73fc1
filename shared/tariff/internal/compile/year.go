package compile

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"time"
)

// year is the schedule of one year: a folder of the sources, and one value of
// table.go. Units, letters and rates are numbered once for all years.
type year struct {
	name                                 string // such as 2026
	edition, tariff, amendments, defects *table

	amended []amendment
}

func (y *year) linesFile() string { return "data/" + y.name + "/lines.bin" }
func (y *year) namesFile() string { return "data/" + y.name + "/names.bin" }

// yearsIn returns the folders named like a year, oldest first.
func yearsIn(source fs.FS) []string {
	var years []string
	folders, _ := fs.ReadDir(source, ".") // missing files are reported one by one
	for _, f := range folders {
		if f.IsDir() && isCode(f.Name(), 4) {
			years = append(years, f.Name())
		}
	}
	slices.Sort(years)
	return years
}

// editionHeader is the header of edition.csv, which has one row for each of
// editionKeys in their order.
var editionHeader = []string{"key", "value"}

var editionKeys = []string{
	"title_en", "title_zh", "issuer_en", "issuer_zh", "document", "from", "to", "codes", "lines", "lines_98", "published",
	"source_id", "basis",
}

// editionValue returns the value of a key in edition.csv.
func (y *year) editionValue(key string) string {
	for _, r := range y.edition.rows {
		if r.get("key") == key {
			return r.get("value")
		}
	}
	return ""
}

// statedCount returns a count in edition.csv.
func (y *year) statedCount(key string) int {
	n, _ := strconv.Atoi(y.editionValue(key)) // checkEdition has checked it
	return n
}

// checkEdition checks that edition.csv has every key once, in order, and days of the
// year.
func (s *sources) checkEdition(y *year) {
	p := &s.problems
	if len(y.edition.rows) != len(editionKeys) {
		p.add("%s: %d rows, want %d", y.edition.name, len(y.edition.rows), len(editionKeys))
		return
	}
	for i, r := range y.edition.rows {
		value := r.get("value")
		switch key := r.get("key"); {
		case key != editionKeys[i]:
			r.problem(p, "key", "want %s", editionKeys[i])
		case value == "":
			r.problem(p, "value", "blank")
		case key == "codes" || key == "lines" || key == "lines_98":
			if n, err := strconv.Atoi(value); err != nil || n < 0 {
				r.problem(p, "value", "no count")
			}
		case key == "from" || key == "to":
			if _, err := compactDay(value); err != nil {
				r.problem(p, "value", "%v", err)
			}
		case key == "basis" && basisNames[value] == "":
			r.problem(p, "value", "want official, transcribed or reported")
		}
	}
	if from := y.editionValue("from"); len(from) < 4 || from[:4] != y.name {
		p.add("%s: begins on %s, in a folder of %s", y.edition.name, from, y.name)
	}
	if y.editionValue("to") <= y.editionValue("from") {
		p.add("%s: ends on %s, before it begins", y.edition.name, y.editionValue("to"))
	}
}

// compactDay converts an ISO day to the form of edition.Date.
func compactDay(iso string) (string, error) {
	day, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return "", fmt.Errorf("%q is no day", iso)
	}
	return day.Format("20060102"), nil
}
