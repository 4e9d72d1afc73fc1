package imports

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"importchecker/shared/api"
	"importchecker/shared/api/bind"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/shape"
	"importchecker/shared/edition"
	"importchecker/shared/publication"
)

func hashOf(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// importRequest describes an annex to import.
type importRequest struct {
	annex  publication.Annex
	accept []publication.FindingCode
}

// importParameters are the query parameters of an import.
var importParameters = []string{
	"edition", "filename", "source", "accept",
	"effective", "superseded", "stated", "counts", "document", "published",
	"title_en", "title_zh", "short_en", "short_zh", "issuer_en", "issuer_zh",
	"profile", "sheet", "columns", "first_row", "amends", "manual", "manual_all", "unknown_codes", "partial",
}

// The bounds of the parameters of an import.
const (
	maxLine    = 300
	maxAddress = 2048
	maxRows    = 1_000_000
)

// defaultFilename is the name of a file that is sent without a name.
const defaultFilename = "annex"

// readImportRequest reads the path and the query of a request to import an annex.
func readImportRequest(c *api.Call) importRequest {
	a := publication.Annex{
		List:    c.PathParameters["list"],
		Edition: editionID(c, "edition"),
		File:    cmp.Or(baseName(c.Text("filename", maxLine)), defaultFilename),
		Source:  c.Text("source", maxAddress),
		Profile: c.Text("profile", maxLine),
		Sheet:   c.Text("sheet", maxLine),
		Amends:  editionID(c, "amends"),
		Columns: c.Text("columns", maxAddress), FirstRow: c.Count("first_row", maxRows),
	}
	if a.Edition == "" && !c.Faults.Covers("/query/edition") {
		c.Faults.Add("/query/edition", problem.Required)
	}
	a.Announced = publication.Announcement{
		Title:      edition.Text{EN: c.Text("title_en", maxLine), ZH: c.Text("title_zh", maxLine)},
		Short:      edition.Text{EN: c.Text("short_en", maxLine), ZH: c.Text("short_zh", maxLine)},
		Issuer:     edition.Text{EN: c.Text("issuer_en", maxLine), ZH: c.Text("issuer_zh", maxLine)},
		Document:   c.Text("document", maxLine),
		Effective:  c.Date("effective"),
		Superseded: c.Date("superseded"),
		Stated:     c.Count("stated", maxRows),
		Counts:     c.OneOf("counts", "rows", "kinds", "lines"),
		Published:  c.Text("published", maxLine),
	}
	a.Rules = publication.ReadingRules{
		Partial: c.Flag("partial"), Manual: c.Text("manual", maxAddress),
		ManualAll: c.Flag("manual_all"), UnknownCodes: c.Flag("unknown_codes"),
	}
	a.Rules.Accept = accepted(c)
	return importRequest{a, a.Rules.Accept}
}

// baseName returns the last element of a path, of Windows too.
func baseName(path string) string {
	return path[strings.LastIndexAny(path, `/\`)+1:]
}

// form checks the parameters of an import, and the body of a publication.
var form = shape.New(map[string]shape.Rule{
	"edition_id": {Holds: func(s, _ string) bool { return publication.ValidName(s) }, Code: problem.InvalidEdition},
	"findings": {Holds: func(s, _ string) bool { _, ok := findings(s); return ok }, Code: problem.NotAllowed,
		Args: func(shape.Error) []any { return []any{strings.Join(acceptable(), ", ")} }},
})

// editionID reads the id of an edition.
func editionID(c *api.Call, name string) string { return c.Checked(form, name, "edition_id") }

// accepted reads the findings that the maintainer accepts.
func accepted(c *api.Call) []publication.FindingCode {
	codes, _ := findings(c.Checked(form, "accept", "findings"))
	return codes
}

// findings parses codes of findings, separated by commas, and reports whether all of
// them may be accepted.
func findings(s string) (codes []publication.FindingCode, ok bool) {
	if s == "" {
		return nil, true
	}
	for name := range strings.SplitSeq(s, ",") {
		code := publication.FindingCode(strings.TrimSpace(name))
		if !slices.Contains(publication.Acceptable(), code) {
			return nil, false
		}
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes, true
}

// acceptable returns the codes of findings that may be accepted.
func acceptable() (names []string) {
	for _, code := range publication.Acceptable() {
		names = append(names, string(code))
	}
	return names
}

// publishRequest is the body of a request to publish an import.
type publishRequest struct {
	DiffHash string `json:"diff_hash" validate:"required"`
	Accept   string `json:"accept" validate:"omitempty,findings"`
	codes    []publication.FindingCode
}

func (r *publishRequest) field(b *bind.Binder, name string) bool {
	switch name {
	case "diff_hash":
		b.String(&r.DiffHash)
	case "accept":
		b.String(&r.Accept)
		r.codes, _ = findings(r.Accept)
	default:
		return false
	}
	return true
}
