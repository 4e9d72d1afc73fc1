package library

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"importchecker/shared/edition"
	"importchecker/shared/storage"
)

// maxEdition is the largest size of an edition as JSON, in bytes. An annex of
// 1,500 rows has about half a million.
const maxEdition = 32 << 20

// An editionHead has the first fields of a stored edition of any kind. The
// order of the fields is that of the document; there are no others.
type editionHead struct {
	Format    string       `json:"format"`
	List      string       `json:"list"`
	ID        string       `json:"id"`
	SHA256    string       `json:"sha256"` // Edition.Sum
	Title     edition.Text `json:"title"`
	Issuer    edition.Text `json:"issuer"`
	Document  string       `json:"document"`
	Effective string       `json:"effective"`
	Stated    int          `json:"stated"`
	Held      int          `json:"held"`
	Sample    bool         `json:"sample,omitempty"`
	Published string       `json:"published"`
}

func headOf(c Content, format string) editionHead {
	e := c.About()
	return editionHead{
		Format: format, List: e.List, ID: e.ID, SHA256: c.Sum(), Title: e.Title, Issuer: e.Issuer,
		Document: e.Document, Effective: e.From.String(), Stated: e.Stated, Held: e.Held, Sample: e.Sample,
		Published: e.Published,
	}
}

// about returns the edition's metadata, without its end.
func (doc *editionHead) about(format string) (edition.Edition, error) {
	if doc.Format != format {
		return edition.Edition{}, fmt.Errorf("is in the form %q, not %q", doc.Format, format)
	}
	from, err := edition.ParseDate(doc.Effective)
	return edition.Edition{
		List: doc.List, ID: doc.ID, Title: doc.Title, Issuer: doc.Issuer, Document: doc.Document,
		Interval: edition.Interval{From: from}, Stated: doc.Stated, Held: doc.Held, Sample: doc.Sample,
		Published: doc.Published, SHA256: doc.SHA256,
	}, err
}

// A Sealed is an edition in its stored form.
type Sealed struct {
	List    string
	SHA256  string // Edition.Sum, the key in storage
	Content string // SHA-256 of the JSON, in hexadecimal
	Packed  []byte // the JSON, compressed with gzip
}

// Seal encodes an edition for storage, and verifies that it can be read back:
// otherwise it returns an error.
//
// The end of the edition is not part of it, just as it is not part of
// Edition.Sum: it is in the manifest, and can change.
func Seal(c Content) (Sealed, error) {
	e := c.About()
	plain, err := kindOfContent(c).marshal(c)
	if err != nil {
		return Sealed{}, err
	}
	sum := sha256.Sum256(plain)
	s := Sealed{List: e.List, SHA256: c.Sum(), Content: hex.EncodeToString(sum[:])}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(plain); err != nil {
		return Sealed{}, err
	}
	if err := w.Close(); err != nil {
		return Sealed{}, err
	}
	s.Packed = packed.Bytes()
	if _, err := Open(s); err != nil {
		return Sealed{}, fmt.Errorf("seal edition %s of %s: %w", e.ID, e.List, err)
	}
	return s, nil
}

// Open decodes a stored edition, and verifies that it is, byte for byte and row
// for row, the one of its hashes; otherwise the error wraps storage.ErrDamaged
// and names it. The edition has no end: see Manifest.
func Open(s Sealed) (Content, error) {
	e, err := open(s)
	if err != nil {
		return nil, &DamagedError{List: s.List, SHA256: s.SHA256, Cause: err}
	}
	return e, nil
}

func open(s Sealed) (Content, error) {
	r, err := gzip.NewReader(bytes.NewReader(s.Packed))
	if err != nil {
		return nil, err
	}
	plain, err := io.ReadAll(io.LimitReader(r, maxEdition+1))
	switch {
	case err != nil:
		return nil, err
	case len(plain) > maxEdition:
		return nil, fmt.Errorf("larger than %d bytes", maxEdition)
	}
	if sum := sha256.Sum256(plain); hex.EncodeToString(sum[:]) != s.Content {
		return nil, fmt.Errorf("the stored text has the hash %x, recorded is %s", sum, s.Content)
	}
	c, err := contentOf(plain)
	if err != nil {
		return nil, err
	}
	if e := c.About(); e.List != s.List || e.SHA256 != s.SHA256 {
		return nil, fmt.Errorf("is edition %s of %s with the hash %s", e.ID, e.List, e.SHA256)
	}
	return c, c.Verify()
}

// contentOf decodes an edition of any kind. It begins with a JSON object that
// names the format.
func contentOf(plain []byte) (Content, error) {
	var head struct{ Format string }
	if err := json.NewDecoder(bytes.NewReader(plain)).Decode(&head); err != nil {
		return nil, err
	}
	for _, k := range kinds {
		if k.formatName() == head.Format {
			return k.unmarshal(plain)
		}
	}
	return nil, fmt.Errorf("is in the form %q, which is not known", head.Format)
}

// A DamagedError names a stored edition whose content does not match its
// hashes.
type DamagedError struct {
	List, Edition, SHA256 string // Edition is the id; blank when unknown
	Cause                 error
}

func (e *DamagedError) Error() string {
	name := e.List + " " + e.SHA256
	if e.Edition != "" {
		name = e.List + " " + e.Edition + " (" + e.SHA256 + ")"
	}
	return "stored edition " + name + " is damaged: " + e.Cause.Error()
}

func (e *DamagedError) Is(target error) bool { return target == storage.ErrDamaged }

func (e *DamagedError) Unwrap() error { return e.Cause }
