//go:build race

package eligibility_test

// detectsRaces says that the tests run many times slower than the program.
const detectsRaces = true
