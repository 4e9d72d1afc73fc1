// Package packed reads the parts of a workbook or document: XML in a ZIP
// archive.
//
// The sizes that an archive declares are not trusted. All parts together are
// unpacked up to a bound, element by element, and only the reader of the format
// retains anything; so a small file with large content costs bounded time, and
// no memory.
package packed

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"importchecker/shared/annex/tables"
)

// Bounds of an archive.
type Bounds struct {
	Unpacked int64 // bytes of all parts
	Elements int   // of all parts
	Run      int   // bytes of one text, tag or comment, which is held in memory
}

// annexBounds are the bounds of an annex.
var annexBounds = Bounds{Unpacked: tables.MaxUnpacked, Elements: tables.MaxElements, Run: 1 << 20}

// maxDepth bounds the nesting of elements.
const maxDepth = 500

// Archive is a file with its parts.
type Archive struct {
	parts     map[string]*zip.File // by name in lower case
	bounds    Bounds
	remaining int64 // bytes that may still be unpacked
	elements  int   // read so far
}

// ErrTruncated means that the file is incomplete.
var ErrTruncated = errors.New(
	"is cut off or damaged: its last part is missing, as when a download broke off; fetch it again")

// TooLargeError means that an archive unpacks to more than its bounds.
type TooLargeError struct{ error }

func (a *Archive) tooLarge() error {
	return &TooLargeError{fmt.Errorf("unpacks to more than %s", tables.Size(int(a.bounds.Unpacked)))}
}

// Open reads the directory of an archive.
func Open(raw []byte) (*Archive, error) {
	return OpenAt(bytes.NewReader(raw), int64(len(raw)), annexBounds)
}

// OpenAt reads the directory of an archive that is not in memory, with other
// bounds.
func OpenAt(r io.ReaderAt, size int64, bounds Bounds) (*Archive, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, ErrTruncated
	}
	a := &Archive{parts: map[string]*zip.File{}, bounds: bounds, remaining: bounds.Unpacked}
	for _, f := range z.File {
		name := partKey(f.Name)
		if _, twice := a.parts[name]; twice && !strings.HasSuffix(name, "/") {
			return nil, fmt.Errorf("has the part %s twice, so it cannot be told which one is meant: save it anew", f.Name)
		}
		a.parts[name] = f
	}
	return a, nil
}

func partKey(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// Has reports whether the archive has a part.
func (a *Archive) Has(name string) bool { return a.parts[partKey(name)] != nil }

// Names returns up to most names of parts.
func (a *Archive) Names(most int) []string {
	var out []string
	for _, f := range a.parts {
		if len(out) == most {
			break
		}
		out = append(out, f.Name)
	}
	return out
}

// Part opens a part. When it does not exist, the error wraps fs.ErrNotExist.
func (a *Archive) Part(name string) (*Part, error) {
	f := a.parts[partKey(name)]
	if f == nil {
		return nil, fmt.Errorf("has no part %s: %w", name, fs.ErrNotExist)
	}
	if f.UncompressedSize64 > uint64(max(a.remaining, 0)) {
		return nil, a.tooLarge() // by its declared size; the actual size is counted too
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("its part %s cannot be unpacked: %w", name, err)
	}
	p := &Part{name: name, archive: a, closer: r, from: &boundedReader{from: r, archive: a}}
	p.xml = xml.NewDecoder(p.from)
	p.xml.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("is in %s, where it has to be in UTF-8", charset)
	}
	return p, nil
}

// boundedReader returns an error when more is unpacked than the bounds allow,
// or when one text or tag is too long.
type boundedReader struct {
	from    io.Reader
	archive *Archive
	run     int // bytes since the last <
	failed  error
}

func (b *boundedReader) Read(p []byte) (int, error) {
	n, err := b.from.Read(p)
	if b.archive.remaining -= int64(n); b.archive.remaining < 0 {
		b.failed = b.archive.tooLarge()
		return 0, b.failed
	}
	if at := bytes.LastIndexByte(p[:n], '<'); at >= 0 {
		b.run = n - at
	} else {
		b.run += n
	}
	if b.run > b.archive.bounds.Run {
		b.failed = fmt.Errorf("holds one text of more than %s", tables.Size(b.archive.bounds.Run))
		return 0, b.failed
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = ErrTruncated
		b.failed = err
	}
	return n, err
}

// Part reads one part from beginning to end.
type Part struct {
	name    string
	archive *Archive
	closer  io.Closer
	from    *boundedReader
	xml     *xml.Decoder
	depth   int
}

func (p *Part) Close() error { return p.closer.Close() }

// Token returns the next token; io.EOF at the end of the part. Its bytes are
// valid until the next call.
func (p *Part) Token() (xml.Token, error) {
	t, err := p.xml.Token()
	if err != nil {
		if errors.Is(err, io.EOF) {
			return nil, io.EOF
		}
		if p.from.failed != nil {
			return nil, p.from.failed
		}
		var syntax *xml.SyntaxError
		if errors.As(err, &syntax) {
			if strings.Contains(syntax.Msg, "unexpected EOF") {
				return nil, fmt.Errorf("%w (%s ends in its midst)", ErrTruncated, p.name)
			}
			return nil, fmt.Errorf("its part %s is damaged at line %d: %s", p.name, syntax.Line, syntax.Msg)
		}
		return nil, err
	}
	switch t.(type) {
	case xml.StartElement:
		if p.depth++; p.depth > maxDepth {
			return nil, fmt.Errorf("has more than %d elements within each other", maxDepth)
		}
		if p.archive.elements++; p.archive.elements > p.archive.bounds.Elements {
			return nil, fmt.Errorf(
				"has more than %d elements, blank cells and styles included: copy the list into a new file and save that",
				p.archive.bounds.Elements)
		}
	case xml.EndElement:
		p.depth--
	}
	return t, nil
}

// Skip reads to the end of the current element.
func (p *Part) Skip() error {
	for open := 1; open > 0; {
		t, err := p.Token()
		if err != nil {
			return err
		}
		switch t.(type) {
		case xml.StartElement:
			open++
		case xml.EndElement:
			open--
		}
	}
	return nil
}

// Chars returns the text up to the end of the current element, without that of
// nested elements.
func (p *Part) Chars() (string, error) {
	var b strings.Builder
	for {
		t, err := p.Token()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.CharData:
			b.Write(t)
		case xml.StartElement:
			if err := p.Skip(); err != nil {
				return "", err
			}
		case xml.EndElement:
			return b.String(), nil
		}
	}
}

// Attribute returns an attribute by its local name.
func Attribute(e xml.StartElement, name string) (string, bool) {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value, true
		}
	}
	return "", false
}

// IsOn reports whether an on-off element is on: it has no value, or one that is
// not false.
func IsOn(e xml.StartElement) bool {
	v, _ := Attribute(e, "val")
	return ParseBool(v, true)
}

// ParseBool parses a boolean value; a blank one is the default that the caller
// gives.
func ParseBool(v string, blank bool) bool {
	switch v {
	case "":
		return blank
	case "0", "false", "off", "none":
		return false
	}
	return true
}
