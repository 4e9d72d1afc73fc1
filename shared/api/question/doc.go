// Package question reads the bodies of checks: what is asked of goods, of a batch
// of goods, and of services. It knows no HTTP.
package question
