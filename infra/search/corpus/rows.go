package corpus

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

// Rows returns all rows with a code, in the order of the files.
func (f *Folder) Rows() ([]Row, error) {
	var rows []Row
	for _, part := range []func() ([]Row, error){
		f.tariff, f.hs, f.ukTerms, f.ukAdvice, f.ukBrands, f.usLines, f.national, f.rulings, f.everyday,
		f.titles, f.parcels, f.comp, f.long,
	} {
		partRows, err := part()
		if err != nil {
			return nil, err
		}
		rows = append(rows, partRows...)
	}
	return rows, nil
}

func (f *Folder) row(s Source, code, text string) Row {
	code = code[:min(6, len(code))]
	return Row{Source: s, Text: text, Code: code, Accepted: []string{code}}
}

func (f *Folder) simple(s Source, file string, line func(record) (code, text string)) ([]Row, error) {
	var rows []Row
	err := read(filepath.Join(f.Search, file), func(r record) {
		code, text := line(r)
		if len(code) >= 6 && f.codes[code[:6]] && text != "" {
			rows = append(rows, f.row(s, code, text))
		}
	})
	return rows, err
}

func (f *Folder) tariff() ([]Row, error) {
	var rows []Row
	err := read(filepath.Join(f.Tariff, "2026/tariff.csv"), func(r record) {
		row := f.row(TariffZH, r("code"), WithoutExceptions(r("name_zh")))
		row.Line = r("code")
		rows = append(rows, row)
	})
	return rows, err
}

// WithoutExceptions removes exclusions from a Chinese name: the brackets that end in 除外.
func WithoutExceptions(name string) string {
	for _, pair := range [][2]string{{"（", "）"}, {"(", ")"}} {
		for {
			end := strings.Index(name, "除外"+pair[1])
			if end < 0 {
				break
			}
			start := strings.LastIndex(name[:end], pair[0])
			if start < 0 {
				break
			}
			name = name[:start] + name[end+len("除外"+pair[1]):]
		}
	}
	return name
}

// WithoutExclusions cuts an English name before its exclusions.
func WithoutExclusions(name string) string {
	low := strings.ToLower(name)
	for _, mark := range []string{"other than", "excluding", "n.e.c.", "not elsewhere", "except ", "(not ", " but not ",
		", not "} {
		if end := strings.Index(low, mark); end > 0 {
			name, low = name[:end], low[:end]
		}
	}
	return name
}

func (f *Folder) hs() ([]Row, error) {
	names := map[string]string{}
	var codes []string
	err := read(filepath.Join(f.Tariff, "hs/hs2022.csv"), func(r record) {
		names[r("code")] = r("name_en")
		if len(r("code")) == 6 {
			codes = append(codes, r("code"))
		}
	})
	var rows []Row
	for _, code := range codes {
		rows = append(rows, f.row(HS, code, WithoutExclusions(names[code])+" ; "+WithoutExclusions(names[code[:4]])))
	}
	return rows, err
}

func (f *Folder) ukTerms() ([]Row, error) {
	return f.simple(UKTerm, "uk_search_references.csv", func(r record) (string, string) { return r("hs6"), r("term_en") })
}

func (f *Folder) ukBrands() ([]Row, error) {
	return f.simple(UKBrand, "uk_brand_terms.csv", func(r record) (string, string) {
		return r("uk_commodity_code_partial"), r("goods_description")
	})
}

func (f *Folder) ukAdvice() ([]Row, error) {
	return f.simple(UKAdvice, "uk_search_intercepts.csv.gz", func(r record) (string, string) {
		codes := r("codes_mentioned")
		if strings.Contains(codes, ";") || len(codes) < 6 {
			return "", ""
		}
		return codes, r("term_en")
	})
}

func (f *Folder) usLines() ([]Row, error) {
	var rows []Row
	var ancestors []string
	err := read(filepath.Join(f.Search, "us_hts_2025.csv.gz"), func(r record) {
		depth := int(r("indent")[0] - '0')
		if len(r("indent")) > 1 {
			depth = 10 + int(r("indent")[1]-'0')
		}
		if depth > len(ancestors) {
			depth = len(ancestors)
		}
		ancestors = append(ancestors[:depth], WithoutExclusions(r("description")))
		code := r("hts_number")
		if len(code) < 8 || !f.codes[code[:6]] {
			return
		}
		// The heading and the levels above the last two are covered by HS.
		from := max(1, len(ancestors)-3)
		rows = append(rows, f.row(USLine, code, strings.Join(ancestors[from:], " ; ")))
	})
	return rows, err
}

