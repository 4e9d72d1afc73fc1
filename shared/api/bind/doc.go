// Package bind reads a JSON body token by token, and collects what is wrong in it.
package bind
