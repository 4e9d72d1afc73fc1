// Package reference has the routes of the function read-reference: the tariff, the
// channels and the published lists.
package reference
