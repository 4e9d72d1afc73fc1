package functions

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"importchecker/infra/host"
	"importchecker/shared/search"
	"importchecker/shared/store/dynamo"
)

// TestWordsLayer checks that exactly the functions that use the model of words have the layer with its file,
// and the layer has nothing else.
func TestWordsLayer(t *testing.T) {
	const file = "/opt/words.bin"
	for _, name := range names {
		f := readTemplate.function(name)
		variable := f.at("Environment", "Variables", "WORDS_FILE").text()
		var layers []string
		for _, l := range f.at("Layers").items() {
			layers = append(layers, l.text())
		}
		switch reads := slices.Contains(readsWords, name); {
		case reads && (variable != file || !slices.Equal(layers, []string{"!Ref Words"})):
			t.Errorf("%s reads %q from %q", name, variable, layers)
		case !reads && (variable != "" || len(layers) > 0):
			t.Errorf("%s asks no words, and has %q and %q", name, variable, layers)
		}
	}
	entries, err := os.ReadDir(filepath.Dir(wordsFile()))
	if err != nil || len(entries) != 1 || entries[0].Name() != path.Base(file) {
		t.Errorf("the layer has %v (%v), want %s alone", entries, err, path.Base(file))
	}
	if _, err := search.Open(wordsFile()); err != nil {
		t.Error(err)
	}
}

// TestWordsMissing checks that without the file, or with a truncated one, a function does not start, and names
// the file.
func TestWordsMissing(t *testing.T) {
	whole, err := os.ReadFile(wordsFile())
	if err != nil {
		t.Fatal(err)
	}
	short := filepath.Join(t.TempDir(), "short.bin")
	if err := os.WriteFile(short, whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range readsWords {
		for _, file := range []string{filepath.Join(t.TempDir(), "absent.bin"), short} {
			var log host.Output
			env := append(environment(name, dynamo.Config{}), "WORDS_FILE="+file)
			f, err := host.Start(host.Config{Program: build(t, name), Name: name, Env: env, Log: &log})
			if err == nil {
				f.Close()
			}
			if err == nil || !strings.Contains(log.String(), `"msg":"cannot start"`) ||
				!strings.Contains(log.String(), filepath.Base(file)) {
				t.Errorf("%s with %s: %v, log %s", name, filepath.Base(file), err, log.String())
			}
		}
	}
}
