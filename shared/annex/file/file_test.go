package file_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"importchecker/shared/annex/file"
	"importchecker/shared/annex/tables"
)

func packed(t *testing.T, names ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		if _, err := z.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// wide encodes a name like old Office files do.
func wide(name string) string {
	return "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Join(strings.Split(name, ""), "\x00") + "\x00"
}

func TestFormat(t *testing.T) {
	for _, row := range []struct{ name, content, format, says string }{
		{"text", "序号,税则号列\n", "CSV", ""},
		{"nothing", "", "CSV", ""},
		{"a page", "<!DOCTYPE html><p>", "HTML", ""},
		{"a page with a mark", "\xef\xbb\xbf \r\n<html>", "HTML", ""},
		{"a workbook that is a page", "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table>", "HTML", ""},
		{"a PDF", "%PDF-1.7\n", "PDF", ""},
		{"a workbook", packed(t, "[Content_Types].xml", "xl/workbook.xml"), "XLSX", ""},
		{"a document", packed(t, "word/document.xml"), "DOCX", ""},
		{"an OpenDocument file", packed(t, "mimetype", "content.xml"), "", "OpenDocument"},
		{"a binary workbook", packed(t, "xl/workbook.bin"), "", "XLSB"},
		{"an archive", packed(t, "附件1.xlsx", "附件2.pdf"), "", "is an archive (附件1.xlsx, 附件2.pdf): unpack it"},
		{"a damaged workbook", "PK\x03\x04rest", "", "cut off or damaged"},
		{"an old workbook", wide("Workbook"), "XLS", ""},
		{"an old document", wide("WordDocument"), "DOC", ""},
		{"a locked workbook", wide("EncryptedPackage"), "", "locked with a password"},
		{"an old file", wide("Other"), "", "old Office"},
		{"another archive", "Rar!\x1a\x07", "", "is an archive"},
		{"rich text", "{\\rtf1", "RTF", ""},
		{"a picture", "\x89PNG\r\n", "", "is a picture"},
		{"a workbook of 2003",
			`<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">`, "", "Excel 2003"},
		{"a page in one file", "MIME-Version: 1.0\r\n", "", "MHTML"},
	} {
		got, err := file.Format([]byte(row.content))
		if row.says != "" {
			if err == nil || !strings.Contains(err.Error(), row.says) {
				t.Errorf("%s: got %v, want it to say %q", row.name, err, row.says)
			}
		} else if err != nil || got != row.format {
			t.Errorf("%s: got %s, %v, want %s", row.name, got, err, row.format)
		}
	}
}

func TestRead(t *testing.T) {
	doc, err := file.Read("a.txt", []byte("序号,税则号列\n"), file.Programs{})
	if err != nil || doc.Format != "CSV" || doc.Encoding() != "CSV, UTF-8" || len(doc.SHA256) != 64 ||
		len(doc.Sheets) != 1 {
		t.Errorf("got %+v, %v", doc, err)
	}
	for _, row := range []struct{ name, content, says string }{
		{"a.pdf", "%PDF-1.7\n", "a.pdf: is a PDF, which is not read here"},
		{"a.html", "<p>无</p>", "a.html: has no table in it (HTML)"},
		{"a.html", "<table><tr>" + strings.Repeat("<td>a", tables.MaxColumns+1), "a.html, table 1, row 1: has more than"},
		{"a.csv", strings.Repeat("a", tables.MaxFile+1), "a.csv: is larger than the 4 MiB that an annex may have"},
	} {
		if _, err := file.Read(row.name, []byte(row.content), file.Programs{}); err == nil ||
			!strings.Contains(err.Error(), row.says) {
			t.Errorf("%s: got %v, want it to say %q", row.name, err, row.says)
		}
	}
}

// TestWithoutPrograms checks that the readers of functions do not import what
// runs programs.
func TestWithoutPrograms(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "importchecker/shared/annex/file").Output()
	if err != nil {
		t.Skipf("go list: %v", err)
	}
	for dep := range strings.FieldsSeq(string(out)) {
		if dep == "importchecker/shared/annex/pdf" || dep == "importchecker/shared/annex/fetch" || dep == "os/exec" {
			t.Errorf("file brings in %s", dep)
		}
	}
	out, err = exec.Command("go", "list", "-deps", "importchecker/shared/annex/goods").Output()
	if err != nil {
		t.Fatal(err)
	}
	for dep := range strings.FieldsSeq(string(out)) {
		if strings.HasPrefix(dep, "github.com/") || strings.HasPrefix(dep, "golang.org/x/net") {
			t.Errorf("goods brings in %s", dep)
		}
	}
}

// TestFixtures checks that the files of testdata have the formats of their
// names.
func TestFixtures(t *testing.T) {
	for _, kind := range []string{"xlsx", "docx", "pdf"} {
		names, err := filepath.Glob("../testdata/*." + kind)
		if err != nil || len(names) == 0 {
			t.Fatalf("no %s: %v", kind, err)
		}
		for _, name := range names {
			raw, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := file.Format(raw); !strings.EqualFold(got, kind) {
				t.Errorf("%s: got %s, %v", name, got, err)
			}
		}
	}
}

// TestOldOffice checks that a file of an old Office format is converted where a
// converter is given, and that otherwise the error has the command for it.
func TestOldOffice(t *testing.T) {
	old := []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00")
	if _, err := file.Read("附件 1.xls", old, file.Programs{}); err == nil ||
		!strings.Contains(err.Error(), "soffice --headless --convert-to xlsx '附件 1.xls'") {
		t.Errorf("got %v", err)
	}
	now, err := os.ReadFile("../testdata/kinds.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := file.Read("a.xls", old, file.Programs{Office: func(raw []byte, from, to string) ([]byte, error) {
		if !bytes.Equal(raw, old) || from != "xls" || to != "xlsx" {
			t.Errorf("asked for %s to %s", from, to)
		}
		return now, nil
	}})
	sum := sha256.Sum256(old)
	if err != nil || len(doc.Sheets) == 0 || doc.Format != "XLS" || doc.SHA256 != hex.EncodeToString(sum[:]) {
		t.Errorf("got %+v, %v", doc, err)
	}
}
