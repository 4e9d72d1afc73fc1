// Command serve-site serves the web page, the liveness check and the contract, and answers every path that no
// other function has:
//
//	GET /
//	GET /page/{version}/{file}
//	GET /healthz
//	GET /openapi.yaml
//	$default
package main

import (
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"importchecker/shared/api"
	"importchecker/shared/api/site"
	"importchecker/shared/page"
)

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	lambda.Start(api.Serve(site.New(signIn()), log, time.Now, nil))
}

// signIn returns how users sign in to the page. Without a client id they paste a token.
func signIn() page.SignIn {
	return page.SignIn{
		Issuer:   os.Getenv("OIDC_ISSUER"),
		ClientID: os.Getenv("OIDC_CLIENT_ID"),
		Audience: os.Getenv("OIDC_AUDIENCE"),
		Prefix:   os.Getenv("OIDC_SCOPE_PREFIX"),
		Origins:  os.Getenv("OIDC_TOKEN_ORIGINS"),
		Uploads:  os.Getenv("CATALOGUE_ORIGIN"),
	}
}
