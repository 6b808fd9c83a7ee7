#!/bin/sh
# Runs the official conformance suite against a built binary, and against the
# fixture, which it builds: sh run.sh PATH_TO_JUMPGATE
# Needs npm and Go; the suite needs Node 22, which is installed beside it.
set -eu
binary=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cd "$(dirname "$0")"
npm ci --no-audit --no-fund --loglevel=error
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
go build -o "$built/fixture" ./fixture
node_modules/.bin/node run.mjs "$binary" "$built/fixture"
