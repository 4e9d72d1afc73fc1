// Package country has the codes of countries and regions (ISO 3166-1) and their
// names in English and Chinese.
//
//	country.Known("NZ")          true
//	country.Parse("新西兰")       NZ
//	country.Parse("nzl")         NZ
//	country.Name("NZ").ZH        新西兰
//
// It does not say which of them are members of an agreement, or where goods
// originate.
package country

import (
	"sort"
	"strings"
	"sync"

	"importchecker/shared/edition"
)

//go:generate go run gen.go

type row struct{ alpha2, alpha3, en, zh string }

// aliases are further names, which the source does not have.
var aliases = [...]struct{ name, code string }{
	{"uk", "GB"}, {"england", "GB"}, {"great britain", "GB"}, {"usa", "US"}, {"u.s.a.", "US"}, {"u.s.", "US"},
	{"america", "US"},
	{"korea", "KR"}, {"south korea", "KR"}, {"republic of korea", "KR"}, {"北朝鲜", "KP"}, {"朝鲜", "KP"},
	{"hong kong", "HK"}, {"香港", "HK"}, {"中国香港", "HK"}, {"macau", "MO"}, {"macao", "MO"}, {"澳门", "MO"}, {"中国澳门", "MO"},
	{"taiwan", "TW"}, {"台湾", "TW"}, {"中国台湾", "TW"}, {"china", "CN"}, {"中国", "CN"}, {"russia", "RU"}, {"俄国", "RU"},
	{"vietnam", "VN"}, {"czech republic", "CZ"}, {"捷克共和国", "CZ"}, {"holland", "NL"}, {"the netherlands", "NL"},
	{"uae", "AE"}, {"阿联酋", "AE"}, {"turkey", "TR"}, {"iran", "IR"}, {"laos", "LA"}, {"burma", "MM"}, {"ivory coast", "CI"},
}

func find(alpha2 string) (*row, bool) {
	i := sort.Search(len(table), func(i int) bool { return table[i].alpha2 >= alpha2 })
	if i < len(table) && table[i].alpha2 == alpha2 {
		return &table[i], true
	}
	return nil, false
}

// Known reports whether s is an alpha-2 code in capitals.
func Known(s string) bool {
	_, ok := find(s)
	return ok
}

// Name returns the name of a country or region; blank for an unknown code.
func Name(alpha2 string) edition.Text {
	r, ok := find(alpha2)
	if !ok {
		return edition.Text{}
	}
	return edition.Text{EN: r.en, ZH: r.zh}
}

// names maps codes and names in lower case to the alpha-2 code.
var names = sync.OnceValue(func() map[string]string {
	m := make(map[string]string, 4*len(table)+len(aliases))
	for i := range table {
		r := &table[i]
		for _, name := range []string{r.alpha2, r.alpha3, r.en, r.zh} {
			m[strings.ToLower(name)] = r.alpha2
		}
	}
	for _, a := range aliases {
		m[a.name] = a.code
	}
	return m
})

// Parse returns the country or region with an alpha-2 or alpha-3 code or an English or
// Chinese name, ignoring case.
func Parse(s string) (alpha2 string, ok bool) {
	s = strings.TrimSpace(s)
	if Known(s) {
		return s, true
	}
	alpha2, ok = names()[strings.ToLower(s)]
	return alpha2, ok
}
