// Package reference has the routes of the function read-reference: the tariff and
// the published lists.
package reference
