// Package seal seals the secrets of webhooks with a key in a file: AES-256 in Galois/Counter Mode, with each
// secret bound to its webhook. It is for a single machine, where anyone who can read the file can sign. A
// deployment uses package kms, where the functions that seal cannot open.
package seal
