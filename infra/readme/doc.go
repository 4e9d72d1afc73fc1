// Package readme runs the commands that the READMEs show, as a reader would, on programs built from the source.
// It has only tests.
//
// A command that cannot be run here is in a table with the reason. A command that is neither run nor in that
// table fails the test, and so does a reason for a command that is no longer shown.
package readme
