package compile_test

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"importchecker/shared/edition"
	"importchecker/shared/services"
	"importchecker/shared/services/compile"
)

// source returns a copy of the sources in memory.
func source(t *testing.T) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	root := os.DirFS("../source")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, name)
		out[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const (
	gbtFile      = "gbt4754.csv"
	cpcFile      = "cpc21_services.csv"
	w120File     = "w120.csv"
	lawFile      = "law/law_basis.csv"
	readingsFile = "law/readings.csv"
	hainanFile   = "cn-services-negative-hainan/2021/list.csv"
	hainanMeta   = "cn-services-negative-hainan/2021/edition.json"
)

// TestRefused changes one thing at a time and wants a problem with its place.
func TestRefused(t *testing.T) {
	for _, c := range []struct{ name, file, old, new, want string }{
		{"header", gbtFile, "code,level,", "code,niveau,", "row 1: the header must be"},
		{"not UTF-8", gbtFile, "农业", "\xff", "gbt4754.csv: not UTF-8"},
		{"not CSV", gbtFile, "01,2,农业", "01,\"2,农业", "gbt4754.csv"},
		{"a space", gbtFile, "01,2,农业,", "01,2, 农业,", "column name_zh: has space around"},
		{"a code twice", gbtFile, "0112,4,", "0111,4,", "stands twice"},
		{"a lost zero", gbtFile, "0112,4,", "112,4,", "is not a code of level 4"},
		{"a lost class", gbtFile, "\n0113,4,玉米种植", "\n#", "gbt4754.csv"},
		{"English of unknown origin", gbtFile, "own-translation", "unknown", "want own-translation"},
		{"an unknown source", gbtFile, "S-GBT-DOCX,A,", "S-NOBODY,A,", "S-NOBODY is not in sources.csv"},
		{"CPC out of order", cpcFile, "\n5311,4,", "\n5391,4,", "cpc21_services.csv"},
		{"a hint that is no code", w120File, "7231;7232", "7231;9999", "9999 is not a code of GB/T 4754"},
		{"a hint without its origin", w120File, ",own-mapping,", ",,", "want own-mapping"},
		{"a confidence", w120File, "recall-unverified", "verified", "want transcribed or recall-unverified"},
		{"a verified row", w120File, "S-RECALL,recall-unverified", "S-RECALL,transcribed", "unverified, want"},
		{"a provision from nowhere", lawFile, "S-LAWDB,transcribed", "S-LAWDB,recalled", `"recalled": want transcribed or`},
		{"a person", readingsFile, ",overseas,presence,", ",abroad,presence,", `"abroad": want everyone, overseas`},
		{"a permit in one language", readingsFile, ",烟草专卖许可证,", ",,", "want a permit in both languages"},
		{"an activity within itself", "activities.csv", ",legal_services,", ",chinese_legal_affairs,",
			"is not another activity"},
		{"an activity that excludes nothing", "activities.csv", ",film_coproduction\n", ",film\n",
			`"film" is not another activity`},
		{"a reading of no row", readingsFile, "\nLB30,", "\nLB999,", "LB999 is not in law_basis.csv"},
		{"a row without a reading", readingsFile, "\nLB30,1,", "\nLB29,2,", "the readings are of modes"},
		{"mode 3", readingsFile, "LB30,1,,1,", "LB30,1,,3,", "want 1, 2 and 4"},
		{"a kind", readingsFile, ",licence,decides,042,", ",permit,decides,042,", `"permit" is not a kind`},
		{"a weight", readingsFile, ",licence,decides,042,", ",licence,perhaps,042,", `"perhaps" is not a weight`},
		{"a sector", readingsFile, ",decides,042,", ",decides,042;9999,", `"9999" is not a division`},
		{"a section", readingsFile, ",decides,042,", ",decides,A,", `"A" is not a division`},
		{"whole and part", readingsFile, ",decides,042,041;", ",decides,042,042;", "042 stands twice"},
		{"an activity", readingsFile, ",tobacco_trade,", ",tobacco,", `"tobacco" is not in activities.csv`},
		{"a caveat in one language", readingsFile, ",旧规定，从业资格制度此后已改革,", ",,", "want a caveat in both languages"},
		{"a day", readingsFile, "2027-01-01", "2027-02-30", "2027-02-30"},
		{"where a day is from", readingsFile, ",1998-04-01,text,", ",1998-04-01,memory,",
			`"memory": want text, index or assumed`},
		{"a customary name of nothing", readingsFile, ",烟草专卖许可证,,", ",烟草专卖许可证,usual,", `"usual": want customary`},
		{"a measure's kind", hainanFile, ",prohibited,decides,", ",forbidden,decides,", `"forbidden" is not a kind`},
		{"a basis above its confidence", hainanFile, ",reported,paraphrased-from-secondary,",
			",official,paraphrased-from-secondary,", "paraphrased-from-secondary rows are reported"},
		{"a sample in force", hainanFile, ",reported,paraphrased-from-secondary,", ",sample,invented,",
			`"sample" does not fit`},
		{"an item", hainanFile, "\n2,2,inferred,", "\n2,two,inferred,", "column item: not a number"},
		{"an id twice", hainanFile, "\n2,2,inferred,", "\n1,2,inferred,", "1 stands twice"},
		{"no codes", hainanFile, ",47;48;49;50,,", ",,,", "no codes in whole or part"},
		{"no modes", hainanFile, ",47;48;49;50,,1;4,", ",47;48;49;50,,,", "column modes: blank"},
		{"more rows than stated", hainanMeta, `"stated": 70`, `"stated": 8`,
			"holds 9 measures, but the announcement states 8"},
		{"an unknown field", hainanMeta, `"stated"`, `"rows"`, "unknown field"},
		{"no first day", hainanMeta, `"effective": "2021-08-26"`, `"effective": ""`, "effective: blank"},
		{"ends before it begins", hainanMeta, `"superseded": ""`, `"superseded": "2021-08-26"`, "not after the first day"},
		{"another edition's folder", hainanMeta, `"id": "2021"`, `"id": "2022"`, "calls itself"},
		{"no name for sentences", hainanMeta, `"Hainan list 2021"`, `""`, "short: blank"},
		{"a count that is not that of its items", "list_structure.csv", ",13,5,17,", ",12,5,17,", "items 5 to 17 are not 12"},
		{"a state", "reports.csv", ",removed,", ",gone,", `"gone" is not a state`},
		{"a report that opens nothing", "reports.csv", ",LB31/3\n", ",LB31/9\n", `"LB31/9" is no provision`},
		{"a report at no place", "reports.csv", "R01-ftz,ftz,", "R01-ftz,mars,", `"mars" is not a place`},
		{"an area at no place", "areas.csv", "national;ftz;hainan", "national;mars", `"mars" is not a place`},
		{"an activity called none", "activities.csv", "\nfishing,", "\nnone,", "want lower case letters"},
		{"a source without a title", "sources.csv", "S-OWN,Own mapping and own translation,", "S-OWN,,",
			"column title: blank"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fsys := source(t)
			data := string(fsys[c.file].Data)
			if !strings.Contains(data, c.old) {
				t.Fatalf("%s does not hold %q", c.file, c.old)
			}
			fsys[c.file] = &fstest.MapFile{Data: []byte(strings.Replace(data, c.old, c.new, 1))}
			_, err := compile.Files(fsys)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			var p *compile.Problem
			if err != nil && !errors.As(err, &p) {
				t.Errorf("%v has no place", err)
			}
		})
	}
}

