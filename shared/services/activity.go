package services

import "importchecker/shared/edition"

// Activity is something that a restriction regulates and that is narrower than
// a class: the trade in tobacco within agency trade, carriage between Chinese
// ports within passenger shipping. A caller who says which activity the
// service consists in settles which restrictions apply.
type Activity struct {
	Key  string
	Name edition.Text
}

// NoActivity is what a caller says whose service is none of the activities
// that restrictions name.
const NoActivity = "none"

// Activities lists the activities that are named, sorted by key.
func Activities() []Activity { return activities[:] }

// FindActivity returns the activity of that key.
func FindActivity(key string) (*Activity, bool) {
	lo, hi := 0, len(activities)
	for lo < hi {
		if m := int(uint(lo+hi) / 2); activities[m].Key < key {
			lo = m + 1
		} else {
			hi = m
		}
	}
	if lo < len(activities) && activities[lo].Key == key {
		return &activities[lo], true
	}
	return nil, false
}

// Area is a field that the notes of the lists leave to the rules in force,
// even where the list does not name it. Which classes it lies in is our
// reading.
type Area struct {
	Key    string
	Name   edition.Text
	Reach  []Code
	Places []Place
}

// AreaOf returns the area that a class lies in at a place.
func AreaOf(class Code, place Place) (*Area, bool) {
	for i := range areas {
		for _, p := range areas[i].Places {
			if p != place {
				continue
			}
			for _, c := range areas[i].Reach {
				if c.Contains(class) {
					return &areas[i], true
				}
			}
		}
	}
	return nil, false
}

// Difference is a reported difference between the editions. It informs and
// decides nothing.
type Difference struct {
	ID    string
	Topic edition.Text
	// Statement says how the three lists stand, in one sentence.
	Statement edition.Text
	Reach     []Code
	Modes     Modes
	Basis     edition.Basis
	Sources   []string
	Note      string
}

// Touches reports whether the difference is about the class in that mode.
func (d *Difference) Touches(class Code, mode Mode) bool {
	if !d.Modes.Has(mode) {
		return false
	}
	for _, c := range d.Reach {
		if c.Contains(class) {
			return true
		}
	}
	return false
}

// Differences lists the reported differences between the editions.
func Differences() []Difference { return differences[:] }

// Source is where a statement was read.
type Source struct {
	ID, Title, Issuer, Document, Date, Where, Licence, Supports string
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
