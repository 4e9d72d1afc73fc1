//go:build !unix

package search

import "os"

// mapFile reads a file, on systems where files are not mapped into memory.
func mapFile(path string) (string, error) {
	bytes, err := os.ReadFile(path)
	return string(bytes), err
}
