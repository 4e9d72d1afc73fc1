// Package office converts files of old Office formats (.xls, .doc, .wps, .et)
// to the new ones, with LibreOffice where that is installed. Sites of
// ministries still publish them.
//
// LibreOffice runs in its own home directory, with limits of memory and
// processor time, and opens nothing but the file: macros and links have no
// effect.
package office

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"importchecker/shared/annex/program"
	"importchecker/shared/annex/tables"
)

// Limits for converting one file.
const (
	maxMemory    = 256 << 20
	MaxProcessor = 7 * time.Second
	patience     = 40 * time.Second
)

// programNames are the names of the LibreOffice program.
var programNames = []string{"soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice"}

// Available reports whether LibreOffice is installed.
func Available() bool { return findProgram() != "" }

func findProgram() string {
	for _, name := range programNames {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// Convert converts a file to the format to: xlsx or docx.
func Convert(raw []byte, from, to string) ([]byte, error) {
	path := findProgram()
	if path == "" {
		return nil, errors.New("LibreOffice is not installed here")
	}
	folder, err := os.MkdirTemp("", "office-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "annex."+from)
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c := exec.CommandContext(ctx, path, "--headless", "--norestore", "--nolockcheck", "-env:UserInstallation=file://"+
		filepath.ToSlash(folder)+"/home",
		"--convert-to", to, "--outdir", filepath.Join(folder, "out"), file)
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + folder, "TMPDIR=" + folder, "LC_ALL=C.UTF-8"}
	c.WaitDelay = time.Second
	var output bytes.Buffer
	c.Stdout, c.Stderr = &output, &output
	if err := c.Start(); err != nil {
		return nil, fmt.Errorf("LibreOffice cannot be run: %w", err)
	}
	program.Confine(c.Process.Pid, maxMemory, MaxProcessor)
	err = c.Wait()
	switch {
	case ctx.Err() != nil, program.OutOfTime(c.ProcessState):
		return nil, errors.New("LibreOffice takes too long to read it")
	case err != nil:
		return nil, fmt.Errorf("LibreOffice cannot read it (%w)", err)
	}
	info, err := os.Stat(filepath.Join(folder, "out", "annex."+to))
	if err != nil {
		return nil, errors.New("LibreOffice cannot read it: it may be damaged, or locked with a password")
	}
	if info.Size() > tables.MaxFile {
		return nil, tables.TooLarge(int(info.Size()))
	}
	return os.ReadFile(filepath.Join(folder, "out", "annex."+to))
}
