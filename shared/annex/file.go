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

// MaxFile is the largest size of an annex, in bytes. The longest known list has
// 1,476 rows, and takes a tenth of that in the largest format.
const MaxFile = tables.MaxFile

// File is a file of an annex, converted to tables.
type File struct {
	*file.Document
	Action layout.Action // what its rows do; blank when the file says so
	// Address is where it was downloaded, LinkedFrom the page that linked to
	// it, and Retrieved the day; blank when the maintainer supplied the file.
	Address, LinkedFrom, Retrieved string
}

// Opener converts a file of an annex to tables. Package confined has one that
// does so in a separate process.
type Opener func(ctx context.Context, name string, raw []byte) (*file.Document, error)

// InProcess reads a file in this process, for a function that does nothing
// else. A PDF is read if the programs of poppler are installed, and refused
// otherwise.
func InProcess(_ context.Context, name string, raw []byte) (*file.Document, error) {
	with := file.Programs{}
	if pdf.Available() {
		with.PDF = pdf.Read
	}
	return file.Read(name, raw, with)
}

// ReadFile reads a file of any format, with open.
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

// provenance returns the file's metadata that an edition keeps.
func (f *File) provenance() *compile.Annex {
	return &compile.Annex{File: f.Name, SHA256: f.SHA256, Address: f.Address, LinkedFrom: f.LinkedFrom,
		Retrieved: f.Retrieved}
}

// reportFile returns the file's metadata for a report.
func (f *File) reportFile() layout.ReportFile {
	return layout.ReportFile{Name: f.Name, Format: f.Encoding(), SHA256: f.SHA256, Address: f.Address,
		LinkedFrom: f.LinkedFrom, Retrieved: f.Retrieved}
}
