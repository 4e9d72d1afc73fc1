package services

// Mode is one of the four modes of supply of the General Agreement on Trade in
// Services, by its number.
type Mode uint8

const (
	CrossBorder        Mode = 1 // from abroad into China
	ConsumptionAbroad  Mode = 2 // to a consumer from China who is abroad
	CommercialPresence Mode = 3 // by a company set up in China
	NaturalPersons     Mode = 4 // by persons who come to China
)

// Valid reports whether m is one of the four.
func (m Mode) Valid() bool { return m >= CrossBorder && m <= NaturalPersons }

// Modes is a set of modes.
type Modes uint8

// ModesOf returns the set of the modes.
func ModesOf(modes ...Mode) Modes {
	var set Modes
	for _, m := range modes {
		set |= 1 << m
	}
	return set
}

// Has reports whether the set has m.
func (s Modes) Has(m Mode) bool { return m.Valid() && s&(1<<m) != 0 }

// List returns the modes in order.
func (s Modes) List() []Mode {
	var modes []Mode
	for m := CrossBorder; m <= NaturalPersons; m++ {
		if s.Has(m) {
			modes = append(modes, m)
		}
	}
	return modes
}

// Place is the location of the customer, which decides which list applies.
type Place uint8

const (
	National Place = iota + 1 // anywhere in the mainland
	FTZ                       // in a pilot free trade zone
	Hainan                    // in the Hainan Free Trade Port
	endPlaces
)

var placeNames = [...]string{National: "national", FTZ: "ftz", Hainan: "hainan"}

// String returns the public name of the place.
func (p Place) String() string {
	if int(p) < len(placeNames) {
		return placeNames[p]
	}
	return ""
}

// ParsePlace is the inverse of String.
func ParsePlace(name string) (Place, bool) {
	for p := National; p < endPlaces; p++ {
		if placeNames[p] == name {
			return p, true
		}
	}
	return 0, false
}

// Places returns the places in a fixed order.
func Places() []Place { return []Place{National, FTZ, Hainan} }

// The ids of the lists.
const (
	NationalList = "cn-services-negative-national"
	FTZList      = "cn-services-negative-ftz"
	HainanList   = "cn-services-negative-hainan"
	// LawList is the id under which the provisions of law are cited. They are our own
	// collection, not a published list.
	LawList = "cn-services-law"
)

var listOfPlace = [...]string{National: NationalList, FTZ: FTZList, Hainan: HainanList}

// List returns the id of the list that applies to supply to the place.
func (p Place) List() string {
	if int(p) < len(listOfPlace) {
		return listOfPlace[p]
	}
	return ""
}
