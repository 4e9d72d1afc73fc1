// Command authorize is API Gateway's authorizer: it verifies the token of a request and returns its subject and
// scopes. It caches the issuer's keys.
package main

import (
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"importchecker/shared/auth"
)

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	issuer := os.Getenv("OIDC_ISSUER")
	verifier, err := auth.NewVerifier(auth.Config{
		Issuer:      issuer,
		Audience:    os.Getenv("OIDC_AUDIENCE"),
		SellerClaim: os.Getenv("OIDC_SELLER_CLAIM"),
		ScopePrefix: os.Getenv("OIDC_SCOPE_PREFIX"),
		Keys:        auth.NewRemote(issuer, os.Getenv("OIDC_JWKS_URL"), auth.NewClient(), time.Now, log),
		Now:         time.Now,
	})
	if err != nil {
		log.Error("cannot start", "error", err.Error())
		os.Exit(1)
	}
	lambda.Start(auth.Authorizer(verifier, log))
}
