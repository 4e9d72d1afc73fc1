package main

import (
	"context"
	"io"
	"os"
	"path/filepath"

	"importchecker/shared/annex"
	"importchecker/shared/annex/fetch"
	"importchecker/shared/annex/layout"
	"importchecker/shared/annex/pdf"
)

// asked is a file that was named on the command line.
type asked struct {
	path   string // or, when remote, an https address
	remote bool
	action layout.Action // what its rows do; blank when the file says so
}

// load reads every file that was named.
func (o *options) load(p *layout.Profile) ([]*annex.File, error) {
	var out []*annex.File
	for _, a := range o.files {
		name, raw := filepath.Base(a.path), []byte(nil)
		var from fetch.File
		if a.remote {
			got, err := o.fetcher.Annex(context.Background(), a.path, p.Fits)
			if err != nil {
				return nil, err
			}
			from, name, raw = *got, got.Name, got.Raw
		} else {
			var err error
			if raw, err = readBounded(a.path); err != nil {
				return nil, err
			}
		}
		f, err := annex.ReadFile(name, raw, pdf.Read)
		if err != nil {
			return nil, flagError(err)
		}
		if f.Action = a.action; a.remote {
			f.Address, f.LinkedFrom, f.Retrieved = from.Address, from.LinkedFrom, o.today
		}
		out = append(out, f)
	}
	return out, nil
}

// readBounded reads a file up to what an annex may have, and one byte more.
func readBounded(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, annex.MaxFile+1))
}
