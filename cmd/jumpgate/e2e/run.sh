#!/bin/sh
# Runs the end-to-end checks against a built binary: sh run.sh PATH_TO_JUMPGATE
# Needs Node 20 or newer, and npm for the packages of the client and of the
# OpenID Connect provider.
set -eu
binary=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cd "$(dirname "$0")"
npm ci --no-audit --no-fund --loglevel=error
node run.mjs "$binary"
exec node oauth.mjs "$binary"
