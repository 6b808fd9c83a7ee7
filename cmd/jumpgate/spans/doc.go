// Package spans tells a collector of OpenTelemetry's how long calls took, and where:
// a span for each, and in it one for each record that was made and each request
// that went to JumpCloud. It tells names from the policy and the table of tools,
// numbers and states; nothing that was asked or answered, and no secret.
package spans
