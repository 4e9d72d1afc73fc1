package files

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"importchecker/shared/catalogue/job"
	"importchecker/shared/catalogue/sheet"
	"importchecker/shared/storage"
)

// Path is the path prefix of a Folder's URLs.
const Path = "/files/"

// A Folder stores files on disk and serves them: it is an http.Handler for the URLs that it returns.
type Folder struct {
	Dir    string
	Base   string // the URL of its server, without a slash at the end
	Secret []byte // signs the URLs
	Now    func() time.Time
	// Arrived is called after a file was put; it may be nil.
	Arrived func(ctx context.Context, key string)
}

var _ job.Files = (*Folder)(nil)

// PutURL implements job.Files.
func (f *Folder) PutURL(key string, until time.Time) (method, address string, headers map[string]string, err error) {
	return http.MethodPut, f.address(http.MethodPut, key, "", until), map[string]string{}, nil
}

// GetURL implements job.Files.
func (f *Folder) GetURL(key, saveAs string, until time.Time) (string, error) {
	return f.address(http.MethodGet, key, saveAs, until), nil
}

func (f *Folder) address(method, key, saveAs string, until time.Time) string {
	q := url.Values{"until": {strconv.FormatInt(until.Unix(), 10)}}
	if saveAs != "" {
		q.Set("as", saveAs)
	}
	q.Set("sign", f.sign(method, key, q))
	return f.Base + Path + key + "?" + q.Encode()
}

// sign signs all parts of a URL.
func (f *Folder) sign(method, key string, q url.Values) string {
	mac := hmac.New(sha256.New, f.Secret)
	for _, part := range []string{method, key, q.Get("until"), q.Get("as")} {
		mac.Write([]byte(strconv.Itoa(len(part)) + ":" + part))
	}
	return hex.EncodeToString(mac.Sum(nil))
}

// ServeHTTP stores and serves files at signed URLs.
func (f *Folder) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	key, q := strings.TrimPrefix(r.URL.Path, Path), r.URL.Query()
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	until, err := strconv.ParseInt(q.Get("until"), 10, 64)
	if err != nil || !hmac.Equal([]byte(q.Get("sign")), []byte(f.sign(method, key, q))) || !filepath.IsLocal(key) {
		http.Error(w, "invalid address", http.StatusForbidden)
		return
	}
	if f.Now().Unix() > until {
		http.Error(w, "this address is out of date", http.StatusForbidden)
		return
	}
	// Files take longer than requests.
	limits := http.NewResponseController(w)
	_, _ = limits.SetReadDeadline(time.Time{}), limits.SetWriteDeadline(time.Time{}) // not every server supports them
	switch method {
	case http.MethodPut:
		f.put(w, r, key)
	case http.MethodGet:
		if as := q.Get("as"); as != "" {
			w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": as}))
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		http.ServeFile(w, r, f.path(key))
	default:
		http.Error(w, "PUT or GET", http.StatusMethodNotAllowed)
	}
}

// put stores a file, whole or not at all.
func (f *Folder) put(w http.ResponseWriter, r *http.Request, key string) {
	if r.ContentLength > sheet.MaxFile {
		http.Error(w, "a catalogue may have at most 512 MiB", http.StatusRequestEntityTooLarge)
		return
	}
	err := f.write(key, http.MaxBytesReader(w, r.Body, sheet.MaxFile))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		http.Error(w, "a catalogue may have at most 512 MiB", http.StatusRequestEntityTooLarge)
		return
	}
	if err != nil {
		http.Error(w, "the file could not be kept", http.StatusServiceUnavailable)
		return
	}
	if f.Arrived != nil {
		f.Arrived(r.Context(), key)
	}
	w.WriteHeader(http.StatusOK)
}

func (f *Folder) path(key string) string { return filepath.Join(f.Dir, filepath.FromSlash(key)) }

// write writes a temporary file and renames it.
func (f *Folder) write(key string, src io.Reader) error {
	path := f.path(key)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // fails once renamed, as it should
	_, err = io.Copy(file, src)
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

// jobs is the folder with a folder for each job; see job.Job.Key.
const jobs = "catalogues"

// Sweep removes the files of jobs that no longer exist, and returns the number of those jobs. A bucket has a
// lifecycle rule for that.
func (f *Folder) Sweep(ctx context.Context, exists func(ctx context.Context, id string) (bool, error)) (int, error) {
	entries, err := os.ReadDir(f.path(jobs))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	removed := 0
	for _, e := range entries {
		found, err := exists(ctx, e.Name())
		if err != nil {
			return removed, err
		}
		if found {
			continue
		}
		if err := os.RemoveAll(f.path(jobs + "/" + e.Name())); err != nil {
			return removed, err
		}
		removed++
	}
	return removed, err
}

// Size implements job.Files.
func (f *Folder) Size(_ context.Context, key string) (int64, error) {
	info, err := os.Stat(f.path(key))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, storage.ErrNotFound
	}
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// Open implements job.Files.
func (f *Folder) Open(_ context.Context, key string) (io.ReadCloser, error) {
	file, err := os.Open(f.path(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, storage.ErrNotFound
	}
	return file, err
}

// Write implements job.Files.
func (f *Folder) Write(_ context.Context, key string, file *os.File) error { return f.write(key, file) }
