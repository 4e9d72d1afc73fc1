package list

import (
	"sort"
	"strings"
)

// Source is the source of a statement, when it is not the official text.
type Source struct {
	ID       string
	Title    string
	Issuer   string
	Document string // the document that it copies or describes
	Date     string
	Where    string // URL, or repository and path
}

// AnnexSource is the prefix of the ids of annexes that a maintainer imported. It is
// followed by the first digits of the SHA-256 of the file.
const AnnexSource = "annex:"

// FindSource returns the source with an id. For an annex it returns a general title: the
// edition that cites it has the document.
func FindSource(id string) (*Source, bool) {
	if hash, ok := strings.CutPrefix(id, AnnexSource); ok {
		return &Source{ID: id,
			Title: "Annex of the announcement, as a file that the maintainer of the list brought in; its SHA-256 begins " +
				hash}, true
	}
	i, found := sort.Find(len(sources), func(i int) int { return strings.Compare(id, sources[i].ID) })
	if !found {
		return nil, false
	}
	return &sources[i], true
}
