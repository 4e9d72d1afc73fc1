//go:build race

package norace

// Detects reports whether the tests were built with the race detector.
const Detects = true
