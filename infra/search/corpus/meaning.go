package corpus

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A Meaning maps a generic word to headings or subheadings.
type Meaning struct {
	Words string
	Codes []string
	Own   bool // from senses.txt, not from the name of a heading
}

// Meanings returns the meanings of generic words: those of senses.txt, and the nouns with which the names of
// headings begin.
func (f *Folder) Meanings() ([]Meaning, error) {
	path := filepath.Join(f.Search, "senses.txt")
	bytes, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read source: %w", err)
	}
	var out []Meaning
	for n, line := range strings.Split(string(bytes), "\n") {
		codes, phrases, ok := strings.Cut(line, " ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		m := Meaning{Codes: strings.Split(codes, ","), Own: true}
		for _, code := range m.Codes {
			if !f.hasUnder(code) {
				return nil, fmt.Errorf("%s:%d: nothing in HS 2022 is under %s", path, n+1, code)
			}
		}
		for phrase := range strings.SplitSeq(phrases, ",") {
			if m.Words = strings.TrimSpace(phrase); m.Words != "" {
				out = append(out, m)
			}
		}
	}
	return out, read(filepath.Join(f.Tariff, "hs/hs2022.csv"), func(r record) {
		if code := r("code"); len(code) == 4 {
			for _, noun := range nouns(r("name_en")) {
				out = append(out, Meaning{Words: noun, Codes: []string{code}})
			}
		}
	})
}

func (f *Folder) hasUnder(code string) bool {
	for known := range f.codes {
		if strings.HasPrefix(known, code) {
			return true
		}
	}
	return false
}

// nouns returns the nouns with which the name of a heading begins: both of "Wheat and meslin", both of "Maize
// (corn)", and tea of "Tea, whether or not flavoured".
func nouns(name string) (out []string) {
	name = strings.ToLower(WithoutExclusions(name))
	if before, rest, ok := strings.Cut(name, "("); ok {
		if inside, _, closed := strings.Cut(rest, ")"); closed && !strings.Contains(before, ",") &&
			!strings.Contains(before, ";") && len(strings.Fields(inside)) == 1 {
			out = append(out, inside)
		}
		name = before
	}
	if end := strings.IndexAny(name, ",;"); end >= 0 {
		name = name[:end]
	}
	for part := range strings.SplitSeq(strings.ReplaceAll(name, " or ", " and "), " and ") {
		if part = strings.TrimSpace(part); part != "" && len(strings.Fields(part)) <= 3 && !wide[strings.Fields(part)[0]] {
			out = append(out, part)
		}
	}
	return out
}

// wide are first words of headings that name no goods by themselves.
var wide = map[string]bool{"articles": true, "other": true, "parts": true, "preparations": true, "products": true,
	"machinery": true,
	"machines":  true, "apparatus": true, "appliances": true, "instruments": true, "equipment": true, "meat": true,
	"food":        true,
	"accessories": true, "structures": true, "materials": true, "similar": true, "vegetable": true, "animal": true,
	"waste":    true,
	"garments": true, "made": true, "worked": true, "tools": true, "fittings": true, "sets": true, "containers": true,
	"prepared": true}
