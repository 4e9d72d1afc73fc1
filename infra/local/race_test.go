//go:build race

package main

// When the tests look for races the program that they run does too.
func init() { buildFlags = append(buildFlags, "-race") }
