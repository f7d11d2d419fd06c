#!/usr/bin/env bash
# Opens the example site in a real browser, as it is published: loading, links, reading by keyboard, on
# paper, on a narrow window, without scripts, and what axe-core says.
#
#   tests/browser/run.sh [arguments of `playwright test`]
#
# Needs Chromium, and `npm ci --ignore-scripts` in this folder; `bash tests/run.sh` installs both where it
# can. Where one is missing it says so and leaves it at that, unless RETELL_TESTS is `all`.
# The program is `cargo build`'s, or RETELL_PROGRAM.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

not_checked() {
    echo "NOT CHECKED: pages in a browser, since $1"
    [ "${RETELL_TESTS-}" != all ] || exit 1
    exit 0
}

command -v node > /dev/null || not_checked "there is no Node here: https://nodejs.org, 20 or newer"
[ -f node_modules/@playwright/test/cli.js ] ||
    not_checked "Playwright is not here; first: (cd tests/browser && npm ci --ignore-scripts)"
node --input-type=module -e '
    import { findBrowser } from "./support/chromium.mjs";
    process.exit(findBrowser() ? 0 : 1);
' || not_checked "there is no Chromium on the PATH; on Debian: apt-get install chromium"

node node_modules/@playwright/test/cli.js test "$@"
