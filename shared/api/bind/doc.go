// Package bind reads a JSON body token by token, and collects its errors.
package bind
