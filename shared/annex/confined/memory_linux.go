//go:build !race

package confined

// memoryLimited: the system limits the memory of a process to [MaxMemory].
const memoryLimited = true
