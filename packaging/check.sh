#!/bin/sh
# What needs tools of others to be checked. They are compiled by Go; nothing is installed.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'chmod -R u+w "$work" && rm -rf "$work"' EXIT

helm="go run helm.sh/helm/v3/cmd/helm@v3.19.0"
$helm lint packaging/helm/jumpgate --strict --set tls.secret=jumpgate-tls
$helm template jumpgate packaging/helm/jumpgate --kube-version 1.30.0 --set tls.secret=jumpgate-tls --set serviceMonitor.enabled=true >/dev/null
$helm template jumpgate packaging/helm/jumpgate --kube-version 1.30.0 --set behindProxy=10.1.0.0/16 >"$work/chart.yaml"
if $helm template jumpgate packaging/helm/jumpgate --kube-version 1.30.0 >/dev/null 2>&1; then
	echo "the chart installs without TLS" >&2
	exit 1
fi
if $helm template jumpgate packaging/helm/jumpgate --kube-version 1.30.0 --set tls.secret=x --set trail.replicas=2 >/dev/null 2>&1; then
	echo "the chart takes a value that it does not know" >&2
	exit 1
fi
go run github.com/goreleaser/goreleaser/v2@v2.16.0 check
(cd packaging && go run github.com/compose-spec/compose-go/v2/cmd@v2.16.2 compose.yaml >/dev/null)

# The same commit makes the same program, wherever it lies; one copy is what the builder of an image is given, and no more.
mkdir "$work/one" "$work/another"
git archive HEAD | tar -x -C "$work/one"
git archive HEAD $(sed -n 's/^!//p' .dockerignore) | tar -x -C "$work/another"
for copy in one another; do
	(cd "$work/$copy" && CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w" -o "$work/$copy.bin" ./cmd/jumpgate)
done
cmp "$work/one.bin" "$work/another.bin"
size=$(wc -c <"$work/one.bin")
if [ "$size" -gt $((30 << 20)) ]; then
	echo "the program has $size bytes, more than 30 MiB" >&2
	exit 1
fi
mv "$work/one.bin" "$work/jumpgate"

# systemd's own word on the unit, where systemd is.
if command -v systemd-analyze >/dev/null; then
	sed "s|/usr/local/bin/jumpgate|$work/jumpgate|" packaging/jumpgate.service >"$work/jumpgate.service"
	said=$(systemd-analyze verify --man=no "$work/jumpgate.service" 2>&1 | grep jumpgate) || true # and not on what else is on this machine
	if [ -n "$said" ]; then
		printf '%s\n' "$said" >&2
		exit 1
	fi
	systemd-analyze security --offline=true --threshold=20 --no-pager "$work/jumpgate.service" | tail -n 1
fi

sh packaging/release.sh "$work"
JUMPGATE_PACKAGES="$work" go test -count=1 -v -run 'Serves' ./packaging
echo "packages are as they should be; the program has $((size >> 20)) MiB"
