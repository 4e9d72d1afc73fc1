// Command authorize answers API Gateway's question whose token a request
// carries, and what it may do. It keeps the issuer's keys between questions.
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
