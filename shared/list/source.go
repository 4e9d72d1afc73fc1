package list

import "strings"

// Source is where a statement was read, when that is not the official text.
type Source struct {
	ID       string
	Title    string
	Issuer   string
	Document string // the document that it copies or is about
	Date     string
	Where    string // address, or repository and path
}

// AnnexSource begins the ids of annexes that a maintainer brought in. The rest
// is the beginning of the SHA-256 of the file.
const AnnexSource = "annex:"

// FindSource returns the source of that id. Of an annex no more is known here
// than what it is: the edition that cites it says of which document it is.
func FindSource(id string) (*Source, bool) {
	if hash, ok := strings.CutPrefix(id, AnnexSource); ok {
		return &Source{ID: id,
			Title: "Annex of the announcement, as a file that the maintainer of the list brought in; its SHA-256 begins " +
				hash}, true
	}
	lo, hi := 0, len(sources)
	for lo < hi {
		if m := int(uint(lo+hi) / 2); sources[m].ID < id {
			lo = m + 1
		} else {
			hi = m
		}
	}
	if lo < len(sources) && sources[lo].ID == id {
		return &sources[lo], true
	}
	return nil, false
}
