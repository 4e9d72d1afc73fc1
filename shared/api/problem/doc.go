// Package problem has the codes of problems and of errors within a request, with
// their sentences in English and Chinese, and writes the problem document (RFC 9457).
// Of HTTP it knows only the statuses.
package problem
