//go:build race

package confined

// memoryLimited is false: the shadow memory of the race detector, several times
// that of the program itself, counts against a limit of the system. The limits
// of time and of files, and the bound of the garbage collector, remain. Only
// tests are built this way.
const memoryLimited = false
