// Package sample has invented editions of the services lists that show how
// complete lists behave: a national one, one for pilot free trade zones, and
// one for Hainan. Every row has the basis "sample", and every answer based on one
// says so. The provisions of law beside them are the real ones.
//
// No deployed function imports this package. The local server does, and loads
// it only on request.
package sample

import "importchecker/shared/services"

//go:generate go run gen.go

// With returns the catalogue with the sample editions in force.
func With(c *services.Catalogue) *services.Catalogue {
	for i := range editions {
		c = c.With(&editions[i])
	}
	return c
}
