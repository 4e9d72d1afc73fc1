// Package contributing has the examples of CONTRIBUTING.md: each .diff is a complete change of one kind, which
// the tests apply to a copy of the repository, build and test. None of them is part of the product.
package contributing
