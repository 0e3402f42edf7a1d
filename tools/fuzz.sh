#!/usr/bin/env bash
# Runs each fuzz target of the module by itself: go test takes one at a time.
set -euo pipefail
. "$(dirname "$0")/prepare.sh"
prepare go

for package in $(go list ./...); do
    for target in $(go test -list '^Fuzz' "$package" | grep '^Fuzz' || true); do
        printf '== %s %s\n' "$package" "$target"
        go test -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-20s}" "$package"
    done
done
