// Package search has the route of the function search-tariff: from words to
// codes. It is a function of its own so that no other one holds the model.
package search
