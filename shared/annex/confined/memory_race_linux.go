//go:build race

package confined

// memoryLimited is false: the race detector's shadow memory, several times what the
// program itself has, counts against a limit of the system. The limits of time and of
// files, and the garbage collector's bound, stay. Only tests are built so.
const memoryLimited = false
