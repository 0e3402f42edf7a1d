#!/usr/bin/env bash
# Builds the archives of a release into release/: one for each system, a bill of materials, and the sums of all of them.
# VERSION names it (default: what git calls this commit). The same commit and the same Go make the same bytes: paths are
# left out, and every file has the time of the commit.
set -euo pipefail
. "$(dirname "$0")/prepare.sh"
prepare go packages

# Not Windows: the lock of the data folder and the operator's socket are those of Unix.
SYSTEMS=${SYSTEMS:-linux/amd64 linux/arm64 darwin/amd64 darwin/arm64}

version=${VERSION:-$(git describe --tags --always --dirty)}
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
out=$PWD/release
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CGO_ENABLED=0 SOURCE_DATE_EPOCH=$epoch

rm -rf "$out"
mkdir -p "$out"
npm run --silent build -- --logLevel warn

# One archive: the program, how to run it, and the licence.
archive() {
    local system=$1 architecture=$2
    local name=twoticks-$version-$system-$architecture
    local folder=$work/$name
    mkdir -p "$folder/docs" "$folder/deploy"
    GOOS=$system GOARCH=$architecture go build -trimpath -buildvcs=false \
        -ldflags "-s -w -buildid= -X twoticks/internal/app.release=$version" -o "$folder/twoticks" ./cmd/twoticks
    cp LICENSE README.md CHANGELOG.md twoticks.example.toml "$folder/"
    cp docs/*.md "$folder/docs/"
    cp deploy/twoticks.service "$folder/deploy/"
    # Whatever umask and clock were here, the archive says the same.
    find "$folder" -type d -exec chmod 0755 {} +
    find "$folder" -type f -exec chmod 0644 {} +
    chmod 0755 "$folder/twoticks"
    tar --create --sort=name --format=ustar --mtime="@$epoch" --owner=0 --group=0 --numeric-owner -C "$work" "$name" |
        gzip --no-name -9 >"$out/$name.tar.gz"
    say "$name.tar.gz"
}

# What the program is made of: the Go modules that are linked in, and the packages of the page.
bills_of_materials() {
    go build -o "$work/bom" ./tools/bom
    # Every system has the same modules but for their own corners; those of the first are told.
    "$work/bom" -program "$work/$first/twoticks" -version "$version" -at "$epoch" >"$out/twoticks-$version-go.cdx.json"
    npm sbom --sbom-format cyclonedx --omit dev 2>/dev/null |
        node -e '
            const bill = JSON.parse(require("node:fs").readFileSync(0, "utf8"))
            delete bill.serialNumber
            if (bill.metadata) bill.metadata.timestamp = new Date(process.env.SOURCE_DATE_EPOCH * 1000).toISOString()
            process.stdout.write(JSON.stringify(bill, null, 2) + "\n")' >"$out/twoticks-$version-page.cdx.json"
}

first=twoticks-$version-$(set -- $SYSTEMS && echo "${1/\//-}")
for pair in $SYSTEMS; do archive "${pair%/*}" "${pair#*/}"; done
bills_of_materials
(cd "$out" && sha256sum -- *.tar.gz *.json >SHA256SUMS && cat SHA256SUMS)
