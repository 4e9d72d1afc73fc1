package storage

// The bounds of Page.Limit.
const (
	DefaultLimit = 50
	MaxLimit     = 100
)

// A Page says which part of a list is wanted.
type Page struct {
	After string // the cursor given with the page before; empty for the first
	Limit int    // at most MaxLimit count; DefaultLimit when not positive
}

// Count returns how many items the page may have.
func (p Page) Count() int {
	if p.Limit <= 0 {
		return DefaultLimit
	}
	return min(p.Limit, MaxLimit)
}
