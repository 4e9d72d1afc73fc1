// Package faults is a proxy between a client of DynamoDB and the service that injects the faults of a network
// and a busy service, when a test wants them.
//
//	p, err := faults.New("http://127.0.0.1:8000")
//	p.Plan(func(c faults.Call) faults.Fault {
//		if c.Op == "TransactWriteItems" && c.N == 0 {
//		return faults.LoseReply() // it is applied, but the reply is lost
//		}
//		return nil
//	})
//
// It also records the calls, so that a test can compare what a program does with what a policy allows.
package faults
