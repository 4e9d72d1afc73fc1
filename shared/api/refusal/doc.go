// Package refusal turns the errors of the domain and of storage into problems.
package refusal
