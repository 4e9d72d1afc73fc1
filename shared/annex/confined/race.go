//go:build race

package confined

// MemoryLimited is false: the race detector's shadow memory, several times what the
// program itself has, counts against a limit of the system, so that none is set. The
// limits of time and of files, and the garbage collector's bound, stay. It is for
// tests alone that a program is built so.
const MemoryLimited = false
