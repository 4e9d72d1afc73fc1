// Package regime holds the requirements of other authorities for imports: families
// of goods, each with the law that applies to it.
//
// The conditions of a tariff line do not cover publications, medical devices, radio
// transmitters or food producers: other laws do. A Regime is one such family during
// the days of one text, with the requirement, the authority and the channels:
//
//	for _, i := range regime.Under("4901990000") {
//		r := &regime.Regimes[i] // publications: 出版管理条例, article 41
//	}
//
// Some families are all goods of their codes. Others are some of them, and a fact from
// the caller decides which.
//
// source/regimes.txt has the data, written for a lawyer to read; its head explains the
// format. go generate compiles it into table.go, and rejects invalid data.
//
// # What this package does not decide
//
// Whether a permit would be given, what a mandatory standard requires, and which goods
// are on the lists that a law refers to (the CCC catalogue, the inventory of chemicals,
// the catalogue of measuring instruments): these are not held. The text of a family
// that depends on such a list says so with an "if".
package regime
