package question

import (
	"reflect"
	"strings"
	"sync"
	"unicode"

	"importchecker/shared/eligibility"
)

// Where fields have their places: of a check of goods, of a batch of them, and of
// a check of a service.
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
		for name, at := range placesIn(reflect.TypeFor[itemRequest](), anItem) {
			places[name] = at
		}
		return withOtherNames(places, anItem, goodsFacts())
	})
	servicePlaces = sync.OnceValue(func() map[string]string {
		return withOtherNames(placesIn(reflect.TypeFor[Service](), ""), "", serviceFacts())
	})
)

// anItem is the place of an item of a batch, of which the number is not known yet.
const anItem = "/items/0"

// GoodsPlace returns where a field of a check of goods belongs.
func GoodsPlace(name, _ string) string { return goodsPlaces()[plainName(name)] }

// ServicePlace returns where a field of a check of a service belongs.
func ServicePlace(name, _ string) string { return servicePlaces()[plainName(name)] }

// BatchPlace returns where a field of a batch belongs: in the item in which it
// stands, or else in the first.
func BatchPlace(name, pointer string) string {
	at := batchPlaces()[plainName(name)]
	rest, ofItem := strings.CutPrefix(at, anItem)
	if after, ok := strings.CutPrefix(pointer, "/items/"); ok && ofItem {
		number, _, _ := strings.Cut(after, "/")
		return "/items/" + number + rest
	}
	return at
}

// otherNames are what callers call fields, beside their names here.
var otherNames = map[string]string{
	"code": "hscode", "hs": "hscode", "tariffcode": "hscode", "customscode": "hscode", "goodscode": "hscode",
	"price": "unitprice", "country": "origin", "countryoforigin": "origin", "weight": "netweightg",
	"netweight": "netweightg",
	"qty":       "quantity", "title": "name", "productname": "name", "description": "name", "sku": "ref", "reference": "ref",
	"date": "asof", "day": "asof", "channel": "channels", "gatsmode": "mode", "places": "place",
}

// placesIn returns the places of the fields of a type and of those within it, by
// their plain names. The outer goes before the inner.
func placesIn(t reflect.Type, at string) map[string]string {
	places := map[string]string{}
	var inner []map[string]string
	for i := range t.NumField() {
		field := t.Field(i)
		name := field.Tag.Get("json")
		if name == "" {
			continue
		}
		places[plainName(name)] = at + "/" + name
		if of := field.Type; of.Kind() == reflect.Pointer && of.Elem().Kind() == reflect.Struct {
			inner = append(inner, placesIn(of.Elem(), at+"/"+name))
		}
	}
	for _, of := range inner {
		for name, place := range of {
			if _, taken := places[name]; !taken {
				places[name] = place
			}
		}
	}
	return places
}

// withOtherNames adds the facts and the other names of fields to places.
func withOtherNames(places map[string]string, item string, facts []string) map[string]string {
	for _, fact := range facts {
		if _, taken := places[plainName(fact)]; !taken {
			places[plainName(fact)] = item + "/facts/" + fact
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

// plainName is a name in small letters, without what stands between its words.
func plainName(name string) string {
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
