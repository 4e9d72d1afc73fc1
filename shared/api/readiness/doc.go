// Package readiness has the route that says whether all is well.
package readiness
