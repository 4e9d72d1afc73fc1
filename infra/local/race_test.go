//go:build race

package main

// With the race detector, the program that the tests run has it too.
func init() { buildFlags = append(buildFlags, "-race") }
