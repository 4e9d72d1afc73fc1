//go:build unix

package search

import (
	"errors"
	"os"
	"syscall"
	"unsafe"
)

// mapFile maps a file into memory until the program ends, and returns its bytes.
func mapFile(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", err
	}
	if info.Size() == 0 {
		return "", errors.New(path + " is empty")
	}
	bytes, err := syscall.Mmap(int(file.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_PRIVATE)
	if err != nil {
		return "", os.NewSyscallError("mmap", err)
	}
	return unsafe.String(&bytes[0], len(bytes)), nil
}
