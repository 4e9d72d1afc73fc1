// Package seal seals the secrets of webhooks with a key that is kept in a file:
// AES-256 in Galois/Counter Mode, each secret bound to its webhook. It is for one
// machine, where whoever may read the file may sign. A deployment seals with
// package kms, where who seals cannot open.
package seal
