// Package ops is what the people, and programs, that run a server ask it: is it
// alive, is it ready, what has it counted. It shows numbers, states and names
// from the policy; nothing that was asked or answered, and no secret.
package ops