func (f *Folder) national() ([]Row, error) {
	rows, err := f.simple(National, "national_lines_en.csv.gz", func(r record) (string, string) {
		return r("hs6"), WithoutExclusions(strings.ReplaceAll(r("text_en"), "|", " "))
	})
	seen := map[string]bool{}
	rows = slices.DeleteFunc(rows, func(r Row) bool {
		key := r.Code + strings.ToLower(r.Text)
		if seen[key] {
			return true
		}
		seen[key] = true
		return false
	})
	return rows, err
}

func (f *Folder) rulings() ([]Row, error) {
	return f.simple(Ruling, "us_cross_rulings_sample.csv",
		func(r record) (string, string) { return r("hs6"), r("description_en") })
}

// everyday reads our own phrases: a code, then phrases separated by commas.
func (f *Folder) everyday() ([]Row, error) {
	var rows []Row
	for _, file := range []string{"everyday.txt", "brands.txt"} {
		phraseRows, err := f.phrases(file)
		if err != nil {
			return nil, err
		}
		rows = append(rows, phraseRows...)
	}
	return rows, nil
}

func (f *Folder) phrases(file string) ([]Row, error) {
	path := filepath.Join(f.Search, file)
	bytes, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read source: %w", err)
	}
	var rows []Row
	for n, line := range strings.Split(string(bytes), "\n") {
		code, phrases, ok := strings.Cut(line, " ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		if !f.codes[code] {
			return nil, fmt.Errorf("%s:%d: %s is no subheading of HS 2022", path, n+1, code)
		}
		for phrase := range strings.SplitSeq(phrases, ",") {
			if phrase = strings.TrimSpace(phrase); phrase != "" {
				rows = append(rows, f.row(Everyday, code, phrase))
			}
		}
	}
	return rows, nil
}

func (f *Folder) titles() ([]Row, error) {
	var rows []Row
	err := read(filepath.Join(f.Search, "cbec_zh_2016_dev.csv.gz"), func(r record) {
		accepted := strings.FieldsFunc(r("hs6_2022_candidates"), func(c rune) bool { return c == ';' })
		if len(accepted) == 0 {
			return
		}
		old := r("hs6_label")
		code := accepted[0]
		switch {
		case slices.Contains(accepted, old):
			code = old
		case slices.Contains(accepted, f.next[old]):
			code = f.next[old]
		}
		row := Row{ID: r("id"), Source: Titles, Text: r("tokens_zh"), Code: code, Accepted: accepted,
			Group: wordsWithoutDigits(r("tokens_zh"))}
		if r("code10_in_2026") == "1" {
			row.Line = r("cn_code10_2016")
		} else if r("code8_in_2026") == "1" {
			row.Line = r("cn_code10_2016")[:8]
		}
		rows = append(rows, row)
	})
	return rows, err
}

// wordsWithoutDigits returns a group name that is the same for titles that differ only in words with digits.
func wordsWithoutDigits(tokens string) string {
	words := strings.Fields(strings.ToLower(tokens))
	words = slices.DeleteFunc(words, func(w string) bool { return strings.IndexFunc(w, unicode.IsDigit) >= 0 })
	slices.Sort(words)
	return strings.Join(words, " ")
}

func (f *Folder) parcels() ([]Row, error) {
	var rows []Row
	err := read(filepath.Join(f.Search, "uk_parcels_dev.csv"), func(r record) {
		if r("hs6_in_hs2022") != "1" {
			return
		}
		row := f.row(Parcels, r("hs6"), r("description_en"))
		row.ID, row.Group = r("id"), wordsWithoutDigits(r("description_en"))
		rows = append(rows, row)
	})
	return rows, err
}

func (f *Folder) comp() ([]Row, error) {
	var rows []Row
	err := read(filepath.Join(f.Search, "hscodecomp_dev.csv"), func(r record) {
		row := f.row(Comp, r("hs6"), r("title_en"))
		row.ID, row.Category, row.Attributes = r("id"), r("category_en"), r("attributes_json")
		row.Group = row.ID
		rows = append(rows, row)
	})
	return rows, err
}

func (f *Folder) long() ([]Row, error) {
	var rows []Row
	err := read(filepath.Join(f.Search, "zh_long_descriptions_dev.csv"), func(r record) {
		row := f.row(Long, r("hs6"), r("name_zh")+"，"+r("description_zh"))
		row.ID, row.Line = r("id"), r("cn_code10_2026")
		row.Group = row.ID
		rows = append(rows, row)
	})
	return rows, err
}

// Vague returns the terms that UK customs call too vague.
func (f *Folder) Vague() ([]string, error) {
	var terms []string
	err := read(filepath.Join(f.Search, "uk_vague_terms.csv.gz"), func(r record) {
		terms = append(terms, strings.ToValidUTF8(r("term_en"), " "))
	})
	return terms, err
}
