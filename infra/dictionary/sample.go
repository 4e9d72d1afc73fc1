package main

import (
	"slices"
	"strings"

	"importchecker/shared/packing"
)

const (
	// samples is how many texts a sample has at most. More of them gain little, and each text
	// that is packed costs a look at all.
	samples = 8

	// offered is how many texts it is chosen from, and judges how many it is tried on.
	offered = 32
	judges  = 96

	// maxSample is how many bytes a sample may have, so that DEFLATE reaches its
	// beginning, 32 KB back, from the end of most texts.
	maxSample = 27 << 10

	// maxSpelled is how many bytes of phrases a sample spells out.
	maxSpelled = 8000

	// longPhrase is how long a phrase is that is spelled out.
	longPhrase = 60
)

// sampled gives a dictionary a sample. It begins with phrases spelled out, and goes
// on with the texts with which others become smallest, chosen one by one. The first
// that is chosen says most of what they have in common, and stands last, where
// DEFLATE reaches it with the shortest distance.
func sampled(d *packing.Dictionary, texts [][]byte) (*packing.Dictionary, error) {
	n := min(offered, len(texts)/2)
	from, others := texts[:n], texts[n:min(n+judges, len(texts))]
	spelled := spelledOut(d, texts)
	var sample []byte
	for range samples {
		best, least := []byte(nil), 0
		for _, text := range from {
			longer := slices.Concat(d.Shorten(text), sample)
			if len(spelled)+len(longer) > maxSample {
				continue
			}
			n, err := together(d.WithSample(slices.Concat(spelled, longer)), others)
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

// spelledOut returns the long phrases that are used most, as they are. Where a part of
// one changes, such as the hash of an edition, the phrase is of no use any more, and
// DEFLATE finds the rest of it here.
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

// together returns how many bytes texts have when they are packed.
func together(d *packing.Dictionary, texts [][]byte) (n int, err error) {
	for _, text := range texts {
		packed, err := d.Pack(text)
		if err != nil {
			return 0, err
		}
		n += len(packed)
	}
	return n, nil
}
