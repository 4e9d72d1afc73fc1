package confined_test

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"importchecker/shared/annex/confined"
	"importchecker/shared/annex/file"
	"importchecker/shared/annex/pdf"
)

func TestMain(m *testing.M) {
	confined.Serve()
	os.Exit(m.Run())
}

// TestRead checks that a separate process reads what this one does.
func TestRead(t *testing.T) {
	for _, name := range []string{"goods.xlsx", "services.docx", "changes.pdf"} {
		if name == "changes.pdf" && !pdf.Available() {
			continue
		}
		raw, err := os.ReadFile(filepath.Join("../testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		want, err := file.Read(name, raw, file.Programs{PDF: pdf.Read})
		if err != nil {
			t.Fatal(err)
		}
		got, err := confined.Read(context.Background(), name, raw)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, or another table", name, err)
		}
	}
}

// TestRefuses checks that errors are the same as in this process.
func TestRefuses(t *testing.T) {
	_, err := confined.Read(t.Context(), "a.xlsx", []byte("PK\x03\x04"))
	if err == nil || !strings.Contains(err.Error(), "a.xlsx: ") || !strings.Contains(err.Error(), "cut off or damaged") {
		t.Errorf("got %v", err)
	}
}
