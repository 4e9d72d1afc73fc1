// Package submitted decides the requests of submissions, when they are made and again
// when a list changes. It does not depend on HTTP.
package submitted
