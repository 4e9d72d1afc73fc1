package compile

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"importchecker/shared/services/internal/words"
)

var (
	gbtHeader = strings.Split(
		"code,level,name_zh,name_en,source_id,section,parent_code,name_en_origin,isic4_codes,isic4_titles_en,concordance_source_id", ",")
	cpcHeader  = strings.Split("code,level,title_en,parent_code,isic4_codes,source_id", ",")
	w120Header = strings.Split("w120_code,sector_en,cpc_prov,gbt4754_hint,hint_origin,source_id,confidence", ",")
)

// stated has the number of codes of each classification, by its own document or by
// a complete source.
var stated = struct{ sections, divisions, groups, classes, cpc, w120, unverified int }{20, 97, 473, 1381, 1920, 166,
	122}

// classification has the classifications that were read.
type classification struct {
	sections []gbtSection
	gbt      []node
	cpc      []node
	w120     []w120Row
}

type gbtSection struct {
	code, zh, en string
	lo, hi       int
}

type node struct{ code, zh, en, isic, titles string }

type w120Row struct {
	code, en, cpc, hint, source string
	recalled                    bool
}

// has reports whether the code exists, so that a restriction may reach it.
func (c *classification) has(code string) bool {
	_, ok := slices.BinarySearchFunc(c.gbt, code, func(n node, code string) int { return strings.Compare(n.code, code) })
	return ok
}

func readClassification(p *problems, fsys fs.FS, known func(string) bool) *classification {
	c := &classification{}
	c.readGBT(p, fsys, known)
	c.readCPC(p, fsys, known)
	c.readW120(p, fsys, known)
	return c
}

func (c *classification) readGBT(p *problems, fsys fs.FS, known func(string) bool) {
	counts := map[string]int{}
	seen := map[string]bool{"": true}
	for _, r := range readCSV(p, fsys, "gbt4754.csv", gbtHeader) {
		r.need("code", "level", "name_zh", "section", "source_id")
		code, level, parent := r.get("code"), r.get("level"), r.get("parent_code")
		counts[level]++
		if seen[code] {
			r.problem("code", "%s stands twice", code)
		}
		if !seen[parent] {
			r.problem("parent_code", "%s does not stand above", parent)
		}
		seen[code] = true
		if (r.get("name_en") == "") != (r.get("name_en_origin") == "") || r.get("name_en_origin") != "" &&
			r.get("name_en_origin") != "own-translation" {
			r.problem("name_en_origin", "want own-translation where there is an English name")
		}
		checkSources(r, known, parts(r.get("source_id"), "|"))
		checkSources(r, known, parts(r.get("concordance_source_id"), "|"))
		if level == "1" {
			if want := string(rune('A' + len(c.sections))); code != want {
				r.problem("code", "want section %s", want)
			}
			if n := len(c.sections); n > 0 {
				c.sections[n-1].hi = len(c.gbt)
			}
			c.sections = append(c.sections, gbtSection{code: code, zh: r.get("name_zh"), en: r.get("name_en"), lo: len(c.gbt)})
			continue
		}
		if digits := fmt.Sprint(len(code)); digits != level || strings.Trim(code, "0123456789") != "" {
			r.problem("code", "%s is not a code of level %s", code, level)
		}
		if level != "2" && parent != code[:len(code)-1] {
			r.problem("parent_code", "%s is not under %s", code, parent)
		}
		if len(c.sections) == 0 || c.sections[len(c.sections)-1].code != r.get("section") {
			r.problem("section", "does not follow its section")
		}
		if n := len(c.gbt); n > 0 && c.gbt[n-1].code >= code {
			r.problem("code", "out of order")
		}
		c.gbt = append(c.gbt, node{code, r.get("name_zh"), r.get("name_en"), r.get("isic4_codes"), r.get("isic4_titles_en")})
	}
	if n := len(c.sections); n > 0 {
		c.sections[n-1].hi = len(c.gbt)
	}
	for i, want := range [...]int{stated.sections, stated.divisions, stated.groups, stated.classes} {
		if level := fmt.Sprint(i + 1); counts[level] != want {
			p.add("gbt4754.csv", 0, "level", "%d codes of level %s, want %d", counts[level], level, want)
		}
	}
}

