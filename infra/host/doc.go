// Package host emulates the Lambda service on this machine: it runs the program of a function and talks to it
// over the Runtime API, as the service does. The program is the deployed one, except for the target processor.
//
//	f, err := host.Start(host.Config{Program: "bootstrap", Name: "check-goods"})
//	answer, err := f.Invoke(event)
//
// As in Lambda:
//
//   - A function handles one event at a time. A Pool runs several copies.
//   - An event carries a deadline and a trace id. At the deadline the program is killed, and the next event
//     starts a new one.
//   - A program that ends is started again for the next event.
//   - Its environment is only what Lambda sets and what the Config adds.
//
// Unlike in Lambda, there is no sandbox and no limit of memory or processor, and the program is not frozen
// between events. AWS's own Runtime Interface Emulator comes with the SAM command; the tests of functions/ use
// it as well.
package host
