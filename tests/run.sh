#!/usr/bin/env bash
# All tests: form, lints, the suite, what others' grammars say of the pages, search in Node, and a browser. It
# installs what is missing where it can; what is skipped is said. With RETELL_TESTS=all, as in CI, nothing may
# be skipped.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

step() { printf '\n== %s\n' "$*"; }

# Installs packages of Debian's, if this is such a machine and it may.
listed=
debian() {
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get)
    if ! command -v apt-get > /dev/null; then
        echo "there is no apt-get here to install $* with"
        return
    elif [ "$(id -u)" != 0 ]; then
        # Without a password or not at all: nobody may be there to type it.
        sudo -n true 2> /dev/null || { echo "not root, and no sudo without a password: cannot install $*"; return; }
        apt=(sudo -n "${apt[@]}")
    fi
    # A machine that is new may know of no package yet; one list is enough for all.
    if [ -z "$listed" ]; then
        "${apt[@]}" -qq update < /dev/null || echo "apt-get could not bring its lists up to date"
        listed=yes
    fi
    "${apt[@]}" -qq -y --no-install-recommends install "$@" < /dev/null > /dev/null || echo "apt-get could not install $*"
}

# Installs what a folder's lock file names, if that is not there yet. Nothing of it is run.
locked() {
    local lock=$1/package-lock.json kept=$1/node_modules/.installed
    if cmp -s "$lock" "$kept"; then
        return
    elif ! command -v npm > /dev/null; then
        echo "there is no npm here to install what $1 needs"
    elif (cd "$1" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --ignore-scripts --no-audit --no-fund --loglevel=error); then
        cp "$lock" "$kept"
    else
        echo "npm could not install what $1 needs"
    fi
}

step cargo fmt --check
cargo fmt --check

step cargo clippy --all-targets
# Without the feature `cards`, as whoever builds it has it; all that follows is with it, as in packages.
cargo clippy --locked --all-targets -- -D warnings
cargo clippy --locked --all-targets --features cards -- -D warnings

step "pages and feeds against their grammars"
cargo build --locked --features cards
command -v java > /dev/null || debian default-jre-headless
locked tests/validate
tests/validate/run.sh

step "search, as browsers run it"
if node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2> /dev/null; then
    locked tests/search
    node --test tests/search/*.test.mjs
else
    echo "NOT CHECKED: search, as browsers run it, since there is no Node here: https://nodejs.org, 20.19 or newer"
    [ "${RETELL_TESTS-}" != all ] || exit 1
fi

step "pages in a browser"
command -v chromium > /dev/null || command -v chromium-browser > /dev/null || command -v google-chrome > /dev/null ||
    debian chromium
# Without any font there are no letters, and nothing has a width.
[ -n "$(find -L /usr/share/fonts /usr/local/share/fonts ~/.fonts ~/.local/share/fonts -name '*.[ot]tf' -print -quit 2> /dev/null)" ] ||
    [ "$(uname)" != Linux ] || debian fonts-dejavu-core
locked tests/browser
tests/browser/run.sh

# Last, so that its closing lines are the last ones.
step cargo test
cargo test --locked --features cards