func (c *classification) readCPC(p *problems, fsys fs.FS, known func(string) bool) {
	for _, r := range readCSV(p, fsys, "cpc21_services.csv", cpcHeader) {
		r.need("code", "level", "title_en", "source_id")
		code := r.get("code")
		if fmt.Sprint(len(code)) != r.get("level") || strings.Trim(code, "0123456789") != "" {
			r.problem("code", "%s is not a code of level %s", code, r.get("level"))
		}
		if len(code) > 1 && r.get("parent_code") != code[:len(code)-1] {
			r.problem("parent_code", "%s is not under %s", code, r.get("parent_code"))
		}
		if n := len(c.cpc); n > 0 && c.cpc[n-1].code >= code {
			r.problem("code", "out of order")
		}
		checkSources(r, known, parts(r.get("source_id"), "|"))
		c.cpc = append(c.cpc, node{code: code, en: r.get("title_en"), isic: r.get("isic4_codes")})
	}
	if len(c.cpc) != stated.cpc {
		p.add("cpc21_services.csv", 0, "", "%d rows, want %d", len(c.cpc), stated.cpc)
	}
}

func (c *classification) readW120(p *problems, fsys fs.FS, known func(string) bool) {
	unverified := 0
	for _, r := range readCSV(p, fsys, "w120.csv", w120Header) {
		r.need("w120_code", "sector_en", "source_id", "confidence")
		recalled := false
		switch r.get("confidence") {
		case "transcribed":
		case "recall-unverified":
			recalled = true
			unverified++
		default:
			r.problem("confidence", "want transcribed or recall-unverified")
		}
		hints := r.list("gbt4754_hint")
		for _, h := range hints {
			if !c.has(h) {
				r.problem("gbt4754_hint", "%s is not a code of GB/T 4754", h)
			}
		}
		if (len(hints) > 0) != (r.get("hint_origin") == "own-mapping") {
			r.problem("hint_origin", "want own-mapping where there is a hint")
		}
		checkSources(r, known, parts(r.get("source_id"), "|"))
		c.w120 = append(c.w120, w120Row{r.get("w120_code"), r.get("sector_en"), r.get("cpc_prov"), r.get("gbt4754_hint"),
			r.get("source_id"), recalled})
	}
	if len(c.w120) != stated.w120 || unverified != stated.unverified {
		p.add("w120.csv", 0, "", "%d rows, %d unverified, want %d and %d", len(c.w120), unverified, stated.w120,
			stated.unverified)
	}
}

// nameTable builds the text that the records refer to: each name once, on a line of
// its own.
type nameTable struct {
	text   strings.Builder
	places map[string]int
	p      *problems
}

// The layout of the type name of package services.
const (
	lengthBits = 10
	offsetBits = 32 - lengthBits
)

// refer returns the reference to a name, which it adds if it is new, in the layout of
// package services; 0 for the empty name.
func (t *nameTable) refer(name string) int {
	if name == "" {
		return 0
	}
	at, ok := t.places[name]
	if !ok {
		at = t.text.Len()
		t.places[name] = at
		t.text.WriteString(name + "\n")
	}
	if len(name) >= 1<<lengthBits || at >= 1<<offsetBits {
		t.p.add(namesFile, 0, "", "no room for %q", name)
	}
	return at<<lengthBits | len(name)
}

// write writes the classifications as Go to b, and returns the names.
func (c *classification) write(p *problems, b *bytes.Buffer) []byte {
	line := func(format string, args ...any) { fmt.Fprintf(b, format+"\n", args...) }
	names := &nameTable{places: map[string]int{}, p: p}
	line("// gbtSource and cpcSource are the ids of the sources of the codes.\nconst (\n" +
		"gbtSource = \"S-GBT-DOCX\"\ncpcSource = \"S-WOT\"\n)\n")
	line("// gbtSections is the sections of GB/T 4754-2017, A to T.\nvar gbtSections = [...]section{")
	for _, s := range c.sections {
		line("{code: %q, zh: %q, en: %q, lo: %d, hi: %d},", s.code, s.zh, s.en, s.lo, s.hi)
	}
	line("}\n\n// gbt is the divisions, groups and classes of GB/T 4754-2017 by code.\nvar gbt = [...]node{")
	for _, n := range c.gbt {
		names.node(b, n)
	}
	var classes []int
	for i, n := range c.gbt {
		if len(n.code) == 4 {
			classes = append(classes, i)
		}
	}
	line("}\n\n// gbtClasses has the indexes of the classes in gbt.\nvar gbtClasses = [...]uint16{%s}\n",
		numbers(classes))
	line("// cpc is CPC 2.1, sections 5 to 9, by code.\nvar cpc = [...]node{")
	for _, n := range c.cpc {
		names.node(b, n)
	}
	line("}\n\n// w120 is MTN.GNS/W/120 in its own order.\nvar w120 = [...]w120Row{")
	for _, r := range c.w120 {
		line("{%d, %d, %d, %d, %d, %t}, // %s", names.refer(r.code), names.refer(r.en), names.refer(r.cpc),
			names.refer(r.hint), names.refer(r.source), r.recalled, r.code)
	}
	line("}\n")
	c.writeOrders(b)
	c.writeLinks(b, names)
	return []byte(names.text.String())
}

