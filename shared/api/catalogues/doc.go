// Package catalogues has the routes of whole catalogues: a seller makes a job, puts
// the file at the address that the answer names, looks how far it is, and fetches
// the result.
package catalogues
