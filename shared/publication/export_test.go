package publication

// HashOf is the hash of what is stored, for tests that damage it cleverly.
func HashOf(b []byte) string { return hashOf(b) }
