// Package issuer verifies tokens of identity providers: that the issuer signed
// what a token says, with a key that the issuer publishes. What such a token is
// worth, and for whom, it leaves to package policy.
package issuer
