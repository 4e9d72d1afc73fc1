//go:build !unix

package search

import "os"

// mapped reads a file as a whole, where files are not mapped into memory.
func mapped(path string) (string, error) {
	bytes, err := os.ReadFile(path)
	return string(bytes), err
}
