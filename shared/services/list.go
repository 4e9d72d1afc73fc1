package services

import "importchecker/shared/edition"

//go:generate go run gen.go

// SectionCount is the reported number and range of items in a section of a list.
type SectionCount struct {
	No       string
	Letter   Code
	Name     edition.Text
	Items    int
	From, To int
	Basis    edition.Basis
	Sources  []string
}

// Edition is one published list with its rows, in the order of the list as far
// as it is known.
type Edition struct {
	edition.Edition
	Short    edition.Text // its name in sentences: national list 2024
	Measures []Measure
	Sections []SectionCount // as far as reported
}

// Measure returns the row with an id.
func (e *Edition) Measure(id string) (*Measure, bool) {
	for i := range e.Measures {
		if e.Measures[i].ID == id {
			return &e.Measures[i], true
		}
	}
	return nil, false
}

// Dated returns a copy of the edition that is in force on other days.
func (e *Edition) Dated(in edition.Interval) *Edition {
	copied := *e
	copied.Interval = in
	return &copied
}

// List is a published list of services with all its editions, oldest first. Each
// edition replaces the one before as a whole.
type List = edition.List[*Edition]

// Laws has the provisions of law that are held. It is not a published list: the
// absence of a provision for a sector proves nothing.
type Laws struct {
	edition.Edition
	Provisions []Provision
}

// Catalogue has the lists and laws from which questions are answered. It is
// immutable: a new edition makes a new catalogue.
type Catalogue struct {
	edition.Catalogue[*Edition]
	laws *Laws
}

// NewCatalogue returns a catalogue of the lists, in that order, and the laws.
func NewCatalogue(laws *Laws, lists ...*List) *Catalogue {
	return &Catalogue{*edition.NewCatalogue(lists...), laws}
}

// Laws returns the provisions of law.
func (c *Catalogue) Laws() *Laws { return c.laws }

// With returns a catalogue with one more edition; see edition.Catalogue.
func (c *Catalogue) With(e *Edition) *Catalogue {
	return &Catalogue{*c.Catalogue.With(e), c.laws}
}

// KnowsActivity reports whether the activity is one of Activities, or
// NoActivity, or named by a row of a list of the catalogue.
func (c *Catalogue) KnowsActivity(key string) bool {
	if _, ok := FindActivity(key); ok || key == NoActivity {
		return true
	}
	for _, l := range c.Lists() {
		for _, e := range l.Editions {
			for i := range e.Measures {
				if e.Measures[i].About(key) {
					return true
				}
			}
		}
	}
	return false
}

// titles has the titles of the lists, in the order of the places.
var titles = [...]struct {
	id    string
	title edition.Text
}{
	{NationalList, edition.Text{EN: "Negative list for cross-border trade in services", ZH: "跨境服务贸易特别管理措施（负面清单）"}},
	{FTZList, edition.Text{EN: "Negative list for cross-border trade in services in pilot free trade zones",
		ZH: "自由贸易试验区跨境服务贸易特别管理措施（负面清单）"}},
	{HainanList, edition.Text{EN: "Negative list for cross-border trade in services in Hainan Free Trade Port",
		ZH: "海南自由贸易港跨境服务贸易特别管理措施（负面清单）"}},
}

// LastChecked is the day on which the publishers were last checked for newer
// editions of the lists.
var LastChecked = edition.NewDate(2026, 11, 26)

// pages are the addresses at which the lists are published.
var pages = map[string]string{
	NationalList: "https://www.gov.cn/zhengce/202512/content_7050405.htm",
	FTZList:      "https://www.gov.cn/zhengce/202512/content_7050405.htm",
	HainanList:   "https://en.hnftp.gov.cn/policies/Trade/202108/t20210803_3331386.html",
}

// Page returns the address at which a list is published; blank if it is unknown.
func Page(list string) string { return pages[list] }

// BuiltIn returns the lists and laws that are compiled in. Most are incomplete, as
// their coverage says.
func BuiltIn() *Catalogue {
	lists := make([]*List, len(titles))
	for i, t := range titles {
		l := &List{ID: t.id, Title: t.title}
		for j := range editions {
			if editions[j].List == t.id {
				l.Editions = append(l.Editions, &editions[j])
			}
		}
		lists[i] = l
	}
	return NewCatalogue(&laws, lists...)
}
