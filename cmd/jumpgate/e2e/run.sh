#!/bin/sh
# Runs the end-to-end checks against a built binary: sh run.sh PATH_TO_JUMPGATE
# Needs Node 20 or newer, npm for the clients and the OpenID Connect provider, and Go
# for the official Go client, which is a module of its own: jumpgate needs none of it.
set -eu
binary=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cd "$(dirname "$0")"
npm ci --no-audit --no-fund --loglevel=error
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
(cd goclient && go build -o "$made/goclient" .)
node run.mjs "$binary"
node clients.mjs "$binary" "$made/goclient"
node oauth.mjs "$binary"
