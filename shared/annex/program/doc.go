// Package program bounds what programs may take that read annexes: those of poppler
// and of LibreOffice.
package program
