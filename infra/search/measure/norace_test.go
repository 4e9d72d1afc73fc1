//go:build !race

package measure

// detectsRaces says that the tests run several times slower than the program.
const detectsRaces = false
