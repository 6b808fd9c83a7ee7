#!/bin/sh
# Makes a bundle for Claude Desktop: sh build.sh OUT.mcpb. For another system: GOOS=darwin GOARCH=arm64 sh build.sh OUT.mcpb
# Needs Go, Node and npm (for the bundle's own tool, which judges the manifest).
set -eu
mkdir -p "$(dirname "$1")"
out=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cd "$(dirname "$0")"
goos=${GOOS:-$(go env GOOS)}
case $goos in
windows) platform=win32 exe=.exe ;;
*) platform=$goos exe= ;;
esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/server"
CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o "$work/server/jumpgate$exe" ../../cmd/jumpgate
sh policy.sh >"$work/jumpgate.yaml"
chmod 600 "$work/jumpgate.yaml"
cp ../../LICENSE "$work/"
sed -e "s/\"platforms\": \[.*\]/\"platforms\": [\"$platform\"]/" -e "s|\"entry_point\": \"server/jumpgate\"|\"entry_point\": \"server/jumpgate$exe\"|" manifest.json >"$work/manifest.json"
npx --yes @anthropic-ai/mcpb@2.1.2 validate "$work/manifest.json"
npx --yes @anthropic-ai/mcpb@2.1.2 pack "$work" "$out"
