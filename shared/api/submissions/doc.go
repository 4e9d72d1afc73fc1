// Package submissions has the routes of a seller's submissions.
package submissions
