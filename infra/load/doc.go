// Command load measures how much the product carries on this machine, and what
// that does to its memory:
//
//	go run ./infra/load
//
// It builds and starts two targets, one after the other, and asks each as fast
// as its answers come, over a few connections that are kept open:
//
//	local       the local server, with its store in a file
//	functions   the functions' programs as deployed, each in several copies run
//	            by package host, behind package gateway; submissions are kept at
//	            a DynamoDB emulator when the environment names one (DYNOXIDE),
//	            and left out otherwise
//
// Everything stays on the loopback, ends by itself, and leaves nothing behind.
// The generator shares the machine with what it measures, so the figures are
// what is left beside it.
//
//	-for 5s           how long each request is asked
//	-connections 8    how many at once
//	-copies 2         of each function
//	-target both      local, functions or both
//	-only check,list  some of the requests: check, batch, tariff, submit, list
package main
