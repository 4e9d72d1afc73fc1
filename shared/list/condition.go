package list

// ConditionKind is the kind of a condition in a remark.
type ConditionKind uint8

const (
	// BondedOnly: admitted as bonded online purchase (1210), not by direct
	// purchase (9610): 仅限网购保税商品.
	BondedOnly ConditionKind = iota + 1
	// NoListedSpecies: goods in the catalogue of wild animals and plants are
	// not admitted: 列入《进出口野生动植物种商品目录》的商品除外.
	NoListedSpecies
	// NamedOnly: only the goods that the remark names.
	NamedOnly
	// ExceptClass: goods of the class that the remark names are not admitted.
	ExceptClass
	// NoDualUse: dual-use items are not admitted.
	NoDualUse
	// WeightPerYear: at most Grams per person and year, in total over the lines of
	// Group.
	WeightPerYear
	// Manual: the remark could not be parsed, and the maintainer accepted it as a
	// condition that quotes the text.
	Manual
)

var conditionNames = [...]string{
	BondedOnly: "bonded_only", NoListedSpecies: "no_listed_species", NamedOnly: "named_only",
	ExceptClass: "except_class", NoDualUse: "no_dual_use", WeightPerYear: "weight_per_year", Manual: "manual",
}

// String returns the public name of the kind.
func (k ConditionKind) String() string {
	if int(k) < len(conditionNames) {
		return conditionNames[k]
	}
	return ""
}

// Condition is one rule of a remark, with the clause that it was parsed from.
type Condition struct {
	Kind  ConditionKind
	Text  string // the clause of the remark
	Goods string // the goods or class named, for NamedOnly and ExceptClass
	Grams int64  // for WeightPerYear
	Group string // the lines that share a weight limit; blank for this line alone
}
