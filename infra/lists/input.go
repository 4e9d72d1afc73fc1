package main

import (
	"context"
	"os"
	"path/filepath"

	"importchecker/shared/list/annex"
	"importchecker/shared/list/annex/file"
	"importchecker/shared/list/annex/pdf"
	"importchecker/shared/list/compile"
)

// asked is a file that was named on the command line.
type asked struct {
	path   string // or, when remote, an https address
	remote bool
	action annex.Action // what its rows do; blank when the file says so
}

// input is a file of the annex, read into its tables.
type input struct {
	*file.Document
	action              annex.Action
	address, linkedFrom string
	retrieved           string
}

// load reads every file that was named.
func (o *options) load(p *annex.Profile) ([]*input, error) {
	var out []*input
	for _, a := range o.files {
		in := &input{action: a.action}
		name, raw := filepath.Base(a.path), []byte(nil)
		var err error
		if a.remote {
			got, fetchErr := o.fetcher.Annex(context.Background(), a.path, p.Fits)
			if fetchErr != nil {
				return nil, fetchErr
			}
			name, raw = got.Name, got.Raw
			in.address, in.linkedFrom, in.retrieved = got.Address, got.LinkedFrom, o.today
		} else if raw, err = os.ReadFile(a.path); err != nil {
			return nil, err
		}
		if in.Document, err = file.Read(name, raw, pdf.Read); err != nil {
			return nil, err
		}
		out = append(out, in)
	}
	return out, nil
}

// provenance says of the file what edition.json keeps.
func (in *input) provenance() *compile.Annex {
	return &compile.Annex{File: in.Name, SHA256: in.SHA256, Address: in.address, LinkedFrom: in.linkedFrom, Retrieved: in.retrieved}
}
