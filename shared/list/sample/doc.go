// Package sample has invented editions that show how complete lists behave:
// a retail import list and the Yiwu list with its 35 kinds of goods. Every row
// has the basis "sample", and every decision that uses one says so.
//
// No deployed function imports this package. The local server does, and uses
// it only on request.
package sample

import "importchecker/shared/list"

//go:generate go run gen.go

// With returns the catalogue with the sample editions added.
func With(c *list.Catalogue) *list.Catalogue {
	for i := range editions {
		c = c.With(&editions[i])
	}
	return c
}
