// Package faults stands between a client of DynamoDB and the service, and goes
// wrong as it is told to: what a network and a busy service do to real
// requests, at a moment that a test chooses.
//
//	p, err := faults.New("http://127.0.0.1:8000")
//	p.Plan(func(c faults.Call) faults.Fault {
//		if c.Op == "TransactWriteItems" && c.N == 0 {
//			return faults.LoseReply() // it takes place, and nobody hears of it
//		}
//		return nil
//	})
//
// It also remembers which operations it was asked for, so that a test can say
// what a program did, and compare that with what a policy lets it do.
package faults
