package annex

import (
	"fmt"

	"importchecker/shared/annex/file"
	"importchecker/shared/annex/layout"
	"importchecker/shared/annex/tables"
	"importchecker/shared/list/compile"
)

// MaxFile bounds the bytes of an annex. The longest list that is known has
// 1,476 rows, and takes a tenth of it in the fattest format.
const MaxFile = tables.MaxFile

// File is a file of an annex, read into its tables.
type File struct {
	*file.Document
	Action layout.Action // what its rows do; blank when the file says so
	// Address is where it was taken from, LinkedFrom the page that led there, and
	// Retrieved the day; blank when the maintainer brought it.
	Address, LinkedFrom, Retrieved string
}

// ReadFile reads a file in any format. Without a reader of PDF one is refused.
func ReadFile(name string, raw []byte, pdf file.PDFReader) (*File, error) {
	if len(raw) == 0 {
		return nil, unreadable(fmt.Errorf("%s: is blank", name))
	}
	if len(raw) > MaxFile {
		return nil, unreadable(fmt.Errorf("%s: %w", name, tables.TooLarge(len(raw))))
	}
	f := &File{}
	err := guard(func() (err error) {
		if f.Document, err = file.Read(name, raw, pdf); err != nil {
			return unreadable(err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

// provenance says of the file what an edition keeps.
func (f *File) provenance() *compile.Annex {
	return &compile.Annex{File: f.Name, SHA256: f.SHA256, Address: f.Address, LinkedFrom: f.LinkedFrom, Retrieved: f.Retrieved}
}

// reported says of the file what a report does.
func (f *File) reported() layout.ReportFile {
	return layout.ReportFile{Name: f.Name, Format: f.Encoding(), SHA256: f.SHA256, Address: f.Address, LinkedFrom: f.LinkedFrom, Retrieved: f.Retrieved}
}
