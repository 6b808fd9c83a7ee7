#!/bin/sh
# What needs tools of others to be checked. They are compiled by Go; nothing is installed.
set -eu
cd "$(dirname "$0")/.."
helm="go run helm.sh/helm/v3/cmd/helm@v3.19.0"
$helm lint packaging/helm/jumpgate --strict --set tls.secret=jumpgate-tls
$helm template jumpgate packaging/helm/jumpgate --kube-version 1.30.0 --set tls.secret=jumpgate-tls --set serviceMonitor.enabled=true >/dev/null
if $helm template jumpgate packaging/helm/jumpgate --kube-version 1.30.0 >/dev/null 2>&1; then
	echo "the chart installs without TLS" >&2
	exit 1
fi
if $helm template jumpgate packaging/helm/jumpgate --kube-version 1.30.0 --set tls.secret=x --set trail.replicas=2 >/dev/null 2>&1; then
	echo "the chart takes a value that it does not know" >&2
	exit 1
fi
go run github.com/goreleaser/goreleaser/v2@v2.16.0 check

# The same commit makes the same program, wherever it lies.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for copy in one another; do
	mkdir "$work/$copy"
	git archive HEAD | tar -x -C "$work/$copy"
	(cd "$work/$copy" && CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w" -o "$work/$copy.bin" ./cmd/jumpgate)
done
cmp "$work/one.bin" "$work/another.bin"
size=$(wc -c <"$work/one.bin")
if [ "$size" -gt $((30 << 20)) ]; then
	echo "the program has $size bytes, more than 30 MiB" >&2
	exit 1
fi
echo "packages are as they should be; the program has $((size >> 20)) MiB"
