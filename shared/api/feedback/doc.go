// Package feedback has the routes of feedback on answers: anyone can say whether an
// answer was useful, and maintainers of the lists read the feedback.
package feedback
