// Package file detects the format of an annex from its content, and reads it.
//
// File names are not relied on: many files that end in .xls are web pages. PDF
// and the old formats of Office need programs that not every machine has;
// callers that have them pass them in, and otherwise such a file is refused
// with a sentence that says what to do:
//
//	doc, err := file.Read("annex.xlsx", raw, file.Programs{})               // in a function
//	doc, err := file.Read("annex.pdf", raw, file.Programs{PDF: pdf.Read})   // on a maintainer's machine
package file

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"strings"

	"importchecker/shared/annex/docx"
	"importchecker/shared/annex/htmltable"
	"importchecker/shared/annex/tables"
	"importchecker/shared/annex/xlsx"
)

// Document is a file with its tables.
type Document struct {
	Name   string // its name in problems
	Format string // CSV, XLSX, HTML, DOCX or PDF
	SHA256 string // of its content, in hexadecimal
	Sheets []*tables.Sheet
}

// Encoding returns the format, with the encoding of the text where it had to be
// detected.
func (d *Document) Encoding() string {
	if len(d.Sheets) > 0 && d.Sheets[0].Encoding != "" {
		return d.Format + ", " + d.Sheets[0].Encoding
	}
	return d.Format
}

// Programs are readers that use external programs; each may be nil.
type Programs struct {
	PDF    func(raw []byte) ([]*tables.Sheet, error)         // package pdf has one
	Office func(raw []byte, from, to string) ([]byte, error) // package office has one
}

