package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"importchecker/shared/annex"
	"importchecker/shared/annex/confined"
	"importchecker/shared/annex/fetch"
	"importchecker/shared/annex/layout"
	"importchecker/shared/annex/tables"
)

// inputFile is a file named on the command line.
type inputFile struct {
	path   string // or, when remote, an https address
	remote bool
	action layout.Action // what its rows change; empty if the file says so
}

// load reads all files of the command line.
func (o *options) load(p *layout.Profile) ([]*annex.File, error) {
	ctx := context.Background()
	var out []*annex.File
	for _, a := range o.files {
		name, raw := filepath.Base(a.path), []byte(nil)
		var from fetch.File
		if a.remote {
			fetched, err := o.fetcher.Annex(ctx, a.path, p.Fits)
			if err != nil {
				return nil, err
			}
			from, name, raw = *fetched, fetched.Name, fetched.Raw
		} else {
			var err error
			if raw, err = readBounded(a.path); err != nil {
				return nil, err
			}
		}
		f, err := annex.ReadFile(ctx, name, raw, confined.Read)
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

// readBounded reads a file of at most the size of an annex.
func readBounded(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if size := info.Size(); info.Mode().IsRegular() && size > annex.MaxFile {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), tables.TooLarge(int(size)))
	}
	return io.ReadAll(io.LimitReader(f, annex.MaxFile+1))
}
