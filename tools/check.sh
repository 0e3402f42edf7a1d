#!/usr/bin/env bash
# Everything that can be said about the code without a browser. Goes through all of it and names what failed at the end.
set -uo pipefail
. "$(dirname "$0")/prepare.sh"
prepare go packages

STATICCHECK=honnef.co/go/tools/cmd/staticcheck@v0.8.2
failed=()

check() {
    local name=$1
    shift
    printf '== %s\n' "$name"
    "$@" || failed+=("$name")
}

formatted() {
    local files
    files=$(git ls-files -co --exclude-standard -- '*.go' | while read -r file; do [ -f "$file" ] && echo "$file"; done | xargs -r gofmt -l) || return 1
    [ -z "$files" ] || { printf 'not as gofmt writes it: %s\n' $files && false; }
}

# The generators write into place: whatever changes by that was not what its source says.
generated_is_current() {
    local before after
    before=$(fingerprints) && go generate ./... && after=$(fingerprints) || return 1
    diff <(echo "$before") <(echo "$after") && return
    echo 'The files above were not up to date; they are now. Look at them and commit them.'
    return 1
}

fingerprints() {
    git ls-files -co --exclude-standard | while read -r file; do [ -f "$file" ] && sha256sum "$file"; done
}

unit_tests_of_the_page() { npm run --silent unit -- --reporter=dot; }

deploy_files() { (cd tools/deploy && go vet ./... && go test ./...); }

page_size() { npm run --silent build -- --logLevel warn && go run ./tools/sizes page; }

check 'format (gofmt)' formatted
check 'generated files' generated_is_current
check 'go vet' go vet ./...
check 'staticcheck' go run "$STATICCHECK" ./...
check 'types (tsc)' npm run --silent typecheck
check 'lint (eslint)' npm run --silent lint
check 'unit tests of the page' unit_tests_of_the_page
check 'unit tests of the server, import law among them' go test -short ./...
check 'files of deploy/' deploy_files
check 'sizes of source files' go run ./tools/sizes source
check 'sizes of the page' page_size

if [ ${#failed[@]} -gt 0 ]; then
    printf '\nfailed: %s\n' "${failed[@]}"
    exit 1
fi
printf '\nall checks passed\n'
