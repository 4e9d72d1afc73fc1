// Package compile compiles the source of the regimes into Go.
package compile
