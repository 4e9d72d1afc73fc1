// Package submitted decides what a submission asks, when it is made and again when
// a list changes. It knows no HTTP.
package submitted
