package list

import "importchecker/shared/edition"

//go:generate go run gen.go

// titles names the lists of goods, in the order that they are shown.
var titles = [...]struct {
	id    string
	title edition.Text
}{
	{CBEC, edition.Text{EN: "List of goods admitted in cross-border e-commerce retail import", ZH: "跨境电子商务零售进口商品清单"}},
	{Yiwu, edition.Text{EN: "Yiwu import trade innovation pilot: list of goods", ZH: "义乌进口贸易创新试点商品清单"}},
}

// BuiltIn returns the lists that are compiled in. Most of their editions are partial.
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
	return NewCatalogue(lists...)
}
