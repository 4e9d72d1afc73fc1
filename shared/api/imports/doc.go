// Package imports has the routes by which maintainers bring lists in.
package imports
