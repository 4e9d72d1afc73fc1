package tariff

import "strings"

// distinctions are words of Chinese names that distinguish the lines of a subheading,
// with our English translation. A word that is part of another comes after it.
var distinctions = [...]struct{ zh, en string }{
	{"濒危除外", "not of endangered species"},
	{"濒危", "of endangered species"},
	{"含汞", "with mercury"},
	{"以体积计", "content labelled by volume"},
	{"以重量计", "content labelled by weight"},
	{"“片”或“张”", "content labelled in sheets or pieces"},
	{"非改良种用", "not for breeding"},
	{"改良种用", "for breeding"},
	{"非种用", "not for sowing"},
	{"种用", "for sowing"},
	{"种苗", "fry or seedlings"},
	{"两用物项管制", "under dual-use control"},
	{"含人类遗传资源", "with human genetic resources"},
	{"兽用", "for veterinary use"},
	{"未录制", "unrecorded"},
	{"已录制", "recorded"},
	{"废碎料", "waste and scrap"},
}

// EnglishName returns the English name of a code: the name of its HS subheading and,
// for a finer code that shares the subheading with others, a distinction. This is in
// English if the Chinese name has words of distinctions that no other line of the
// subheading has; otherwise it is the Chinese name in quotes.
func (t *Table) EnglishName(c Code) string {
	name := nameEN(c.At(Subheading))
	if len(c) <= hsDigits || name == "" {
		return name
	}
	lo, hi := t.Range(c.At(Subheading))
	from, to := t.Range(c)
	if to-from == hi-lo {
		return name
	}
	if to-from > 1 {
		return name // several lines have no common name
	}
	own := t.Line(from).NameZH
	words := distinction(own)
	for i := lo; i < hi && words != ""; i++ {
		if i != from && distinction(t.Line(i).NameZH) == words {
			words = ""
		}
	}
	if words == "" {
		words = "“" + own + "”"
	}
	return name + "; " + words
}

// distinction returns the translation of the words of distinctions in a name.
func distinction(name string) string {
	var found []string
	for _, d := range distinctions {
		if strings.Contains(name, d.zh) {
			found = append(found, d.en)
			name = strings.ReplaceAll(name, d.zh, "")
		}
	}
	return strings.Join(found, ", ")
}
