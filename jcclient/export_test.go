package jcclient

// Operations is every operation, for tests that look from outside.
var Operations = operations
