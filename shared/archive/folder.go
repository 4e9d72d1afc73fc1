package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"importchecker/shared/storage"
)

// A Folder is an archive in a directory of that name.
type Folder string

var _ Archive = Folder("")

// Keep implements Archive.
func (f Folder) Keep(ctx context.Context, list, sum string, raw []byte) error {
	name, err := fileName(list, sum, raw)
	if err != nil {
		return err
	}
	if err := f.keep(ctx, filepath.Join(string(f), filepath.FromSlash(name)), raw); err != nil {
		return fmt.Errorf("keep %s: %w", name, unavailable(err))
	}
	return nil
}

// unavailable maps errors of the file system to those of package storage.
func unavailable(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: %w", storage.ErrFull, err)
	}
	if errors.As(err, new(*fs.PathError)) {
		return fmt.Errorf("%w: %w", storage.ErrUnavailable, err)
	}
	return err
}

// keep writes a file under a temporary name and then renames it, so that it is
// never stored in part.
func (f Folder) keep(ctx context.Context, path string, raw []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if info, err := os.Stat(path); err == nil && info.Size() == int64(len(raw)) {
		return nil
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(folder, ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // fails once moved, as it should
	_, err = file.Write(raw)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return err
	}
	return syncFolder(folder)
}

// syncFolder makes the entries of a folder durable.
func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
