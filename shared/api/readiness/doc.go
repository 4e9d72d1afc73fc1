// Package readiness has the readiness check.
package readiness
