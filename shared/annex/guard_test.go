package annex

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"importchecker/infra/norace"
	"importchecker/shared/annex/file"
	"importchecker/shared/annex/tables"
	"importchecker/shared/publication"
)

// TestReadersThatBreakDown checks that a reader's panic is a refusal of the
// file.
func TestReadersThatBreakDown(t *testing.T) {
	_, err := ReadFile(t.Context(), "a.pdf", []byte("%PDF-1.7\n"),
		func(context.Context, string, []byte) (*file.Document, error) { panic("index out of range") })
	var refused *publication.RequestError
	if !errors.As(err, &refused) || refused.Field != "file" ||
		!strings.Contains(refused.Text.EN, "the reader failed on it (index out of range)") {
		t.Errorf("got %v", err)
	}
}

// TestFilesThatUnpackWithoutEnd reads small files with large content.
func TestFilesThatUnpackWithoutEnd(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, hundreds of megabytes")
	comment := []byte("<!--" + strings.Repeat(" ", 1<<16) + "-->")
	for _, part := range []string{"word/document.xml", "xl/_rels/workbook.xml.rels"} {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, name := range []string{part, "xl/workbook.xml"} {
			w, err := z.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			for range tables.MaxUnpacked>>16 + 1 {
				if _, err := w.Write(comment); err != nil {
					t.Fatal(err)
				}
			}
			if part == "word/document.xml" {
				break
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		if b.Len() > 1<<20 {
			t.Fatalf("%d bytes are no small file", b.Len())
		}
		if _, err := ReadFile(t.Context(), "bomb", b.Bytes(), InProcess); err == nil ||
			!strings.Contains(err.Error(), "unpacks to more than 64 MiB") {
			t.Errorf("%s: got %v", part, err)
		}
	}
}
