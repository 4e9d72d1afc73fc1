package compile

import (
	"bytes"
	"fmt"
	"strings"
)

// textsFile is the generated file with what is written of sectors beside their names: a code, how
// much the text counts in hundredths, and the text, apart by tabs.
const textsFile = "data/texts.txt"

// How much a text counts beside a name, in hundredths.
const (
	titleCounts = 50
	aliasCounts = 100
)

// writeTexts writes the titles of ISIC classes, and what restrictions call that which lies in a
// sector.
func (r *sources) writeTexts() []byte {
	var b bytes.Buffer
	line := func(code string, counts int, text string) {
		if text = strings.TrimSpace(text); text != "" {
			fmt.Fprintf(&b, "%s\t%d\t%s\n", code, counts, text)
		}
	}
	for _, n := range r.classification.gbt {
		for title := range strings.SplitSeq(n.titles, ";") {
			line(n.code, titleCounts, title)
		}
	}
	for _, a := range r.alias.sorted() {
		line(a.code, aliasCounts, a.zh)
		line(a.code, aliasCounts, a.en)
	}
	return b.Bytes()
}
