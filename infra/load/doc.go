// Command load measures the throughput of the product on this machine, and its memory:
//
//	go run ./infra/load
//
// It builds and starts two targets, one after the other, and sends each requests over a few kept-alive
// connections, each request as soon as the answer to the one before arrives:
//
//	local       the local server, with its store in a file
//	functions   the deployed functions' programs, each in several copies run
//	            by package host, behind package gateway; submissions are stored
//	            in a DynamoDB emulator when the environment names one (DYNOXIDE),
//	            and left out otherwise
//
// Everything runs on the loopback interface, ends by itself, and leaves nothing behind. The load generator
// shares the machine with its target, which lowers the figures.
//
//	-for 5s           how long each request is repeated
//	-connections 8    how many at once
//	-copies 2         of each function
//	-target both      local, functions or both
//	-only check,list  some of the requests: check, batch, tariff, submit, list
package main
