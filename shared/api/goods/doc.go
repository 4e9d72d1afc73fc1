// Package goods has the routes of the function check-goods.
package goods