func (t *nameTable) node(b *bytes.Buffer, n node) {
	fmt.Fprintf(b, "{%d, %d, %d, %d}, // %s\n", t.refer(n.code), t.refer(n.zh), t.refer(n.en), t.refer(n.isic), n.code)
}

// writeOrders writes the numbers of the sectors in the order of their names, in the forms in which
// search compares them.
func (c *classification) writeOrders(b *bytes.Buffer) {
	var zh, en, w120, cpc []string
	for _, n := range c.gbt {
		zh, en = append(zh, n.zh), append(en, n.en)
	}
	for _, s := range c.sections {
		zh, en = append(zh, s.zh), append(en, s.en)
	}
	for _, r := range c.w120 {
		w120 = append(w120, r.en)
	}
	for _, n := range c.cpc {
		cpc = append(cpc, n.en)
	}
	han := func(s string) string { return string(words.Han(s)) }
	fold := func(s string) string { return words.Fold(s) }
	fmt.Fprintf(b, "// The indexes of the sectors in the order of their names, nodes before sections.\n"+
		"var (\ngbtByHan = [...]uint16{%s}\n"+
		"gbtByFold = [...]uint16{%s}\nw120ByFold = [...]uint16{%s}\ncpcByFold = [...]uint16{%s}\n)\n",
		numbers(order(zh, han)), numbers(order(en, fold)), numbers(order(w120, fold)), numbers(order(cpc, fold)))
}

// order returns the indexes of names in the order of their forms, without those whose form is
// empty.
func order(names []string, formOf func(string) string) []int {
	var places []int
	forms := make([]string, len(names))
	for i, name := range names {
		if forms[i] = formOf(name); forms[i] != "" {
			places = append(places, i)
		}
	}
	slices.SortStableFunc(places, func(a, b int) int { return strings.Compare(forms[a], forms[b]) })
	return places
}

func (c *classification) writeLinks(b *bytes.Buffer, names *nameTable) {
	gbt, cpc := map[string][]int{}, map[string][]int{}
	var all []string
	collect := func(nodes []node, into map[string][]int) {
		for i, n := range nodes {
			for _, isic := range parts(n.isic, ";") {
				into[isic] = append(into[isic], i)
				all = append(all, isic)
			}
		}
	}
	collect(c.gbt, gbt)
	collect(c.cpc, cpc)
	slices.Sort(all)
	var gbtLinked, cpcLinked []int
	b.WriteString("// isicLinks is the classes of ISIC Rev. 4 that join GB/T 4754 and CPC.\nvar isicLinks = [...]isicLink{\n")
	for _, isic := range slices.Compact(all) {
		from, fromCPC := len(gbtLinked), len(cpcLinked)
		gbtLinked, cpcLinked = append(gbtLinked, gbt[isic]...), append(cpcLinked, cpc[isic]...)
		fmt.Fprintf(b, "{%d, %d, %d, %d, %d}, // %s\n", names.refer(isic), from, len(gbtLinked), fromCPC, len(cpcLinked),
			isic)
	}
	fmt.Fprintf(b,
		"}\n\n// gbtLinked and cpcLinked have the indexes of the linked classes and subclasses.\n"+
			"var (\ngbtLinked = [...]uint16{%s}\ncpcLinked = [...]uint16{%s}\n)\n",
		numbers(gbtLinked), numbers(cpcLinked))
}

// numbers returns a list of numbers as Go, sixteen in a line.
func numbers(values []int) string {
	var b strings.Builder
	for i, v := range values {
		if i%16 == 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "%d, ", v)
	}
	return b.String() + "\n"
}

// codes returns a list of codes as Go.
func codes(values []string) string {
	if len(values) == 0 {
		return "nil"
	}
	var b strings.Builder
	b.WriteString("[]Code{")
	for i, v := range values {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%q", v)
	}
	return b.String() + "}"
}

// checkSources reports a problem for each source that is not in sources.csv.
func checkSources(r *row, known func(string) bool, ids []string) {
	for _, id := range ids {
		if !known(id) {
			r.problem("source_id", "%s is not in sources.csv", id)
		}
	}
}