// Read reads a file of any supported format.
func Read(name string, raw []byte, programs Programs) (*Document, error) {
	doc := &Document{Name: name}
	sum := sha256.Sum256(raw)
	doc.SHA256 = hex.EncodeToString(sum[:])
	if len(raw) > tables.MaxFile {
		return nil, fmt.Errorf("%s: %w", name, tables.TooLarge(len(raw)))
	}
	var err error
	if doc.Format, err = Format(raw); err == nil {
		if to, old := newOffice[doc.Format]; old {
			if raw, err = convert(name, raw, doc.Format, to, programs); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
		switch doc.Format {
		case "XLSX", "XLS":
			doc.Sheets, err = xlsx.Read(raw)
		case "DOCX", "DOC", "RTF":
			doc.Sheets, err = docx.Read(raw)
		case "HTML":
			doc.Sheets, err = htmltable.Read(raw)
		case "PDF":
			if programs.PDF == nil {
				err = errors.New("is a PDF, which is not read here: bring the annex as XLSX, DOCX, HTML or CSV, or run the import command on a machine with poppler")
				break
			}
			doc.Sheets, err = programs.PDF(raw)
		default:
			var sheet *tables.Sheet
			if sheet, err = tables.ReadCSV(raw); err == nil {
				doc.Sheets = []*tables.Sheet{sheet}
			}
		}
	}
	var at *tables.PlaceError
	if errors.As(err, &at) {
		return nil, fmt.Errorf("%s, %w", name, err)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(doc.Sheets) == 0 {
		return nil, fmt.Errorf("%s: has no table in it (%s)", name, doc.Format)
	}
	return doc, nil
}

// newOffice has the new format for each old format of Office.
var newOffice = map[string]string{"XLS": "xlsx", "DOC": "docx", "RTF": "docx"}

// convert converts a file of an old format of Office; its error says how to do
// that by hand.
func convert(name string, raw []byte, from, to string, programs Programs) ([]byte, error) {
	how := fmt.Sprintf("open it and save it as %s, or on a machine with LibreOffice: soffice --headless --convert-to %s '%s'", strings.ToUpper(to), to, path.Base(strings.ReplaceAll(name, "'", "")))
	if programs.Office == nil {
		return nil, fmt.Errorf("is in the old format of Office (%s), which is not read here: %s", from, how)
	}
	converted, err := programs.Office(raw, strings.ToLower(from), to)
	if err != nil {
		return nil, fmt.Errorf("is in the old format of Office (%s), and %w: %s", from, err, how)
	}
	return converted, nil
}

// Format detects the format of a file; the error says why it is not supported.
func Format(raw []byte) (string, error) {
	switch {
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")):
		return zipFormat(raw)
	case bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return oldOfficeFormat(raw)
	case bytes.HasPrefix(raw, []byte("%PDF-")) || bytes.Contains(raw[:min(len(raw), 1024)], []byte("%PDF-")):
		return "PDF", nil
	case bytes.HasPrefix(raw, []byte("Rar!")), bytes.HasPrefix(raw, []byte("7z\xbc\xaf")),
		bytes.HasPrefix(raw, []byte("\x1f\x8b")):
		return "", errors.New("is an archive: unpack it, and bring the annex that is in it")
	case bytes.HasPrefix(raw, []byte("{\\rtf")):
		return "RTF", nil
	case bytes.HasPrefix(raw, []byte("\x89PNG")), bytes.HasPrefix(raw, []byte("\xff\xd8\xff")),
		bytes.HasPrefix(raw, []byte("GIF8")), bytes.HasPrefix(raw, []byte("II*\x00")),
		bytes.HasPrefix(raw, []byte("MM\x00*")):
		return "", errors.New("is a picture, and pictures are not read")
	}
	head := bytes.ToLower(bytes.TrimSpace(bytes.TrimPrefix(raw[:min(len(raw), 4096)], []byte("\xef\xbb\xbf"))))
	switch {
	case bytes.Contains(head, []byte("urn:schemas-microsoft-com:office:spreadsheet")) &&
		!bytes.Contains(head, []byte("<html")):
		return "", errors.New("is a workbook of Excel 2003 in XML: open it and save it as XLSX")
	case bytes.HasPrefix(head, []byte("mime-version:")):
		return "", errors.New("is a web page in one file (MHTML): save it as HTML or XLSX")
	case bytes.HasPrefix(head, []byte("<")):
		return "HTML", nil
	}
	return "CSV", nil
}

// zipFormat detects the format of a ZIP archive.
func zipFormat(raw []byte) (string, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return "", errors.New(
			"begins as a workbook or document, and is cut off or damaged: its last part is missing, as when a download broke off; fetch it again")
	}
	var names []string
	for _, f := range z.File {
		switch {
		case f.Name == "xl/workbook.xml":
			return "XLSX", nil
		case f.Name == "word/document.xml":
			return "DOCX", nil
		case f.Name == "OFD.xml":
			return "", errors.New(
				"is an OFD document, which is not read: turn it into a PDF with its text (in WPS, Foxit or another reader of OFD: open it and choose 文件 › 导出为 PDF or 另存为 PDF), and bring that")
		case f.Name == "content.xml":
			return "", errors.New(
				"is an OpenDocument file: save it as XLSX or DOCX, or: soffice --headless --convert-to xlsx FILE (docx for a text)")
		case f.Name == "xl/workbook.bin":
			return "", errors.New("is a binary workbook (XLSB): save it as XLSX, or: soffice --headless --convert-to xlsx FILE")
		}
		if len(names) < 5 {
			names = append(names, f.Name)
		}
	}
	return "", fmt.Errorf("is an archive (%s): unpack it, and bring the annex that is in it", strings.Join(names, ", "))
}

// oldOfficeFormat detects the format of a file of an old Office version, whose
// parts are named in UTF-16.
func oldOfficeFormat(raw []byte) (string, error) {
	has := func(name string) bool {
		wide := make([]byte, 0, 2*len(name))
		for i := range len(name) {
			wide = append(wide, name[i], 0)
		}
		return bytes.Contains(raw, wide)
	}
	switch {
	case has("EncryptedPackage"):
		return "", errors.New("is locked with a password: open it and save it without")
	case has("WordDocument"):
		return "DOC", nil
	case has("Workbook"), has("Book"):
		return "XLS", nil
	}
	return "", errors.New("is a file of the old Office, which is not read: open it and save it as XLSX or DOCX")
}
