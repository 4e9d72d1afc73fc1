// Package site has the routes of the function serve-site.
package site
