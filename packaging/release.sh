#!/bin/sh
# Makes a release of the last commit for this machine's own architecture, and the image with it: sh release.sh WORK. It is
# what .goreleaser.yaml makes, but for the image's base, whose place a stand-in takes.
# Afterwards WORK has image/ and image.json. Nothing leaves this machine: the registry is one of its own.
set -eu
cd "$(dirname "$0")/.."
work=$1
arch=$(go env GOARCH)
GOBIN="$work" go install github.com/google/go-containerregistry/cmd/crane@v0.21.6
GOBIN="$work" go install github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.9.0
crane="$work/crane"
"$crane" registry serve --address 127.0.0.1:0 >"$work/registry.log" 2>&1 &
registry=$!
trap 'kill $registry' EXIT
until grep -qs "serving on port" "$work/registry.log"; do kill -0 $registry; done
here=127.0.0.1:$(sed -n 's/.*serving on port //p' "$work/registry.log")

# The stand-in: certificates, and nobody's user.
mkdir -p "$work/base/etc/ssl/certs" "$work/base/home/nonroot"
cp /etc/ssl/certs/ca-certificates.crt "$work/base/etc/ssl/certs/"
tar --owner=0 --group=0 -C "$work/base" -cf "$work/base.tar" .
"$crane" append --oci-empty-base -f "$work/base.tar" -t "$here/base:1" >/dev/null 2>&1
"$crane" mutate "$here/base:1" --set-platform "linux/$arch" --user 65532 --workdir /home/nonroot -t "$here/base:1" >/dev/null 2>&1

git clone -q --no-tags . "$work/release"
cd "$work/release"
sed -i -e 's/goos: \[.*\]/goos: [linux]/' -e "s/goarch: \[.*\]/goarch: [$arch]/" -e "s|platforms: \[.*\]|platforms: [linux/$arch]|" -e "s|base_image: .*|base_image: $here/base:1|" .goreleaser.yaml
echo 'release: {disable: true}' >>.goreleaser.yaml
umask 002                       # others' machines are set up in other ways
git -c user.name=check -c user.email=check@example.com commit -qam 'for this machine alone'
git tag v0.0.1
export GORELEASER_CURRENT_TAG=v0.0.1
PATH="$work:$PATH" KO_DOCKER_REPO="$here/jumpgate" go run github.com/goreleaser/goreleaser/v2@v2.16.0 release --clean --skip=announce >"$work/release.log" 2>&1 || { cat "$work/release.log" >&2; exit 1; }

grep -q 'pkg:golang/github.com/mark3labs/mcp-go@' "dist/jumpgate_0.0.1_linux_$arch.cdx.json"

# The archive: whole, of nobody's umask and user, and it runs.
(cd dist && sha256sum --quiet -c ./*_checksums.txt)
archive=dist/jumpgate_0.0.1_linux_$arch.tar.gz
looks=$(tar -tvzf "$archive" | awk '{print $1, $2, $4, $5}' | sort -u)
if [ "$(echo "$looks" | wc -l)" != 2 ] || [ "$(echo "$looks" | cut -d' ' -f1,2)" != "-rw-r--r-- root/root
-rwxr-xr-x root/root" ]; then
	printf 'the archive tells of whoever made it:\n%s\n' "$looks" >&2
	exit 1
fi
mkdir "$work/unpacked"
tar -xzf "$archive" -C "$work/unpacked"
cd "$work/unpacked"
./jumpgate version | grep -q '0\.0\.1'
./jumpgate demo >/dev/null
pages=$(cd "$work/release" && git ls-files 'docs/*.md' 'docs/grants/*.yaml')
for file in $pages manual/man/jumpgate-serve.1 manual/completions/jumpgate.bash manual/completions/_jumpgate config.example.yaml packaging/jumpgate.service LICENSE; do
	[ -s "$file" ] || { echo "the archive has no $file" >&2; exit 1; }
done

# The image: the program, and nothing else beside its base.
"$crane" config "$here/jumpgate:0.0.1" >"$work/image.json"
mkdir "$work/image"
"$crane" export "$here/jumpgate:0.0.1" "$work/image.tar"
tar -xf "$work/image.tar" -C "$work/image" 2>/dev/null
more=$(cd "$work/image" && find . -type f ! -path ./etc/ssl/certs/ca-certificates.crt ! -path ./ko-app/jumpgate)
if [ -n "$more" ]; then
	printf 'the image also has\n%s\n' "$more" >&2
	exit 1
fi
echo "a release was made, unpacked and run"
