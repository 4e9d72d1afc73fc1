// Package language chooses the language of an answer.
package language
