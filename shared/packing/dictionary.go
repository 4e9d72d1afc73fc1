package packing

import (
	"bytes"
	"compress/flate"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
	"strconv"
	"sync"
)

//go:embed dictionaries/*.bin
var files embed.FS

// maxPhrases is how many phrases two bytes can number.
const maxPhrases = 1 << 16

// A Dictionary has phrases, sorted by their bytes, and a sample of texts
// shortened with them, which DEFLATE uses as its preset dictionary.
type Dictionary struct {
	phrases [][]byte
	shorter []int32 // for each phrase, the longest other one that is a prefix of it; -1 for none
	sample  []byte
	writers sync.Pool // of *flate.Writer: each has half a megabyte of tables
}

// NewDictionary returns a dictionary of phrases, without a sample.
func NewDictionary(phrases [][]byte) *Dictionary {
	phrases = slices.Clone(phrases)
	slices.SortFunc(phrases, bytes.Compare)
	d := &Dictionary{phrases: slices.CompactFunc(phrases, bytes.Equal)}
	d.shorter = make([]int32, len(d.phrases))
	for i := range d.phrases {
		j := int32(i - 1)
		for j >= 0 && !bytes.HasPrefix(d.phrases[i], d.phrases[j]) {
			j = d.shorter[j]
		}
		d.shorter[i] = j
	}
	return d
}

// longest returns the longest phrase that is a prefix of a text.
func (d *Dictionary) longest(text []byte) (n int, ok bool) {
	// A prefix of the text sorts before it, and every phrase between them
	// begins with that prefix too.
	i := int32(sort.Search(len(d.phrases), func(i int) bool { return bytes.Compare(d.phrases[i], text) > 0 }) - 1)
	for i >= 0 && !bytes.HasPrefix(text, d.phrases[i]) {
		i = d.shorter[i]
	}
	return int(i), i >= 0
}

// WithSample returns a dictionary of the same phrases with a sample, which is
// one or more shortened texts.
func (d *Dictionary) WithSample(sample []byte) *Dictionary {
	return &Dictionary{phrases: d.phrases, shorter: d.shorter, sample: sample}
}

// Phrases returns the number of phrases.
func (d *Dictionary) Phrases() int { return len(d.phrases) }

// Marshal encodes the dictionary: for each phrase its length, as a varint, and
// its bytes. The sample follows a length of zero.
func (d *Dictionary) Marshal() []byte {
	var file []byte
	for _, p := range d.phrases {
		file = binary.AppendUvarint(file, uint64(len(p)))
		file = append(file, p...)
	}
	if len(d.sample) > 0 {
		file = append(append(file, 0), d.sample...)
	}
	return file
}

func unmarshal(file []byte) (*Dictionary, error) {
	var phrases [][]byte
	var sample []byte
	for len(file) > 0 {
		n, size := binary.Uvarint(file)
		if size > 0 && n == 0 {
			sample = file[size:]
			break
		}
		if size <= 0 || n > uint64(len(file)-size) {
			return nil, errors.New("cut off")
		}
		phrases = append(phrases, file[size:size+int(n)])
		file = file[size+int(n):]
	}
	if len(phrases) > maxPhrases {
		return nil, fmt.Errorf("%d phrases", len(phrases))
	}
	return NewDictionary(phrases).WithSample(sample), nil
}

var loaded sync.Map // *Dictionary by number

// Load returns a dictionary by its number.
func Load(number int) (*Dictionary, error) {
	if d, ok := loaded.Load(number); ok {
		return d.(*Dictionary), nil
	}
	file, err := files.ReadFile("dictionaries/" + strconv.Itoa(number) + ".bin")
	if err != nil {
		return nil, fmt.Errorf("no dictionary has the number %d", number)
	}
	d, err := unmarshal(file)
	if err != nil {
		return nil, fmt.Errorf("dictionary %d: %w", number, err)
	}
	loaded.Store(number, d)
	return d, nil
}

// Pack compresses a text.
func (d *Dictionary) Pack(text []byte) ([]byte, error) {
	w, ok := d.writers.Get().(*flate.Writer)
	if !ok {
		var err error
		if w, err = flate.NewWriterDict(io.Discard, flate.BestCompression, d.sample); err != nil {
			return nil, err
		}
	}
	defer d.writers.Put(w)
	var b bytes.Buffer
	b.Grow(2 << 10)
	w.Reset(&b)
	if _, err := w.Write(d.Shorten(text)); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Uses counts how often each phrase is used to shorten texts, for programs that
// make dictionaries.
func (d *Dictionary) Uses(texts [][]byte) map[string]int {
	uses := make(map[string]int)
	for _, text := range texts {
		short := d.Shorten(text)
		for i := 0; i < len(short); i++ {
			switch short[i] {
			case phraseMark:
				uses[string(d.phrases[int(short[i+1])<<8|int(short[i+2])])]++
				i += 2
			case plainMark:
				i++
			}
		}
	}
	return uses
}
