package eligibility

// Facts holds what the caller knows. The zero Facts holds nothing.
type Facts struct {
	given   uint64 // a bit for each fact that is set
	truth   uint64 // of these, the boolean ones that are true
	numbers [maxNumbers]int64
	words   [maxWords]string
}

// Bounds of how many facts are numbers, and how many words.
const (
	maxNumbers = 8
	maxWords   = 8
)

// Each fact has a bit in Facts.
const _ = uint(64 - numFacts)

// factPlaces has the place of each fact among those of its kind.
var factPlaces = func() (places [endFacts]uint8) {
	var next [String + 1]uint8
	for k := NoFact + 1; k < numFacts; k++ {
		kind := factTable[k].Kind
		places[k] = next[kind]
		next[kind]++
	}
	return places
}()

// Any reports whether a fact is told.
func (f *Facts) Any() bool { return f.given != 0 }

// Told reports whether that fact is told.
func (f *Facts) Has(k FactKey) bool { return f.given&(1<<k) != 0 }

// Without returns the facts but one.
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

// toldFacts are the facts of a declaration that is decided, with those that a rule
// asked for: a decision turns on no other.
type trackedFacts struct {
	*Facts
	asked uint64 // a bit for each fact
}

// Told is Facts.Told, and so are the other methods.
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
