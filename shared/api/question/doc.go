// Package question reads the bodies of checks: of goods, of a batch of goods, and of a
// service. It does not depend on HTTP.
package question
