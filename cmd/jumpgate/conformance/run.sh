#!/bin/sh
# Runs the official conformance suite against a built binary: sh run.sh PATH_TO_JUMPGATE
# Needs npm; the suite needs Node 22, which is installed beside it.
set -eu
binary=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cd "$(dirname "$0")"
npm ci --no-audit --no-fund --loglevel=error
exec node_modules/.bin/node run.mjs "$binary"
