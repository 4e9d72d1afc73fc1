package page

import (
	"encoding/json"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"importchecker/shared/api/problem"
	"importchecker/shared/catalogue"
	"importchecker/shared/eligibility"
	"importchecker/shared/publication"
)

// words reads files/words.js and files/codes.js, which are JSON between their braces.
func words(t *testing.T) map[string][2]string {
	t.Helper()
	all := map[string][2]string{}
	for _, name := range []string{"files/words.js", "files/codes.js"} {
		text := read(t, name)
		body := text[strings.Index(text, "{") : strings.LastIndex(text, "}")+1]
		var pairs map[string][]string
		if err := json.Unmarshal([]byte(body), &pairs); err != nil {
			t.Fatal(err)
		}
		for key, pair := range pairs {
			if len(pair) != 2 {
				t.Fatalf("%s: has %d texts, and needs English and Chinese", key, len(pair))
			}
			all[key] = [2]string(pair)
		}
	}
	return all
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := fs.ReadFile(embedded, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var (
	blank   = regexp.MustCompile(`\{\w+\}`)
	chinese = regexp.MustCompile(`\p{Han}`)
	latin   = regexp.MustCompile(`[A-Za-z]{3,}`)

	// What has no other name in Chinese.
	alike = []string{"CSV", "XLSX", "DOCX", "HTML", "PDF", "SHA", "https", "CEPA", "CPC", "ISIC", "Rev"}
)

// Every text exists in both languages, with the same placeholders, and no Chinese
// text contains English.
func TestWordsInBothLanguages(t *testing.T) {
	for key, pair := range words(t) {
		if pair[0] == "" || pair[1] == "" {
			t.Errorf("%s: a language is missing: %q", key, pair)
		}
		if chinese.MatchString(pair[0]) && key != "box.placeholder" && key != "service.placeholder" {
			t.Errorf("%s: the English has Chinese in it: %q", key, pair[0])
		}
		for _, word := range latin.FindAllString(blank.ReplaceAllString(pair[1], ""), -1) {
			if !slices.Contains(alike, word) {
				t.Errorf("%s: the Chinese has %q in it: %q", key, word, pair[1])
			}
		}
		if !chinese.MatchString(pair[1]) && pair[0] != pair[1] && latin.MatchString(pair[0]) && key != "unit.ml" {
			t.Errorf("%s: the Chinese is none: %q", key, pair[1])
		}
		if strings.HasSuffix(key, ".one") {
			continue // says one in words
		}
		en, zh := blank.FindAllString(pair[0], -1), blank.FindAllString(pair[1], -1)
		slices.Sort(en)
		slices.Sort(zh)
		if !slices.Equal(slices.Compact(en), slices.Compact(zh)) {
			t.Errorf("%s: the blanks differ: %v and %v", key, en, zh)
		}
	}
}

var used = regexp.MustCompile(`\bt\('([^']+[^.'])'`)

// Every text that the page uses by name exists.
func TestWordsThatAreAskedFor(t *testing.T) {
	all := words(t)
	names, err := fs.Glob(embedded, "files/*.js")
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	for _, name := range names {
		for _, match := range used.FindAllStringSubmatch(read(t, name), -1) {
			asked++
			if _, ok := all[match[1]]; !ok {
				t.Errorf("%s asks for %q, which files/words.js does not have", name, match[1])
			}
		}
	}
	if asked < 200 {
		t.Errorf("found %d places that ask for words", asked)
	}
}

// Every value of the API that the page shows has a text: the test fails for a new value
// until files/words.js or files/codes.js has it in both languages.
func TestWordsForTheAPI(t *testing.T) {
	all := words(t)
	for kind, values := range apiValues(t) {
		if len(values) == 0 {
			t.Errorf("the contract names no %s", kind)
		}
		for _, value := range values {
			if _, ok := all[kind+"."+value]; !ok {
				t.Errorf("neither files/words.js nor files/codes.js has %q: say it there in English and Chinese", kind+"."+value)
			}
		}
	}
}

// codes returns the codes of reasons, of errors within a request or a row, and of problems,
// for which the page gives advice.
func codes(t *testing.T) (reasons, problems, advice []string) {
	for _, c := range slices.Concat(eligibility.ReasonCodes(), eligibility.ServiceReasonCodes()) {
		reasons = append(reasons, string(c))
	}
	for _, c := range problem.Codes() {
		if c.Status() == 0 {
			problems = append(problems, string(c))
		} else {
			advice = append(advice, string(c))
		}
	}
	source, err := os.ReadFile("../catalogue/row.go")
	if err != nil {
		t.Fatal(err)
	}
	rows := rowProblem.FindAllSubmatch(source, -1)
	if len(rows) < 5 {
		t.Errorf("found %d problems of rows", len(rows))
	}
	for _, match := range rows {
		problems = append(problems, string(match[1]))
	}
	return reasons, problems, advice
}

var rowProblem = regexp.MustCompile(`\bProblemCode = "(\w+)"`)

// findings returns the findings that a maintainer can accept.
func findings() (names []string) {
	for _, f := range publication.Acceptable() {
		names = append(names, string(f))
	}
	return names
}

// catalogueFields returns the columns of a catalogue that are no facts. Facts have other
// texts.
func catalogueFields() (names []string) {
	for _, f := range catalogue.Fields() {
		names = append(names, string(f))
	}
	for _, spec := range eligibility.Vocabulary() {
		names = slices.DeleteFunc(names, func(n string) bool { return n == string(spec.Name) })
	}
	return names
}

// schema has the members of a schema of the contract that the tests read.
type schema struct {
	Enum       []string          `yaml:"enum"`
	Items      *schema           `yaml:"items"`
	Properties map[string]schema `yaml:"properties"`
}

func apiValues(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("../api/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var contract struct {
		Components struct {
			Schemas map[string]yaml.Node `yaml:"schemas"`
		} `yaml:"components"`
	}
	if err := yaml.Unmarshal(text, &contract); err != nil {
		t.Fatal(err)
	}
	get := func(name string) (s schema) {
		node := contract.Components.Schemas[name]
		if err := node.Decode(&s); err != nil {
			t.Logf("%s: %v", name, err) // parts of it are of another form
		}
		return s
	}
	of := func(name string, path ...string) []string {
		s := get(name)
		for _, p := range path {
			if p == "[]" {
				s = *s.Items
			} else {
				s = s.Properties[p]
			}
		}
		return s.Enum
	}
	reasons, problems, advice := codes(t)
	facts := []string{}
	for _, name := range []string{"Facts", "ServiceFacts"} {
		for fact, s := range get(name).Properties {
			facts = append(facts, fact)
			for _, v := range s.Enum {
				facts = append(facts, "value:"+v)
			}
		}
	}
	values := map[string][]string{
		"verdict":         of("Verdict"),
		"verdict.service": of("Verdict"),
		"basis":           of("Basis"),
		"effect":          of("Effect"),
		"coverage":        of("Coverage"),
		"level":           of("Level"),
		"channel":         of("Channel"),
		"place":           of("Place"),
		"system":          of("System"),
		"tax":             of("TaxLine", "kind"),
		"standing":        of("Standing", "status"),
		"state":           slices.Concat(of("Edition", "state"), of("Import", "state")),
		"entry":           of("Entry", "kind"),
		"delivery":        of("Delivery", "state"),
		"cause":           of("KeptDecision", "cause"),
		"change":          of("EventData", "cause", "change"),
		"need":            of("Reason", "need"),
		"step":            of("NextStep", "kind"),
		"reason":          reasons,
		"problem":         problems,
		"advice":          advice,
		"finding":         findings(),
		"succession":      of("TariffDifference", "successions", "[]", "kind"),
		"by":              of("TariffDifference", "successions", "[]", "by"),
		"cell":            of("TariffDifference", "changed", "[]", "cells", "[]", "change"),
		"what":            of("ChangedRows", "[]", "what", "[]"),
		"failure":         of("FailureWhy"),
		"redecision":      of("Redecision", "state"),
		"job":             of("Catalogue", "state"),
		"col":             catalogueFields(),
		"view":            of("Feedback", "view"),
		"amiss":           of("Feedback", "amiss"),
		"not":             slices.Concat(eligibility.NotChecked(), eligibility.ServicesNotChecked()),
	}
	for _, fact := range facts {
		if v, ok := strings.CutPrefix(fact, "value:"); ok {
			values["value"] = append(values["value"], v)
		} else {
			values["fact"] = append(values["fact"], fact)
		}
	}
	return values
}
