// Package repository finds the root of this repository, for commands that run inside it.
package repository

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
)

// Root returns the folder with go.mod and template.yaml: at or above the working directory, or else above this
// source file.
func Root() (string, error) {
	starts := []string{}
	if dir, err := os.Getwd(); err == nil {
		starts = append(starts, dir)
	}
	if _, file, _, ok := runtime.Caller(0); ok && filepath.IsAbs(file) {
		starts = append(starts, filepath.Dir(file))
	}
	for _, dir := range starts {
		for ; ; dir = filepath.Dir(dir) {
			if isFile(filepath.Join(dir, "template.yaml")) && isFile(filepath.Join(dir, "go.mod")) {
				return dir, nil
			}
			if dir == filepath.Dir(dir) {
				break
			}
		}
	}
	return "", errors.New("template.yaml and go.mod are not here or above: run this inside the repository")
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
