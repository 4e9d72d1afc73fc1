// Package host stands in for the Lambda service on this machine: it runs the
// program of a function and talks to it over the Runtime API, as the service
// does. The program is byte for byte the one that is deployed, but for the
// processor that it was built for.
//
//	f, err := host.Start(host.Config{Program: "bootstrap", Name: "check-goods"})
//	answer, err := f.Invoke(event)
//
// What is as in Lambda:
//
//   - A function has one event at a time. A Pool runs several copies.
//   - An event carries a deadline and a trace id. At the deadline the program
//     is killed, whatever it is doing, and the next event finds a new one.
//   - A program that ends is started again for the next event.
//   - Its environment is what Lambda sets and what it is given, and no more.
//
// What is not: there is no sandbox, no limit of memory or processor, and the
// program is not frozen between events. AWS's own Runtime Interface Emulator
// comes with the SAM command; the tests of functions/ use it as well.
package host
