// Package imports has the routes by which maintainers import and publish lists.
package imports
