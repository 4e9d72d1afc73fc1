// Package redecision decides stored submissions again when a list changes.
//
// A Touch is what a change of the lists can reach: codes, those under them and
// above them; or all, when what it means to be absent has changed, as when a
// fragment becomes whole. Touched compares the days, not the editions: what is
// printed again, with other serial numbers, touches nothing. A publication makes
// Jobs, a job has parts, and a Worker does a part: it goes through the index by
// code, and asks each request again, as it was stored:
//
//   - on the lists before the publication and after it. When both answers come
//     to the same (Significant says what counts), the publication is not what
//     this submission is about, and it is left alone;
//   - then on the lists of now. When that is not what the newest decision says,
//     it is added as the next decision, with the cause list_published, and with
//     one event decision.changed that names the entry and the document.
//
// Decision and event are one transaction, on the condition that the submission
// is as it was read and that the lists are still those decided on. So it does
// not matter how many workers there are, when they die, or how often and in
// which order they are told: each is there once. A part of a job whose worker
// has died is done again from the last note, and finds done what was done.
//
// A request that says which day it is about is asked about that day. Another is
// asked about the day on which it is decided again; an edition that is in force
// from a later day has a job on that day as well.
package redecision