// TestAllProblemsAtOnce checks that problems of several files are reported together.
func TestAllProblemsAtOnce(t *testing.T) {
	fsys := source(t)
	for file, change := range map[string][2]string{
		readingsFile: {",licence,decides,042,", ",permit,decides,042,"},
		hainanFile:   {",47;48;49;50,,1;4,", ",47;48;49;50,,,"},
		w120File:     {"7231;7232", "7231;9999"},
	} {
		fsys[file] = &fstest.MapFile{Data: []byte(strings.Replace(string(fsys[file].Data), change[0], change[1], 1))}
	}
	_, err := compile.Files(fsys)
	for _, want := range []string{"permit", "modes: blank", "9999"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not among\n%v", want, err)
		}
	}
}

// TestAnnex reads an edition as an import writes it: with official rows that have
// the text of the annex, and the stated count.
func TestAnnex(t *testing.T) {
	fsys := fstest.MapFS{
		"e/edition.json": {Data: []byte(`{"list": "cn-services-negative-national", "id": "2030", "title": {"en": "t", "zh": "题"}, "short": {"en": "List 2030", "zh": "2030年版"},
			"issuer": {"en": "i", "zh": "署"}, "document": "d", "effective": "2030-01-01", "superseded": "", "stated": 2, "published": "p",
			"annex": {"file": "annex.docx", "sha256": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}}`)},
		"e/list.csv": {Data: []byte(strings.Join(compile.Header, ",") + "\n" +
			"1,1,stated,1,A,农业,Farming,042,,4,licence,decides,,未经批准，不得捕捞。,捕捞须经批准,fishing needs approval,official,annex,annex:0123456789ab,,\n" +
			"2,2,stated,2,L,商务,Business,,7297,1;4,other,decides,,依照有关规定。,依照有关规定,as ruled,official,annex,annex:0123456789ab,,\n")},
	}
	e, err := compile.ReadEdition(fsys, "e", compile.Compiled())
	if err != nil {
		t.Fatal(err)
	}
	if e.Coverage() != edition.Complete || e.Held != 2 || e.Verify() != nil {
		t.Errorf("%+v", e.Edition)
	}
	if m := e.Measures[0]; m.Quote() != "未经批准，不得捕捞。" || m.Label.EN != "List 2030, item 1" {
		t.Errorf("%+v", m)
	}
	if m := e.Measures[1]; !m.About("item-2") || m.Kind != services.Other {
		t.Errorf("a row without a named activity is not known by its number: %+v", m)
	}
	fsys["e/list.csv"].Data = append(fsys["e/list.csv"].Data,
		"3,3,stated,2,L,商务,Business,7298,,1,other,decides,,。,依照,as ruled,official,annex,annex:0123456789ab,,\n"...)
	if _, err := compile.ReadEdition(fsys, "e", compile.Compiled()); err == nil {
		t.Error("three rows of a list of two are taken")
	}
	for _, row := range []struct{ name, old, new, want string }{
		{"another annex", "annex:0123456789ab", "annex:999999999999", "annex:999999999999 is not in sources.csv"},
		{"no annex", "annex,annex:0123456789ab", "annex,S-DTBEFT", "rows of an annex say annex and cite it"},
		{"a copy", "annex,annex:0123456789ab", "transcribed,S-DTBEFT", "the rows of this edition were loaded from its annex"},
		{"no text", "未经批准，不得捕捞。", "", "column original_zh: blank"},
		{"no section, and it decides", ",1,A,", ",1,,", `"" is not a section`},
	} {
		changed := fstest.MapFS{"e/edition.json": fsys["e/edition.json"],
			"e/list.csv": {Data: []byte(strings.Replace(string(fsys["e/list.csv"].Data), row.old, row.new, 1))}}
		if _, err := compile.ReadEdition(changed, "e", compile.Compiled()); err == nil ||
			!strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: got %v, want %q", row.name, err, row.want)
		}
	}
	if _, err := compile.ReadEdition(fsys, "nowhere", compile.Compiled()); err == nil {
		t.Error("an edition that is not there is read")
	}
}
