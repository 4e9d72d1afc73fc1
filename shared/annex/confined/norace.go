//go:build !race

package confined

// MemoryLimited reports whether the system holds a process to [MaxMemory], where it
// can; it does not under the race detector.
const MemoryLimited = true
