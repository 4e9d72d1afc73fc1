package api

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"importchecker/shared/edition"
	"importchecker/shared/publication"
)

// maxFile is how many bytes an annex may have: what a function may be sent,
// with room for base64 and the rest of the event.
const maxFile = 4 << 20

// file returns the bytes of a body that is a file.
func (c *call) file() ([]byte, *problem) {
	switch {
	case !isIdentity(header(c.Request, "content-encoding")):
		return nil, newProblem(EncodedFile).with("accept-encoding", "identity")
	case c.Body == "":
		return nil, newProblem(EmptyFile)
	case !c.IsBase64Encoded && len(c.Body) > maxFile, base64.StdEncoding.DecodedLen(len(c.Body)) > maxFile+2:
		return nil, newProblem(FileTooLarge)
	case !c.IsBase64Encoded && strings.ContainsRune(c.Body, utf8.RuneError):
		// The gateway takes what is sent as text for UTF-8, and puts this
		// character where it is not.
		return nil, newProblem(FileDamaged)
	case !c.IsBase64Encoded:
		return []byte(c.Body), nil
	}
	raw, err := base64.StdEncoding.DecodeString(c.Body)
	switch {
	case err != nil:
		return nil, newProblem(InvalidBase64)
	case len(raw) > maxFile:
		return nil, newProblem(FileTooLarge)
	}
	return raw, nil
}

func hashOf(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// importRequest is what is said of an annex that is brought in.
type importRequest struct {
	annex  publication.Annex
	accept []publication.FindingCode
}

// importParameters are the query parameters of an import.
var importParameters = []string{
	"edition", "filename", "source", "accept",
	"effective", "superseded", "stated", "counts", "document", "published",
	"title_en", "title_zh", "short_en", "short_zh", "issuer_en", "issuer_zh",
	"profile", "sheet", "amends", "manual", "manual_all", "unknown_codes", "partial",
}

// The bounds of what is said of an annex.
const (
	maxLine    = 300
	maxAddress = 2048
	maxRows    = 1_000_000
)

// unnamed is what a file is called of which no name is given.
const unnamed = "annex"

// readImportRequest reads the path and the query of an import.
func readImportRequest(c *call) importRequest {
	a := publication.Annex{
		List:    c.PathParameters["list"],
		Edition: c.editionID("edition"),
		File:    cmp.Or(baseName(c.text("filename", maxLine)), unnamed),
		Source:  c.text("source", maxAddress),
		Profile: c.text("profile", maxLine),
		Sheet:   c.text("sheet", maxLine),
		Amends:  c.editionID("amends"),
	}
	if a.Edition == "" && !c.faults.covers("/query/edition") {
		c.faults.add("/query/edition", Required)
	}
	a.Announced = publication.Announcement{
		Title:      edition.Text{EN: c.text("title_en", maxLine), ZH: c.text("title_zh", maxLine)},
		Short:      edition.Text{EN: c.text("short_en", maxLine), ZH: c.text("short_zh", maxLine)},
		Issuer:     edition.Text{EN: c.text("issuer_en", maxLine), ZH: c.text("issuer_zh", maxLine)},
		Document:   c.text("document", maxLine),
		Effective:  c.date("effective"),
		Superseded: c.date("superseded"),
		Stated:     c.count("stated", maxRows),
		Counts:     c.oneOf("counts", "rows", "kinds"),
		Published:  c.text("published", maxLine),
	}
	a.Rules = publication.ReadingRules{
		Partial: c.flag("partial"), Manual: c.text("manual", maxAddress),
		ManualAll: c.flag("manual_all"), UnknownCodes: c.flag("unknown_codes"),
	}
	return importRequest{a, c.accepted()}
}

// baseName is a file's name without the folders before it.
func baseName(path string) string {
	return path[strings.LastIndexAny(path, `/\`)+1:]
}

// text reads a query parameter of at most max characters.
func (c *call) text(name string, max int) string {
	s := c.parameter(name)
	if utf8.RuneCountInString(s) > max {
		c.faults.add("/query/"+name, TooLong, max)
		return ""
	}
	return s
}

// editionID reads the id of an edition.
func (c *call) editionID(name string) string {
	s := c.parameter(name)
	if s != "" && !publication.ValidName(s) {
		c.faults.add("/query/"+name, InvalidEdition)
		return ""
	}
	return s
}

// date reads a day, which may be left out.
func (c *call) date(name string) edition.Date {
	s := c.parameter(name)
	if s == "" {
		return 0
	}
	day, err := edition.ParseDate(s)
	if err != nil {
		c.faults.add("/query/"+name, InvalidDate)
	}
	return day
}

// count reads a positive number, which may be left out.
func (c *call) count(name string, max int) int {
	s := c.parameter(name)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > max {
		c.faults.add("/query/"+name, OutOfRange, within(1, int64(max)))
		return 0
	}
	return n
}

// oneOf reads one of some words, which may be left out.
func (c *call) oneOf(name string, words ...string) string {
	s := c.parameter(name)
	if s != "" && !slices.Contains(words, s) {
		c.faults.add("/query/"+name, NotAllowed, strings.Join(words, ", "))
		return ""
	}
	return s
}

func (c *call) flag(name string) bool { return c.oneOf(name, "true", "false") == "true" }

// accepted reads the findings that the maintainer takes upon themselves.
func (c *call) accepted() (codes []publication.FindingCode) {
	s := c.parameter("accept")
	if s == "" {
		return nil
	}
	var names []string
	for _, code := range publication.Acceptable() {
		names = append(names, string(code))
	}
	for name := range strings.SplitSeq(s, ",") {
		name = strings.TrimSpace(name)
		switch code := publication.FindingCode(name); {
		case !slices.Contains(names, name):
			c.faults.add("/query/accept", NotAllowed, strings.Join(names, ", "))
			return nil
		case !slices.Contains(codes, code):
			codes = append(codes, code)
		}
	}
	return codes
}
