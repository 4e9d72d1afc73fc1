package annex

import (
	"context"
	"fmt"

	"importchecker/shared/annex/file"
	"importchecker/shared/annex/layout"
	"importchecker/shared/annex/pdf"
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

// Opener reads a file of an annex into its tables. Package confined has one that
// does so in a process of its own.
type Opener func(ctx context.Context, name string, raw []byte) (*file.Document, error)

// InProcess reads a file in this process: a function that does nothing else. A PDF is
// read where the programs of poppler are installed, and refused elsewhere.
func InProcess(_ context.Context, name string, raw []byte) (*file.Document, error) {
	with := file.Programs{}
	if pdf.Available() {
		with.PDF = pdf.Read
	}
	return file.Read(name, raw, with)
}

// ReadFile reads a file in any format.
func ReadFile(ctx context.Context, name string, raw []byte, open Opener) (*File, error) {
	if len(raw) == 0 {
		return nil, unreadable(fmt.Errorf("%s: is blank", name))
	}
	if len(raw) > MaxFile {
		return nil, unreadable(fmt.Errorf("%s: %w", name, tables.TooLarge(len(raw))))
	}
	f := &File{}
	err := guard(func() (err error) {
		if f.Document, err = open(ctx, name, raw); err != nil {
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
	return &compile.Annex{File: f.Name, SHA256: f.SHA256, Address: f.Address, LinkedFrom: f.LinkedFrom,
		Retrieved: f.Retrieved}
}

// reported says of the file what a report does.
func (f *File) reported() layout.ReportFile {
	return layout.ReportFile{Name: f.Name, Format: f.Encoding(), SHA256: f.SHA256, Address: f.Address,
		LinkedFrom: f.LinkedFrom, Retrieved: f.Retrieved}
}
