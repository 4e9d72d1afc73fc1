package measures

import (
	"strings"
	"sync"

	"importchecker/shared/services"
)

// sectorsByName are the codes of GB/T 4754 by their Chinese names; several
// codes may share a name.
var sectorsByName = sync.OnceValue(func() map[string][]services.Sector {
	out := map[string][]services.Sector{}
	var walk func(services.Code)
	walk = func(c services.Code) {
		for _, s := range services.Children(services.GBT4754, c) {
			key := withoutSpaces(s.NameZH)
			out[key] = append(out[key], s)
			walk(s.Code)
		}
	}
	walk("")
	return out
})

// withoutSpaces returns a name without the spaces of line breaks and typesetting.
func withoutSpaces(name string) string { return strings.Join(strings.Fields(name), "") }

// sectionNamed returns the section with exactly that name.
func sectionNamed(name string) (services.Sector, bool) {
	for _, s := range sectorsByName()[withoutSpaces(name)] {
		if s.Level == services.Section {
			return s, true
		}
	}
	return services.Sector{}, false
}

// sectorNamed returns the highest code below a section with exactly that name:
// a division and its only group may share one. When several codes that are not
// nested have it, the name is ambiguous.
func sectorNamed(name string, letter services.Code) (services.Sector, bool) {
	var top services.Sector
	for _, s := range sectorsByName()[withoutSpaces(name)] {
		switch {
		case s.Level == services.Section || letter != "" && s.Letter != letter:
		case top.Code == "" || s.Code.Contains(top.Code):
			top = s
		case !top.Code.Contains(s.Code):
			return services.Sector{}, false
		}
	}
	return top, top.Code != ""
}

// divisions lists the divisions of a section, or all, separated by semicolons.
func divisions(letter services.Code) string {
	var out []string
	sections := []services.Sector{{Code: letter}}
	if letter == "" {
		sections = services.Children(services.GBT4754, "")
	}
	for _, section := range sections {
		for _, s := range services.Children(services.GBT4754, section.Code) {
			out = append(out, string(s.Code))
		}
	}
	return strings.Join(out, ";")
}

// letterOf returns the section of all the codes; blank when they are of
// several.
func letterOf(codes string) services.Code {
	var letter services.Code
	for c := range strings.SplitSeq(codes, ";") {
		s, ok := services.Lookup(services.GBT4754, services.Code(c))
		if !ok {
			continue
		}
		if letter != "" && letter != s.Letter {
			return ""
		}
		letter = s.Letter
	}
	return letter
}
