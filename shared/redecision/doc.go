// Package redecision decides stored submissions again when a list changes.
//
// A Touch describes the submissions that a change of the lists can affect: by
// code, with the codes under and above it; or all of them, when absence from
// the list has another meaning than before, as when a partial edition becomes
// complete. Touched compares days, not editions: a reprint with other serial
// numbers affects nothing. A publication creates Jobs, and a job has parts. A
// Worker processes a part: it walks the index by code, and answers each stored
// request again:
//
//   - on the lists before and after the publication. When both answers are equal (see
//     Significant), the publication does not affect the submission, and it is skipped;
//   - then on the current lists. When the answer differs from the newest decision, it
//     is added as the next decision, with the cause list_published and one event
//     decision.changed that names the entry and the document.
//
// Decision and event are one transaction, on the condition that neither the
// submission nor the lists have changed since they were read. So the number of
// workers, their failures, and the number and order of their messages do not
// matter: each decision is added once. When a worker fails, its part is resumed
// from the last saved progress, and what was already done is recognized.
//
// A request that states a day is answered for that day. Any other is answered
// for the day of the redecision; an edition with a later first day has a job on
// that day as well.
package redecision
