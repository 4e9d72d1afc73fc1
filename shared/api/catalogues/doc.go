// Package catalogues has the routes of whole catalogues: a seller creates a job,
// uploads the file to the address in the answer, polls the progress, and fetches the
// result.
package catalogues
