// Package kms seals the secrets of webhooks with a key of AWS's Key Management
// Service. The key never leaves the service, and its policy lets one function seal
// and another open: who registers a webhook cannot read what is stored of it.
//
// The id of the webhook is the encryption context, so that what was sealed for one
// cannot be opened for another. It stands in the account's trail, and says nothing
// of the seller.
//
// What was opened is remembered, so that a delivery costs no call. The client is
// built from values, without the SDK's config package.
package kms
