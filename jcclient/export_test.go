package jcclient

// Named is every operation by its name, for tests that look from outside.
var Named = operations
