// Package feedback has the routes of what readers say of answers: anyone says
// whether one was useful, and maintainers of the lists read what was said.
package feedback
