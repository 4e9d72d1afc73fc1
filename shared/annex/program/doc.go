// Package program limits the resources of the programs that read annexes: those
// of poppler and LibreOffice.
package program
