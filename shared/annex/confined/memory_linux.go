//go:build !race

package confined

// memoryLimited: the system holds a process to [MaxMemory].
const memoryLimited = true
