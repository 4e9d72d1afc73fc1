// Package search has the route of the function search-tariff, which finds codes by
// words. It is a function of its own so that no other one loads the model.
package search
