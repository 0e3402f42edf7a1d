# What the other scripts need installed, and how to get it. Sourced by them, never run by itself.
#
#   . tools/prepare.sh
#   prepare go packages browser
#
# Each need is checked first and installed only where that touches this checkout alone, or where we are root on Debian.
# Otherwise one line says what to install, and the script ends. Sets PATH when this checkout has a Node of its own.

GO_NEEDED=1.26
NODE_NEEDED=20.19
NODE_INSTALLED_HERE=22
HEADLESS_CHROMIUM=/usr/bin/chromium-headless-shell

say() { printf '%s\n' "$*" >&2; }

give_up() {
    say "$*"
    exit 1
}

prepare() {
    cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
    prepare_folder
    local need
    for need in "$@"; do "prepare_$need"; done
}

prepare_folder() {
    mkdir -p .results 2>/dev/null && : 2>/dev/null >.results/writable ||
        give_up "Cannot write in $PWD: copy the project to a folder you may write in."
}

prepare_go() {
    command -v go >/dev/null || give_up "Go is missing: install Go $GO_NEEDED or newer from https://go.dev/dl/."
    # With its tool chains switched on, an older Go fetches the one go.mod asks for; then there is nothing to say.
    local version
    version=$(go env GOVERSION 2>/dev/null) || version=$(GOTOOLCHAIN=local go version 2>/dev/null | awk '{print $3}')
    at_least "${version#go}" "$GO_NEEDED" ||
        give_up "Go ${version#go} is too old: install Go $GO_NEEDED or newer from https://go.dev/dl/."
}

prepare_node() {
    if [ -x .node/node_modules/node/bin/node ]; then PATH=$PWD/.node/node_modules/node/bin:$PATH; fi
    node_is_new_enough && command -v npm >/dev/null && return
    if ! command -v npm >/dev/null; then
        debian_as_root || give_up "Node is missing: install Node $NODE_NEEDED or newer with npm."
        debian_install nodejs npm
        node_is_new_enough && return
    fi
    say "Node is older than $NODE_NEEDED: installing Node $NODE_INSTALLED_HERE for this checkout, in .node."
    mkdir -p .node
    npm install --prefix .node --no-save --no-audit --no-fund --loglevel=error "node@$NODE_INSTALLED_HERE" >&2 ||
        give_up "That did not work: install Node $NODE_NEEDED or newer."
    PATH=$PWD/.node/node_modules/node/bin:$PATH
    node_is_new_enough || give_up "The Node in .node does not run here: install Node $NODE_NEEDED or newer."
}

prepare_packages() {
    prepare_node
    cmp -s package-lock.json node_modules/.installed-lock.json && return
    say "Installing the packages of package-lock.json."
    npm ci --no-audit --no-fund --loglevel=error >&2 || give_up "npm ci did not work: see above."
    cp package-lock.json node_modules/.installed-lock.json
}

prepare_browser() {
    # Chromium's own build without windows draws in half the processor time; where there is none, the whole browser will do.
    [ -x "${CHROMIUM:-$HEADLESS_CHROMIUM}" ] && return
    if debian_as_root; then
        # The emoji and script fonts keep pictures the same from one machine to the next.
        debian_install chromium-headless-shell fonts-noto-core fonts-noto-color-emoji
        return
    fi
    command -v chromium >/dev/null && return
    give_up "Chromium is missing: install chromium-headless-shell or chromium, or set CHROMIUM to where it is."
}

# Firefox brings its own driver; WebKitGTK's small browser comes with its driver and needs a screen, which Xvfb keeps in memory.
prepare_other_browsers() {
    local missing=()
    [ -n "${FIREFOX:-}" ] || command -v firefox-esr >/dev/null || command -v firefox >/dev/null || missing+=(firefox-esr)
    [ -n "${WEBKIT_DRIVER:-}" ] || [ -x /usr/bin/WebKitWebDriver ] || missing+=(webkit2gtk-driver)
    command -v Xvfb >/dev/null || missing+=(xvfb)
    [ ${#missing[@]} = 0 ] && return
    debian_as_root || give_up "Firefox, WebKitGTK's driver or Xvfb is missing: install ${missing[*]}, or leave the layer out: make test LAYERS=go,web,e2e,nodes."
    debian_install "${missing[@]}"
}

# The tests start these themselves, on ports and in folders of their own.
prepare_databases() {
    local missing=()
    command -v redis-server >/dev/null || missing+=(redis-server)
    command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
    [ ${#missing[@]} = 0 ] && return
    debian_as_root || give_up "PostgreSQL or Redis is missing: install ${missing[*]}."
    debian_install "${missing[@]}"
}

node_is_new_enough() {
    local version
    version=$(node --version 2>/dev/null) && at_least "${version#v}" "$NODE_NEEDED"
}

at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n1)" = "$2" ]; }

debian_as_root() { [ "$(id -u)" = 0 ] && [ -r /etc/debian_version ] && command -v apt-get >/dev/null; }

debian_install() {
    say "Installing $* with apt-get."
    apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2 ||
        give_up "apt-get could not install $*: see above."
}
