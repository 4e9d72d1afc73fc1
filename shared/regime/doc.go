// Package regime holds what authorities beside customs' own tariff ask of
// imports: families of goods, each with the law that reaches it.
//
// A tariff line that states no condition says nothing of publications, medical
// devices, radio transmitters or food producers: other law asks about those. A
// Regime is one such family on its days, with what is needed, who is asked, and
// in which channels:
//
//	for _, i := range regime.Under("4901990000") {
//		r := &regime.Regimes[i] // publications: 出版管理条例, article 41
//	}
//
// Some families are whole codes; of others only some goods of a code are
// reached, and a fact of the caller tells which.
//
// source/regimes.txt is the data, written for a lawyer to read; its head says
// what each line means. go generate compiles it into table.go, and refuses what
// is not well formed.
//
// # What this package does not decide
//
// Whether a permit would be given, what a mandatory standard requires, and what
// the lists behind a law hold (the CCC catalogue, the inventory of chemicals,
// the catalogue of measuring instruments): none of them is held. A family that
// depends on such a list says so with an "if".
package regime
