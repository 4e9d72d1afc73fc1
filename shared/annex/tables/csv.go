package tables

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// ReadCSV reads comma-separated values in UTF-8, with or without a byte order
// mark, in UTF-16 with one, or in GB18030, which includes GBK and GB 2312.
func ReadCSV(raw []byte) (*Sheet, error) {
	if len(raw) > MaxFile {
		return nil, TooLarge(len(raw))
	}
	text, encoding, err := decode(raw)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(bytes.NewReader(lineEnds(text)))
	r.Comma = separator(text)
	r.FieldsPerRecord = -1 // titles and footnotes are shorter than the table
	sheet := &Sheet{Format: "CSV", Encoding: encoding}
	allowance := &Allowance{}
	wrapped := 0 // line breaks within cells so far
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return sheet, nil
		}
		if err != nil {
			return nil, quoteError(err, wrapped)
		}
		line, _ := r.FieldPos(0)
		err = allowance.Row()
		for _, cell := range cells {
			if err == nil {
				err = allowance.Cells(1, cell)
			}
		}
		if err == nil && len(cells) > MaxColumns {
			err = fmt.Errorf("an annex has at most %d columns", MaxColumns)
		}
		if err != nil {
			return nil, &PlaceError{Row: line - wrapped, Text: err.Error()}
		}
		for i, cell := range cells {
			cells[i] = withoutTextMark(cell)
		}
		sheet.Rows = append(sheet.Rows, Row{Number: line - wrapped, Cells: cells})
		for _, cell := range cells {
			wrapped += strings.Count(cell, "\n")
		}
	}
}

// separator returns the separator of cells: a comma or, when there is none, the
// tab or semicolon that some programs write.
func separator(text []byte) rune {
	if bytes.IndexByte(text, ',') < 0 {
		for _, other := range []byte{'\t', ';'} {
			if bytes.IndexByte(text, other) >= 0 {
				return rune(other)
			}
		}
	}
	return ','
}

// looksLikeFormula reports whether a spreadsheet would treat a cell as a formula.
func looksLikeFormula(cell string) bool {
	return cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0]))
}

// AsText prefixes cells that a spreadsheet would treat as formulas with an
// apostrophe, which ReadCSV removes.
func AsText(cells []string) []string {
	out := slices.Clone(cells)
	for i, cell := range out {
		if looksLikeFormula(strings.TrimLeft(cell, "'")) {
			out[i] = "'" + cell
		}
	}
	return out
}

// withoutTextMark removes the apostrophe that marks a cell as text.
func withoutTextMark(cell string) string {
	if rest, marked := strings.CutPrefix(cell, "'"); marked && looksLikeFormula(strings.TrimLeft(rest, "'")) {
		return rest
	}
	return cell
}

// quoteError returns the error of invalid quotes, with the line.
func quoteError(err error, wrapped int) error {
	var at *csv.ParseError
	if !errors.As(err, &at) {
		return err
	}
	return &PlaceError{Row: at.StartLine - wrapped,
		Text: `has a quotation mark (") that does not end, or stands within a cell that is not quoted: save it as CSV anew`}
}

// lineEnds normalizes line ends to line feeds. Programs of old Macs write only
// a carriage return.
func lineEnds(text []byte) []byte {
	if bytes.IndexByte(text, '\r') < 0 {
		return text
	}
	return bytes.ReplaceAll(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
}

// decode returns the text in UTF-8 and the name of its encoding.
func decode(raw []byte) (text []byte, encoding string, err error) {
	if plain, marked := bytes.CutPrefix(raw, []byte("\xef\xbb\xbf")); marked {
		if !utf8.Valid(plain) {
			return nil, "", errors.New("begins as UTF-8 but is not UTF-8 throughout")
		}
		return plain, "UTF-8 with a byte order mark", nil
	}
	if bytes.HasPrefix(raw, []byte("\xff\xfe")) || bytes.HasPrefix(raw, []byte("\xfe\xff")) {
		text, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(raw)
		if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
			return nil, "", errors.New("begins as UTF-16 but is not UTF-16 throughout: save it as CSV in UTF-8")
		}
		return text, "UTF-16", nil
	}
	if bytes.HasPrefix(raw, []byte("PK\x03\x04")) || bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0")) {
		return nil, "", errors.New("is a workbook or document, and no CSV")
	}
	if bytes.HasPrefix(raw, []byte("%PDF-")) {
		return nil, "", errors.New("is a PDF, and no CSV")
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		return nil, "", errors.New("is not text")
	}
	return DecodeText(raw)
}

// DecodeText returns text in UTF-8 or GB18030 as UTF-8, and the name of its
// encoding.
func DecodeText(raw []byte) (text []byte, encoding string, err error) {
	if utf8.Valid(raw) {
		return raw, "UTF-8", nil
	}
	text, err = simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return nil, "", errors.New("is neither UTF-8 nor GB18030")
	}
	return text, "GB18030", nil
}
