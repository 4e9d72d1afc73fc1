package docx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/annex/packed"
)

// numbering counts the automatic numbers of paragraphs in numbered lists, which
// are not in the text.
type numbering struct {
	abstract   map[string]string // by list, the id of its form
	forms      map[string]map[int]level
	levels     map[string]map[int]*level // of lists that override levels of their form
	overriding []string                  // ids of those lists, sorted
	counted    map[string]map[int]int
}

// level is one level of the form of a list.
type level struct {
	start  int
	format string // decimal, …
	text   string // "%1." and the like
}

// Bounds of the numbering of a document.
const (
	maxLists  = 10_000 // lists, and forms
	maxNumber = 200    // bytes of a printed number
)

// override is a list's own start of a level.
type override struct {
	list  string
	level int
	start int
}

// readNumbering reads the numbered lists of a document.
func readNumbering(archive *packed.Archive) (*numbering, error) {
	n := &numbering{abstract: map[string]string{}, levels: map[string]map[int]*level{}, counted: map[string]map[int]int{},
		forms: map[string]map[int]level{}}
	part, err := archive.Part("word/numbering.xml")
	if errors.Is(err, fs.ErrNotExist) {
		return n, nil
	}
	if err != nil {
		return nil, err
	}
	defer part.Close()
	r := numberingReader{numbering: n}
	for {
		token, err := part.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if e, ok := token.(xml.StartElement); ok {
			r.start(e)
		}
		if len(n.forms) > maxLists || len(n.abstract) > maxLists || len(r.overrides) > maxLists {
			return nil, fmt.Errorf("has more than %d numbered lists", maxLists)
		}
	}
	n.apply(r.overrides)
	return n, nil
}

// numberingReader reads word/numbering.xml into a numbering.
type numberingReader struct {
	*numbering
	inForm, inList string // ids of the current form or list
	at             int    // the current level
	overrides      []override
}

// start reads the start of an element.
func (r *numberingReader) start(e xml.StartElement) {
	value, _ := packed.Attribute(e, "val")
	switch e.Name.Local {
	case "abstractNum":
		r.inForm, _ = packed.Attribute(e, "abstractNumId")
		r.inList = ""
		r.forms[r.inForm] = map[int]level{}
	case "num":
		r.inList, _ = packed.Attribute(e, "numId")
		r.inForm = ""
	case "abstractNumId":
		if r.inList != "" {
			r.abstract[r.inList] = value
		}
	case "lvl", "lvlOverride":
		v, _ := packed.Attribute(e, "ilvl")
		r.at, _ = strconv.Atoi(v)
		if r.inForm != "" && r.at >= 0 && r.at < maxLevels {
			r.forms[r.inForm][r.at] = level{start: 1}
		}
	case "startOverride":
		if start, err := strconv.Atoi(value); err == nil && r.inList != "" {
			r.overrides = append(r.overrides, override{r.inList, r.at, start})
		}
	case "start", "numFmt", "lvlText":
		if r.inForm != "" {
			r.describe(r.inForm, r.at, e.Name.Local, value)
		}
	}
}

// apply sets the levels of lists that override those of their form.
func (n *numbering) apply(overrides []override) {
	for _, o := range overrides {
		l, ok := n.form(o.list)[o.level]
		if !ok {
			continue
		}
		if n.levels[o.list] == nil {
			n.levels[o.list] = map[int]*level{}
		}
		l.start = o.start
		n.levels[o.list][o.level] = &l
		n.overriding = append(n.overriding, o.list)
	}
	slices.Sort(n.overriding)
}

// maxLevels is the largest number of levels of a list.
const maxLevels = 9

// describe sets one property of a level of a form.
func (n *numbering) describe(form string, at int, what, value string) {
	l, ok := n.forms[form][at]
	if !ok {
		return
	}
	switch what {
	case "start":
		if start, err := strconv.Atoi(value); err == nil {
			l.start = start
		}
	case "numFmt":
		l.format = value
	case "lvlText":
		l.text = value[:min(len(value), maxNumber)]
	}
	n.forms[form][at] = l
}

// form returns the levels of the form of a list.
func (n *numbering) form(list string) map[int]level { return n.forms[n.abstract[list]] }

// level returns a level of a list; nil when there is none.
func (n *numbering) level(list string, at int) *level {
	if l := n.levels[list][at]; l != nil {
		return l
	}
	if l, ok := n.form(list)[at]; ok {
		return &l
	}
	return nil
}

// next returns the number of the next paragraph of a list, as printed; blank
// for bullets, and for unknown lists.
func (n *numbering) next(list string, at int) string {
	l := n.level(list, at)
	if l == nil || l.format == "bullet" || l.format == "none" {
		return ""
	}
	form := "form " + n.abstract[list]
	if _, own := slices.BinarySearch(n.overriding, list); own {
		form = "list " + list // it counts separately
	}
	if n.counted[form] == nil {
		n.counted[form] = map[int]int{}
	}
	counts := n.counted[form]
	if _, begun := counts[at]; !begun {
		counts[at] = l.start - 1
	}
	counts[at]++
	for deeper := range counts {
		if deeper > at {
			delete(counts, deeper)
		}
	}
	text := l.text
	for i := 0; i <= at; i++ {
		if l := n.level(list, i); l != nil && len(text) < maxNumber {
			text = strings.ReplaceAll(text, "%"+strconv.Itoa(i+1), l.print(max(counts[i], l.start)))
		}
	}
	return text
}

// print formats a number in the format of its level.
func (l *level) print(n int) string {
	switch l.format {
	case "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand", "ideographDigital":
		return chinese(n)
	case "decimalZero":
		return fmt.Sprintf("%02d", n)
	}
	return strconv.Itoa(n)
}

// chinese formats a number below a hundred in Chinese.
func chinese(n int) string {
	digits := []rune("零一二三四五六七八九")
	switch {
	case n <= 0 || n > 99:
		return strconv.Itoa(n)
	case n < 10:
		return string(digits[n])
	}
	out := "十"
	if n >= 20 {
		out = string(digits[n/10]) + out
	}
	if n%10 > 0 {
		out += string(digits[n%10])
	}
	return out
}
