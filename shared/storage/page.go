package storage

// The bounds of Page.Limit.
const (
	DefaultLimit = 50
	MaxLimit     = 100
)

// A Page selects a part of a list.
type Page struct {
	After string // the cursor returned with the page before; empty for the first
	Limit int    // at most MaxLimit; DefaultLimit when not positive
}

// Count returns the largest number of items that the page may have.
func (p Page) Count() int {
	if p.Limit <= 0 {
		return DefaultLimit
	}
	return min(p.Limit, MaxLimit)
}
