// Package decision writes decisions on goods and services as JSON, with their
// reasons, citations and sources.
package decision
