package eligibility

// Facts has the facts that the caller gave. The zero Facts is empty.
type Facts struct {
	given   uint64 // a bit for each fact that is set
	truth   uint64 // of these, the boolean ones that are true
	numbers [maxNumbers]int64
	words   [maxWords]string
}

// The largest numbers of number facts and of string facts.
const (
	maxNumbers = 8
	maxWords   = 8
)

// Compile-time check: each fact has a bit in Facts.
const _ = uint(64 - numFacts)

// factPlaces has the index of each fact among those of its kind.
var factPlaces = func() (places [endFacts]uint8) {
	var next [String + 1]uint8
	for k := NoFact + 1; k < numFacts; k++ {
		kind := factTable[k].Kind
		places[k] = next[kind]
		next[kind]++
	}
	return places
}()

// Any reports whether any fact is given.
func (f *Facts) Any() bool { return f.given != 0 }

// Has reports whether a fact is given.
func (f *Facts) Has(k FactKey) bool { return f.given&(1<<k) != 0 }

// Without returns the facts without one.
func (f *Facts) Without(k FactKey) Facts {
	out := *f
	out.given &^= 1 << k
	out.truth &^= 1 << k
	return out
}

// SetBool records a boolean fact.
func (f *Facts) SetBool(k FactKey, v bool) {
	f.given |= 1 << k
	f.truth &^= 1 << k
	if v {
		f.truth |= 1 << k
	}
}

// SetMilli records a number, in thousandths.
func (f *Facts) SetMilli(k FactKey, thousandths int64) {
	f.given |= 1 << k
	f.numbers[factPlaces[k]] = thousandths
}

// SetString records a string.
func (f *Facts) SetString(k FactKey, v string) {
	f.given |= 1 << k
	f.words[factPlaces[k]] = v
}

// Bool returns a boolean fact and whether it is known.
func (f *Facts) Bool(k FactKey) (value, known bool) {
	return f.truth&(1<<k) != 0, f.given&(1<<k) != 0
}

// Milli returns a number in thousandths and whether it is known.
func (f *Facts) Milli(k FactKey) (thousandths int64, known bool) {
	if !f.Has(k) {
		return 0, false
	}
	return f.numbers[factPlaces[k]], true
}

// Str returns a string and whether it is known.
func (f *Facts) Str(k FactKey) (value string, known bool) {
	if !f.Has(k) {
		return "", false
	}
	return f.words[factPlaces[k]], true
}

// trackedFacts are the facts of a declaration. They record which facts the rules asked
// for: the decision depends on no others.
type trackedFacts struct {
	*Facts
	asked uint64 // a bit for each fact
}

// Has is Facts.Has; it records that the fact was asked for, as Bool, Milli and Str do.
func (f *trackedFacts) Has(k FactKey) bool {
	f.asked |= 1 << k
	return f.Facts.Has(k)
}

func (f *trackedFacts) Bool(k FactKey) (value, known bool) {
	f.asked |= 1 << k
	return f.Facts.Bool(k)
}

func (f *trackedFacts) Milli(k FactKey) (thousandths int64, known bool) {
	f.asked |= 1 << k
	return f.Facts.Milli(k)
}

func (f *trackedFacts) Str(k FactKey) (value string, known bool) {
	f.asked |= 1 << k
	return f.Facts.Str(k)
}
