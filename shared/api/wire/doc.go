// Package wire writes JSON documents member by member, so that equal calls give
// equal bytes.
package wire
