// Package problem has the vocabulary of what goes wrong: the codes of problems
// and of errors within a request, with their sentences in English and Chinese,
// and the document that says so (RFC 9457). It knows no HTTP but for statuses.
package problem
