package main

import (
	"slices"
	"strings"

	"importchecker/shared/packing"
)

const (
	// samples is the greatest number of texts in a sample. More gain little, and slow down the packing of each
	// text.
	samples = 8

	// offered is the number of texts to choose from, judges the number of texts to try them on.
	offered = 32
	judges  = 96

	// maxSample is the greatest size of a sample, so that DEFLATE, whose window is 32 KB, reaches its beginning
	// from the end of most texts.
	maxSample = 27 << 10

	// maxSpelled is the greatest size of the phrases spelled out in a sample.
	maxSpelled = 8000

	// longPhrase is the length above which phrases are spelled out.
	longPhrase = 60
)

// sampled adds a sample to a dictionary: phrases spelled out, then the texts with which other texts become
// smallest, chosen one by one. The text chosen first is the most typical one; it comes last, at the shortest
// distance for DEFLATE.
func sampled(d *packing.Dictionary, texts [][]byte) (*packing.Dictionary, error) {
	n := min(offered, len(texts)/2)
	candidates, others := texts[:n], texts[n:min(n+judges, len(texts))]
	spelled := spelledOut(d, texts)
	var sample []byte
	for range samples {
		best, least := []byte(nil), 0
		for _, text := range candidates {
			longer := slices.Concat(d.Shorten(text), sample)
			if len(spelled)+len(longer) > maxSample {
				continue
			}
			n, err := packedSize(d.WithSample(slices.Concat(spelled, longer)), others)
			if err != nil {
				return nil, err
			}
			if best == nil || n < least {
				best, least = longer, n
			}
		}
		if best == nil {
			break
		}
		sample = best
	}
	return d.WithSample(slices.Concat(spelled, sample)), nil
}

// spelledOut returns the long phrases that are used most. When a part of one changes, such as the hash of an
// edition, the phrase no longer matches, but DEFLATE finds the rest of it here.
func spelledOut(d *packing.Dictionary, texts [][]byte) (spelled []byte) {
	uses := d.Uses(texts)
	var phrases []string
	for p := range uses {
		if len(p) > longPhrase {
			phrases = append(phrases, p)
		}
	}
	slices.SortFunc(phrases, func(a, b string) int {
		if uses[a] != uses[b] {
			return uses[b] - uses[a]
		}
		return strings.Compare(a, b)
	})
	for _, p := range phrases {
		if len(spelled)+len(p) <= maxSpelled {
			spelled = append(spelled, p...)
		}
	}
	return spelled
}

// packedSize returns the size of all texts when packed.
func packedSize(d *packing.Dictionary, texts [][]byte) (n int, err error) {
	for _, text := range texts {
		packed, err := d.Pack(text)
		if err != nil {
			return 0, err
		}
		n += len(packed)
	}
	return n, nil
}
