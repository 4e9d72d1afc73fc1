package office_test

import (
	"os"
	"testing"

	"importchecker/shared/annex/file"
	"importchecker/shared/annex/office"
)

// TestConvert converts a workbook and a document to the old format and back,
// and compares their cells.
func TestConvert(t *testing.T) {
	if !office.Available() {
		t.Skip("SKIPPED: LibreOffice is not installed (apt-get install libreoffice-calc-nogui libreoffice-writer-nogui)")
	}
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	for _, row := range []struct{ name, old, now string }{{"goods.xlsx", "xls", "xlsx"},
		{"services.docx", "doc", "docx"}} {
		raw, err := os.ReadFile("../testdata/" + row.name)
		if err != nil {
			t.Fatal(err)
		}
		old, err := office.Convert(raw, row.now, row.old)
		if err != nil {
			t.Fatalf("%s to %s: %v", row.name, row.old, err)
		}
		want, err := file.Read(row.name, raw, file.Programs{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := file.Read("a."+row.old, old, file.Programs{Office: office.Convert})
		if err != nil {
			t.Fatalf("%s: %v", row.old, err)
		}
		for i, s := range want.Sheets {
			if len(got.Sheets) <= i || len(got.Sheets[i].Rows) != len(s.Rows) {
				t.Fatalf("%s, %s: another number of rows", row.old, s.Label())
			}
			for k, r := range s.Rows {
				if r.Own(1) != got.Sheets[i].Rows[k].Own(1) {
					t.Errorf("%s, row %d: got %q, want %q", row.old, r.Number, got.Sheets[i].Rows[k].Own(1), r.Own(1))
				}
			}
		}
	}
}
