#!/usr/bin/env bash
# All tests: form, lints, the suite, and what others' grammars say of the pages. What is skipped is said.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

step() { printf '\n== %s\n' "$*"; }

step cargo fmt --check
cargo fmt --check

step cargo clippy --all-targets
cargo clippy --locked --all-targets -- -D warnings

step "pages and feeds against their grammars"
cargo build --locked
if [ -f tests/validate/node_modules/vnu-jar/build/dist/vnu.jar ]; then
    : # there already
elif command -v npm > /dev/null; then
    (cd tests/validate && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) ||
        echo "npm could not install the checker"
else
    echo "there is no npm here to install the checker with"
fi
tests/validate/run.sh

# Last, so that its closing lines are the last ones.
step cargo test
cargo test --locked
