#!/bin/sh
# Prints the bundle's configuration: ready grants for one's own desk, under one roof. Who is asked is who sits there.
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
	sed -n '/^agents:$/,$p' "$grant.yaml" | sed -e 1d -e 's/approval: {approvers: .*}$/approval: {confirm: true}/'
done
