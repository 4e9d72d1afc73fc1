package list

// Source is where a statement was read, when that is not the official text.
type Source struct {
	ID       string
	Title    string
	Issuer   string
	Document string // the document that it copies or is about
	Date     string
	Where    string // address, or repository and path
}

// FindSource returns the source of that id.
func FindSource(id string) (*Source, bool) {
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
