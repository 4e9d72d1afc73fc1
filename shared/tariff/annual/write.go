package annual

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"importchecker/shared/tariff/internal/compile"
)

// About is the metadata of the schedule in its announcement.
type About struct {
	TitleEN, TitleZH, IssuerEN, IssuerZH string
	Document                             string // number or title
	From, To                             string // ISO days; To is the first day no longer in force
	Codes, Lines, Lines98                int    // as stated; 0 means as many as were read
	Published                            string // where the schedule is published
	SourceID                             string // in source/sources.csv
	Basis                                string // official, transcribed or reported
}

// Files returns the files of the year's folder by name. Cells kept as defects are in
// defects.csv with the reason.
func (s *Schedule) Files(a About) (map[string][]byte, error) {
	header := compile.TariffHeader()
	rows := [][]string{header}
	lines, lines98, before := 0, 0, ""
	for _, code := range s.Codes() {
		if line := code[:8]; line != before {
			before = line
			lines++
			if code[:2] == "98" {
				lines98++
			}
		}
		row := make([]string, len(header))
		for i, name := range header {
			switch name {
			case "code":
				row[i] = code
			case "code8":
				row[i] = code[:8]
			case "hs6":
				row[i] = code[:6]
			case "source_id":
				row[i] = a.SourceID
			case "edition":
				row[i] = s.Year
			default:
				row[i] = s.Get(code, name)
			}
		}
		rows = append(rows, row)
	}
	stated := func(n, read int) string {
		if n == 0 {
			n = read
		}
		return strconv.Itoa(n)
	}
	edition := [][]string{
		{"key", "value"}, {"title_en", a.TitleEN}, {"title_zh", a.TitleZH}, {"issuer_en", a.IssuerEN},
		{"issuer_zh", a.IssuerZH},
		{"document", a.Document}, {"from", a.From}, {"to", a.To}, {"codes", stated(a.Codes, len(rows)-1)},
		{"lines", stated(a.Lines, lines)},
		{"lines_98", stated(a.Lines98, lines98)}, {"published", a.Published}, {"source_id", a.SourceID}, {"basis", a.Basis},
	}
	files := make(map[string][]byte)
	for name, table := range map[string][][]string{
		"tariff.csv": rows, "edition.csv": edition, "defects.csv": s.defects(),
		"amendments.csv": {{"code", "field", "rate", "effective", "document", "basis"}},
	} {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		if err := w.WriteAll(table); err != nil {
			return nil, err
		}
		files[name] = b.Bytes()
	}
	return files, nil
}

// defects returns the rows of defects.csv.
func (s *Schedule) defects() [][]string {
	byKey := make(map[string][]string)
	for _, p := range s.Problems {
		if p.Defect {
			byKey[p.Code+" "+p.Column] = []string{p.Code, p.Column, p.Value, p.Says + " in the source"}
		}
	}
	rows := [][]string{{"code", "column", "text", "reason"}}
	for _, key := range sorted(byKey) {
		rows = append(rows, byKey[key])
	}
	return rows
}

// Save writes the files into a new folder of the year below a source folder. It is an
// error if the folder exists.
func Save(source, year string, files map[string][]byte) error {
	dir := filepath.Join(source, year)
	if err := os.Mkdir(dir, 0o755); err != nil {
		return fmt.Errorf("the folder of the year: %w", err)
	}
	for _, name := range sorted(files) {
		if err := os.WriteFile(filepath.Join(dir, name), files[name], 0o644); err != nil {
			return err
		}
	}
	return nil
}
