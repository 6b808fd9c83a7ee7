#!/bin/sh
# Prints the bundle's configuration: the ready grants in which nobody is asked, under one roof.
set -eu
cd "$(dirname "$0")/../../docs/grants"
cat <<'HEAD'
# The configuration of the bundle. It is replaced when the bundle is updated: for a policy of your own, use
# jumpgate connect claude-desktop --write.
jumpcloud:
  api_key: ${JUMPCLOUD_API_KEY}

version: 1

agents:
HEAD
for grant in auditor helpdesk onboard takeover; do
	sed -n '/^agents:$/,$p' "$grant.yaml" | sed 1d
done
