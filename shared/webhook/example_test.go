package webhook_test

import (
	"fmt"

	"importchecker/shared/webhook"
)

// Forbidden addresses.
func ExampleOptions_CheckURL() {
	for _, url := range []string{"https://shop.example.com/hooks", "http://shop.example.com/hooks",
		"https://169.254.169.254/latest"} {
		fmt.Println(webhook.Options{}.CheckURL(url))
	}
	// Output:
	// <nil>
	// want an absolute https URL without a user, a password or a fragment
	// the address is not one of the public internet: 169.254.169.254
}
