package compile

import (
	"bytes"
	"fmt"
	"strings"
)

// textsFile is the generated file with texts about sectors beside their names: a code, the weight
// of the text in hundredths, and the text, separated by tabs.
const textsFile = "data/texts.txt"

// The weights of texts, in hundredths.
const (
	titleWeight = 50
	aliasWeight = 100
)

// writeTexts returns textsFile: the titles of ISIC classes, and the names that restrictions use
// for activities within a sector.
func (r *sources) writeTexts() []byte {
	var b bytes.Buffer
	line := func(code string, weight int, text string) {
		if text = strings.TrimSpace(text); text != "" {
			fmt.Fprintf(&b, "%s\t%d\t%s\n", code, weight, text)
		}
	}
	for _, n := range r.classification.gbt {
		for title := range strings.SplitSeq(n.titles, ";") {
			line(n.code, titleWeight, title)
		}
	}
	for _, a := range r.alias.sorted() {
		line(a.code, aliasWeight, a.zh)
		line(a.code, aliasWeight, a.en)
	}
	return b.Bytes()
}
