//go:build !race

package publication_test

const raceDetector = false
