package question

import (
	"reflect"
	"strings"
	"sync"
	"unicode"

	"importchecker/shared/eligibility"
)

// The places of fields by their plain names: in a check of goods, in a batch, and in a
// check of a service.
var (
	goodsPlaces = sync.OnceValue(func() map[string]string {
		places := placesIn(reflect.TypeFor[terms](), "")
		for name, at := range placesIn(reflect.TypeFor[itemRequest](), "/item") {
			places[name] = at
		}
		return withOtherNames(places, "/item", goodsFacts())
	})
	batchPlaces = sync.OnceValue(func() map[string]string {
		places := placesIn(reflect.TypeFor[terms](), "")
		for name, at := range placesIn(reflect.TypeFor[itemRequest](), firstItem) {
			places[name] = at
		}
		return withOtherNames(places, firstItem, goodsFacts())
	})
	servicePlaces = sync.OnceValue(func() map[string]string {
		return withOtherNames(placesIn(reflect.TypeFor[Service](), ""), "", serviceFacts())
	})
)

// firstItem is the place of the first item of a batch.
const firstItem = "/items/0"

// GoodsPlace returns where a field of a check of goods belongs.
func GoodsPlace(name, _ string) string { return goodsPlaces()[lettersAndDigits(name)] }

// ServicePlace returns where a field of a check of a service belongs.
func ServicePlace(name, _ string) string { return servicePlaces()[lettersAndDigits(name)] }

// BatchPlace returns where a field of a batch belongs: in the item in which it was
// found, or else in the first.
func BatchPlace(name, pointer string) string {
	at := batchPlaces()[lettersAndDigits(name)]
	rest, inItem := strings.CutPrefix(at, firstItem)
	if after, ok := strings.CutPrefix(pointer, "/items/"); ok && inItem {
		number, _, _ := strings.Cut(after, "/")
		return "/items/" + number + rest
	}
	return at
}

// otherNames are names that callers may use for fields, and the plain names of those.
var otherNames = map[string]string{
	"code": "hscode", "hs": "hscode", "tariffcode": "hscode", "customscode": "hscode", "goodscode": "hscode",
	"price": "unitprice", "country": "origin", "countryoforigin": "origin", "weight": "netweightg",
	"netweight": "netweightg",
	"qty":       "quantity", "title": "name", "productname": "name", "description": "name", "sku": "ref", "reference": "ref",
	"date": "asof", "day": "asof", "channel": "channels", "gatsmode": "mode", "places": "place",
}

// placesIn returns the places of the fields of a type and of its inner structs, by
// their plain names. An outer field takes precedence over an inner one.
func placesIn(t reflect.Type, at string) map[string]string {
	places := map[string]string{}
	var innerPlaces []map[string]string
	for i := range t.NumField() {
		field := t.Field(i)
		name := field.Tag.Get("json")
		if name == "" {
			continue
		}
		places[lettersAndDigits(name)] = at + "/" + name
		if inner := field.Type; inner.Kind() == reflect.Pointer && inner.Elem().Kind() == reflect.Struct {
			innerPlaces = append(innerPlaces, placesIn(inner.Elem(), at+"/"+name))
		}
	}
	for _, inner := range innerPlaces {
		for name, place := range inner {
			if _, taken := places[name]; !taken {
				places[name] = place
			}
		}
	}
	return places
}

// withOtherNames adds the facts and otherNames to places.
func withOtherNames(places map[string]string, item string, facts []string) map[string]string {
	for _, fact := range facts {
		if _, taken := places[lettersAndDigits(fact)]; !taken {
			places[lettersAndDigits(fact)] = item + "/facts/" + fact
		}
	}
	for other, name := range otherNames {
		place, known := places[name]
		if _, taken := places[other]; known && !taken {
			places[other] = place
		}
	}
	return places
}

// lettersAndDigits returns the letters and digits of a name, in lower case.
func lettersAndDigits(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

func goodsFacts() (names []string) {
	for _, spec := range eligibility.Vocabulary() {
		names = append(names, spec.Name)
	}
	return names
}

func serviceFacts() (names []string) {
	for _, spec := range eligibility.ServiceVocabulary() {
		names = append(names, spec.Name)
	}
	return names
}
