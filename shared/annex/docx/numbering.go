package docx

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// numbering counts what the program counts: paragraphs of a numbered list,
// whose numbers do not stand in the text.
type numbering struct {
	abstract map[string]string // of each list, the form that it follows
	levels   map[string]map[int]*level
	counted  map[string]map[int]int
}

// level is one level of the form of a list.
type level struct {
	start  int
	format string // decimal, …
	text   string // "%1." and the like
}

type numberingXML struct {
	Abstract []struct {
		ID     string `xml:"abstractNumId,attr"`
		Levels []struct {
			Level int     `xml:"ilvl,attr"`
			Start valAttr `xml:"start"`
			Form  valAttr `xml:"numFmt"`
			Text  valAttr `xml:"lvlText"`
		} `xml:"lvl"`
	} `xml:"abstractNum"`
	Num []struct {
		ID       string  `xml:"numId,attr"`
		Abstract valAttr `xml:"abstractNumId"`
		Override []struct {
			Level int     `xml:"ilvl,attr"`
			Start valAttr `xml:"startOverride"`
		} `xml:"lvlOverride"`
	} `xml:"num"`
}

type valAttr struct {
	Val string `xml:"val,attr"`
}

func readNumbering(z *zip.Reader) (*numbering, error) {
	n := &numbering{abstract: map[string]string{}, levels: map[string]map[int]*level{}, counted: map[string]map[int]int{}}
	part, err := open(z, "word/numbering.xml")
	if errors.Is(err, fs.ErrNotExist) {
		return n, nil
	}
	if err != nil {
		return nil, err
	}
	defer part.Close()
	var doc numberingXML
	if err := xml.NewDecoder(part).Decode(&doc); err != nil {
		return nil, fmt.Errorf("word/numbering.xml: %w", err)
	}
	forms := map[string]map[int]level{}
	for _, a := range doc.Abstract {
		forms[a.ID] = map[int]level{}
		for _, l := range a.Levels {
			start, err := strconv.Atoi(l.Start.Val)
			if err != nil {
				start = 1
			}
			forms[a.ID][l.Level] = level{start, l.Form.Val, l.Text.Val}
		}
	}
	for _, num := range doc.Num {
		n.abstract[num.ID] = num.Abstract.Val
		n.levels[num.ID] = map[int]*level{}
		for i, l := range forms[num.Abstract.Val] {
			n.levels[num.ID][i] = &l
		}
		for _, o := range num.Override {
			if start, err := strconv.Atoi(o.Start.Val); err == nil && n.levels[num.ID][o.Level] != nil {
				n.levels[num.ID][o.Level].start = start
				n.abstract[num.ID] = "own " + num.ID // counts by itself
			}
		}
	}
	return n, nil
}

// next returns the number of the next paragraph of a list, as it is printed;
// blank for bullets, and for what is no list.
func (n *numbering) next(list string, at int) string {
	l := n.levels[list][at]
	if l == nil || l.format == "bullet" || l.format == "none" {
		return ""
	}
	form := n.abstract[list]
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
		if of := n.levels[list][i]; of != nil {
			text = strings.ReplaceAll(text, "%"+strconv.Itoa(i+1), of.print(max(counts[i], of.start)))
		}
	}
	return text
}

// print writes a number in the form of its level.
func (l *level) print(n int) string {
	switch l.format {
	case "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand", "ideographDigital":
		return chinese(n)
	case "decimalZero":
		return fmt.Sprintf("%02d", n)
	}
	return strconv.Itoa(n)
}

// chinese writes a number below a hundred in Chinese.
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
