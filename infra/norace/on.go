//go:build race

package norace

const detects = true
