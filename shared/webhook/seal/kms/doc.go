// Package kms seals the secrets of webhooks with a key of AWS's Key Management Service. The key never leaves
// the service, and its policy lets one function seal and another open: the function that registers a webhook
// cannot read its stored secret.
//
// The id of the webhook is the encryption context, so that a secret sealed for one webhook cannot be opened for
// another. It appears in the account's CloudTrail, and does not identify the seller.
//
// Opened secrets are cached, so that a delivery costs no call. The client is built without the SDK's config
// package.
package kms
