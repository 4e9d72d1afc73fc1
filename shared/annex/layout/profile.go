package layout

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"importchecker/shared/annex/tables"
	"importchecker/shared/edition"
)

// What the rows of an annex become.
const (
	YieldsEntries  = "entries"  // rows of a list of goods
	YieldsChanges  = "changes"  // changes to a list of goods
	YieldsMeasures = "measures" // measures of a list of services
)

// Profile describes the layout of the annexes of a list. Each is a file in
// profiles/, and README.md there documents its fields; a new list needs a new
// file.
type Profile struct {
	ID         string       `json:"profile"`
	Lists      []string     `json:"lists"`
	Title      edition.Text `json:"title"`
	About      string       `json:"about"`
	Yields     string       `json:"yields"`
	Counts     string       `json:"counts"`
	CodeDigits int          `json:"code_digits,omitempty"` // of every code; 0 where codes may be of any level
	Columns    []Column     `json:"columns"`
	Header     [][]string   `json:"header"` // a header names a column of each group
	Needs      []Need       `json:"needs,omitempty"`
	Headings   []string     `json:"headings,omitempty"` // rows that only name a chapter
	Sections   []string     `json:"sections,omitempty"` // rows that open a section: its number and its title
	Actions    []ActionName `json:"actions,omitempty"`
	AmendedBy  string       `json:"amended_by,omitempty"` // id of the profile of annexes that amend such a list

	roles     map[string]Role
	Carries   [endRoles]bool
	headings  []*regexp.Regexp
	sections  []*regexp.Regexp
	actions   []actionPattern
	groups    [][]Role
	described *Described // the maintainer's layout, instead of a header
	needs     []need
}

// Column is a column of an annex with its possible names, without spaces and in
// lower case.
type Column struct {
	Field   string   `json:"field"`
	Title   string   `json:"title"` // the name in reports when the file has none
	Names   []string `json:"names"`
	Carries bool     `json:"carries,omitempty"` // a blank cell has the text of the cell above
}

// Need is a column without which an annex is refused, and the reason.
type Need struct {
	Any     []string `json:"any"`
	Because string   `json:"because"`
}

// ActionName has the wordings of a change in titles of sections.
type ActionName struct {
	Action   Action   `json:"action"`
	Patterns []string `json:"patterns"`
}

type actionPattern struct {
	action   Action
	patterns []*regexp.Regexp
}

type need struct {
	any     []Role
	because string
}

//go:embed profiles/*.json
var profileFiles embed.FS

// Profiles returns every profile, by id.
var Profiles = sync.OnceValue(func() []*Profile {
	names, err := fs.Glob(profileFiles, "profiles/*.json")
	if err != nil {
		panic(err)
	}
	var out []*Profile
	for _, name := range names {
		raw, err := profileFiles.ReadFile(name)
		if err != nil {
			panic(err)
		}
		p, err := ParseProfile(raw)
		if err != nil {
			panic(fmt.Errorf("%s: %w", name, err)) // tests parse every file
		}
		out = append(out, p)
	}
	return out
})

// FindProfile returns the profile with an id.
func FindProfile(id string) (*Profile, bool) {
	for _, p := range Profiles() {
		if p.ID == id {
			return p, true
		}
	}
	return nil, false
}

// ProfileOf returns the profile of the annexes of a list.
func ProfileOf(list string) (*Profile, bool) {
	for _, p := range Profiles() {
		if slices.Contains(p.Lists, list) {
			return p, true
		}
	}
	return nil, false
}

// ParseProfile parses and checks a profile file.
func ParseProfile(raw []byte) (*Profile, error) {
	p := &Profile{}
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(p); err != nil {
		return nil, err
	}
	if p.ID == "" || !slices.Contains([]string{YieldsEntries, YieldsChanges, YieldsMeasures}, p.Yields) {
		return nil, fmt.Errorf("want a profile id, and yields entries, changes or measures; got %q, %q", p.ID, p.Yields)
	}
	if err := p.indexColumns(); err != nil {
		return nil, err
	}
	var err error
	rolesNamed := func(names []string) []Role {
		var out []Role
		for _, name := range names {
			r, ok := roleNamed(name)
			if !ok || !slices.ContainsFunc(p.Columns, func(c Column) bool { return c.Field == name }) {
				err = fmt.Errorf("%q is no column of the profile", name)
			}
			out = append(out, r)
		}
		return out
	}
	for _, group := range p.Header {
		p.groups = append(p.groups, rolesNamed(group))
	}
	for _, n := range p.Needs {
		p.needs = append(p.needs, need{rolesNamed(n.Any), n.Because})
	}
	compile := func(patterns []string) []*regexp.Regexp {
		var out []*regexp.Regexp
		for _, pattern := range patterns {
			re, bad := regexp.Compile("(?i)" + pattern)
			if bad != nil {
				err = bad
			}
			out = append(out, re)
		}
		return out
	}
	p.headings, p.sections = compile(p.Headings), compile(p.Sections)
	for _, a := range p.Actions {
		if !a.Action.known() {
			return nil, fmt.Errorf("%q is no action", a.Action)
		}
		p.actions = append(p.actions, actionPattern{a.Action, compile(a.Patterns)})
	}
	if err == nil && len(p.groups) == 0 {
		err = fmt.Errorf("header: says nothing, so any row would be one")
	}
	return p, err
}

// indexColumns sets the roles of the names of columns.
func (p *Profile) indexColumns() error {
	p.roles = map[string]Role{}
	for _, c := range p.Columns {
		r, ok := roleNamed(c.Field)
		if !ok {
			return fmt.Errorf("column %q: there is no such field", c.Field)
		}
		p.Carries[r] = c.Carries
		for _, name := range c.Names {
			if key := headerKey(name); key != name {
				return fmt.Errorf("column %q: write the name %q as %q", c.Field, name, key)
			}
			if other, taken := p.roles[name]; taken {
				return fmt.Errorf("column %q: the name %q is taken by %s", c.Field, name, other)
			}
			p.roles[name] = r
		}
	}
	return nil
}

// TitleOf returns the name of a column that the file does not name.
func (p *Profile) TitleOf(r Role) string {
	for _, c := range p.Columns {
		if c.Field == r.String() {
			return c.Title
		}
	}
	return r.String()
}

// has reports whether annexes of this profile may have a column of that role.
func (p *Profile) has(r Role) bool {
	return slices.ContainsFunc(p.Columns, func(c Column) bool { return c.Field == r.String() })
}

// headerKey normalizes a header cell for comparison with the names of columns.
func headerKey(cell string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '.', ':', '(', ')', '*', '、':
			return -1
		}
		return unicode.ToLower(r)
	}, tables.Plain(cell))
}

// NamesColumn reports whether some profile has a column with this header cell.
// Readers use it that have to find columns by their position on a page.
func NamesColumn(text string) bool {
	for _, p := range Profiles() {
		if p.roleOf(tables.OneLine(text)) != noRole {
			return true
		}
	}
	return false
}
