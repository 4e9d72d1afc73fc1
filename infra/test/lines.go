package main

import (
	"bytes"
	"fmt"
	"go/scanner"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// maxColumns limits the lines of hand-written Go. String literals do not count, since a text is not broken for
// its length, and neither does the expected output of examples.
const maxColumns = 120

// longLines returns the lines of files that are too long.
func (r *run) longLines(files []string) (long []string, err error) {
	for _, name := range files {
		source, err := os.ReadFile(filepath.Join(r.root, name))
		if err != nil {
			return nil, err
		}
		if bytes.HasPrefix(source, []byte("// Code generated ")) {
			continue
		}
		for i, columns := range columnsOf(source) {
			if columns > maxColumns {
				long = append(long, fmt.Sprintf("%s:%d: %d columns", name, i+1, columns))
			}
		}
	}
	return long, nil
}

// columnsOf returns the number of columns of each line that count.
func columnsOf(source []byte) (columns []int) {
	for line := range strings.Lines(string(source)) {
		columns = append(columns, utf8.RuneCountInString(strings.TrimRight(line, "\n")))
	}
	set := token.NewFileSet()
	file := set.AddFile("", set.Base(), len(source))
	var s scanner.Scanner
	s.Init(file, source, nil, scanner.ScanComments)
	printed := 0 // the last line of an example's expected output
	for {
		at, kind, text := s.Scan()
		line := file.Line(at)
		switch {
		case kind == token.EOF:
			return columns
		case kind == token.STRING:
			for i, part := range strings.Split(text, "\n") {
				columns[line-1+i] -= utf8.RuneCountInString(part)
			}
		case kind == token.COMMENT && (line == printed+1 || strings.HasPrefix(text, "// Output:")):
			printed = line
			columns[line-1] = 0
		}
	}
}
