// Package xlsx converts the sheets of a workbook to tables of an annex.
//
// Cells are read as displayed: a code stored as a number but displayed with
// eight digits has eight digits. Merged cells are marked, since one remark may
// belong to many rows. Formulas are read by their saved values.
//
// The parts are read element by element, and only cells with text are kept:
// styles, blank cells and empty rows cost no memory. Hidden and struck-through
// content is read, with a remark.
package xlsx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"importchecker/shared/annex/packed"
	"importchecker/shared/annex/tables"
)

// Read returns the sheets of a workbook, in the order of its tabs.
func Read(raw []byte) ([]*tables.Sheet, error) {
	if len(raw) > tables.MaxFile {
		return nil, tables.TooLarge(len(raw))
	}
	archive, err := packed.Open(raw)
	if err != nil {
		return nil, fmt.Errorf("cannot be read as a workbook: it %w", err)
	}
	b := &book{archive: archive, allowance: &tables.Allowance{}, maxStrings: maxStrings, maxText: tables.MaxText,
		maxCell: tables.MaxCell}
	if err := b.open(); err != nil {
		return nil, fmt.Errorf("cannot be read as a workbook: it %w", err)
	}
	if len(b.tabs) > tables.MaxSheets {
		return nil, fmt.Errorf("has %d sheets, beyond the %d that are read", len(b.tabs), tables.MaxSheets)
	}
	var out []*tables.Sheet
	for _, t := range b.tabs {
		sheet, err := b.sheet(t)
		var at *tables.PlaceError
		switch {
		case errors.As(err, &at):
			at.Sheet = "sheet " + t.name
			return nil, at
		case err != nil:
			return nil, &tables.PlaceError{Sheet: "sheet " + t.name, Text: err.Error()}
		}
		out = append(out, sheet)
	}
	return out, nil
}

// book is a workbook that is being read.
type book struct {
	archive   *packed.Archive
	allowance *tables.Allowance
	tabs      []tab
	date1904  bool // days count from 1904
	styles    styles
	strings   []sharedString
	loaded    bool // strings and styles have been read
	targets   map[string]target

	maxStrings, maxText, maxCell int // bounds of the shared strings
}

// tab is the workbook's entry of a sheet.
type tab struct {
	name, part string
	hidden     bool
	chart      bool // it has a chart, and no cells
}

type target struct{ part, kind string }

const workbook = "xl/workbook.xml"

// open reads the list of sheets.
func (b *book) open() error {
	if err := b.readTargets(); err != nil {
		return err
	}
	return b.each(workbook, func(p *packed.Part, e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			v, _ := packed.Attribute(e, "date1904")
			b.date1904 = packed.ParseBool(v, false)
		case "sheet":
			t := tab{}
			t.name, _ = packed.Attribute(e, "name")
			state, _ := packed.Attribute(e, "state")
			t.hidden = state == "hidden" || state == "veryHidden"
			id, ok := relation(e)
			to, known := b.targets[id]
			if !ok || !known {
				return fmt.Errorf("does not say where its sheet %q is", t.name)
			}
			t.part, t.chart = to.part, !strings.HasSuffix(to.kind, "/worksheet")
			b.tabs = append(b.tabs, t)
		}
		return nil
	})
}

// relation returns the attribute r:id.
func relation(e xml.StartElement) (string, bool) {
	for _, a := range e.Attr {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value, true
		}
	}
	return "", false
}

// readTargets reads the locations of the parts of the workbook.
func (b *book) readTargets() error {
	b.targets = map[string]target{}
	return b.each("xl/_rels/workbook.xml.rels", func(_ *packed.Part, e xml.StartElement) error {
		if e.Name.Local != "Relationship" {
			return nil
		}
		id, _ := packed.Attribute(e, "Id")
		to, _ := packed.Attribute(e, "Target")
		kind, _ := packed.Attribute(e, "Type")
		if mode, _ := packed.Attribute(e, "TargetMode"); mode == "External" {
			return nil
		}
		if !strings.HasPrefix(to, "/") {
			to = path.Join("xl", to)
		}
		b.targets[id] = target{strings.TrimPrefix(to, "/"), kind}
		return nil
	})
}

// each calls f for every start element of a part.
func (b *book) each(part string, f func(*packed.Part, xml.StartElement) error) error {
	p, err := b.archive.Part(part)
	if err != nil {
		return err
	}
	defer p.Close()
	for {
		t, err := p.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok {
			if err := f(p, e); err != nil {
				return err
			}
		}
	}
}

// load reads the shared strings and styles.
func (b *book) load() error {
	if b.loaded {
		return nil
	}
	b.loaded = true
	for _, to := range b.targets {
		var err error
		switch {
		case strings.HasSuffix(to.kind, "/sharedStrings"):
			err = b.readStrings(to.part)
		case strings.HasSuffix(to.kind, "/styles"):
			err = b.readStyles(to.part)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
