// Package services has the routes of the function check-services.
package services
