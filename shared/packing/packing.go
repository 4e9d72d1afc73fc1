package packing

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
)

// Newest is the number of the dictionary that Pack uses.
const Newest = 5

// MaxUnpacked is the largest size of a text, in bytes: more than any response
// has.
const MaxUnpacked = 8 << 20

// In a shortened text, phraseMark is followed by the number of a phrase in two
// bytes, and plainMark by a literal byte. Neither byte occurs in UTF-8.
const (
	phraseMark = 0xFE
	plainMark  = 0xFF
)

// Pack compresses a text with the newest dictionary.
func Pack(text []byte) (packed []byte, err error) {
	d, err := Load(Newest)
	if err != nil {
		return nil, err
	}
	return d.Pack(text)
}

// Unpack decompresses a text that was packed with a dictionary.
func Unpack(number int, packed []byte) ([]byte, error) {
	d, err := Load(number)
	if err != nil {
		return nil, err
	}
	short, err := io.ReadAll(io.LimitReader(flate.NewReaderDict(bytes.NewReader(packed), d.sample), MaxUnpacked+1))
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	text, err := d.expand(short)
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	return text, nil
}

// Shorten replaces phrases of a text by numbers: the longest phrase at each
// place where a JSON value can begin.
func (d *Dictionary) Shorten(text []byte) []byte {
	short := make([]byte, 0, len(text)/4)
	for i := 0; i < len(text); {
		c := text[i]
		if c == '"' || c == '{' || c == '[' || c == ',' {
			if n, ok := d.longest(text[i:]); ok {
				short = append(short, phraseMark, byte(n>>8), byte(n))
				i += len(d.phrases[n])
				continue
			}
		}
		if c >= phraseMark {
			short = append(short, plainMark)
		}
		short = append(short, c)
		i++
	}
	return short
}

// expand is the inverse of Shorten.
func (d *Dictionary) expand(short []byte) ([]byte, error) {
	text := make([]byte, 0, 8*len(short))
	for i := 0; i < len(short); i++ {
		switch c := short[i]; {
		case c == phraseMark && i+2 < len(short):
			n := int(short[i+1])<<8 | int(short[i+2])
			if n >= len(d.phrases) {
				return nil, fmt.Errorf("no phrase %d", n)
			}
			text = append(text, d.phrases[n]...)
			i += 2
		case c == plainMark && i+1 < len(short):
			i++
			text = append(text, short[i])
		case c >= phraseMark:
			return nil, fmt.Errorf("cut off")
		default:
			text = append(text, c)
		}
		if len(text) > MaxUnpacked {
			return nil, fmt.Errorf("more than %d bytes", MaxUnpacked)
		}
	}
	return text, nil
}
