// Package compile turns the source of the regimes into Go.
package compile
