package api

import "sort"

//go:generate go run gen_country.go

// isCountry reports whether s is a country or region of ISO 3166-1, by its
// alpha-2 code in capitals.
func isCountry(s string) bool {
	if len(s) != 2 {
		return false
	}
	i := sort.Search(len(countries)/2, func(i int) bool { return countries[2*i:2*i+2] >= s })
	return 2*i < len(countries) && countries[2*i:2*i+2] == s
}
