#!/usr/bin/env bash
# Holds what the program writes to the grammars of others: every page of the example site and of the
# little sites to the Nu Html Checker's, every feed to RFC 4287's.
#
#   tests/validate/run.sh [path of the program]
#
# Needs Java 17 or newer, and `npm ci --ignore-scripts` in this folder; `bash tests/run.sh` installs both
# where it can. Where one is missing it says so and leaves it at that, unless RETELL_TESTS is `all`.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
retell=${1:-${CARGO_TARGET_DIR:-$root/target}/debug/retell}
jar=$here/node_modules/vnu-jar/build/dist/vnu.jar

not_checked() {
    echo "NOT CHECKED: pages and feeds against their grammars, since $1"
    [ "${RETELL_TESTS-}" != all ] || exit 1
    exit 0
}

command -v java > /dev/null || not_checked "there is no Java here; on Debian: apt-get install default-jre-headless"
[ -f "$jar" ] || not_checked "the checker is not here; first: (cd tests/validate && npm ci --ignore-scripts)"

built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT

"$retell" --quiet -C "$root" build --now 2026-11-01 --output-dir "$built/pages/example"

# A site file is words, then each file after its line `-- path --`; a picture is `-- path (640x480) --`.
unpack() {
    awk -v into="$2" -v picture="$root/content/stories/clicker/counts.png" '
        function quoted(text) { gsub(/\047/, "\047\\\047\047", text); return "\047" text "\047" }
        /^-- .* --$/ {
            if (path) close(path)
            path = substr($0, 4, length($0) - 6)
            drawn = sub(/ \([0-9]+x[0-9]+\)$/, "", path)
            path = into "/" path
            folder = path
            sub(/\/[^\/]*$/, "", folder)
            system("mkdir -p " quoted(folder))
            if (drawn) { system("cp " quoted(picture) " " quoted(path)); path = "" } else printf "" > path
            next
        }
        path { print > path }
    ' "$1"
}

sites=0
for site in "$root"/tests/sites/*.site; do
    name=$(basename "$site" .site)
    # Raw HTML that a site trusts is its own affair; a site that is shown for its errors has no pages.
    case $name in raw-html-trusted) continue ;; esac
    unpack "$site" "$built/sources/$name"
    if "$retell" --quiet -C "$built/sources/$name" build --now 2026-06-01 --output-dir "$built/pages/$name" > "$built/report"; then
        sites=$((sites + 1))
    elif ! grep -q '^error\[' "$root/tests/sites/snapshots/$name.snap"; then
        cat "$built/report"
        echo "tests/sites/$name.site has no errors in memory and some on the disk"
        exit 1
    fi
done

echo "pages of the example site and of $sites little sites:"
# A stack of 512k, which the checker's own advice names, is too small for its HTML grammar. A mail's link
# to unsubscribe is what its sender replaces, and no address before that. Levels of headings that an author
# leaves out are left out on the page; one little letter does so, for its mail, where they are not.
java -Xss8m -jar "$jar" ${VNU_ARGUMENTS---errors-only} --skip-non-html --stdout \
    --filterpattern '.*Bad value “(\{\{ unsubscribe_url \}\}|\{\{ UnsubscribeURL \}\}|\{\$unsubscribe\}|\*\|UNSUB\|\*)” for attribute “href”.*|The heading “h4” .*follows the heading “h1” .*' "$built/pages"
echo "  valid: $(find "$built/pages" -name '*.html' | wc -l) pages"

mapfile -t feeds < <(find "$built/pages" \( -name 'feed.xml' -o -name posts.xml -o -name weekly.xml \) | sort)
java -cp "$jar" nu.validator.vendor.thaiopensource.relaxng.util.Driver "$root/tests/schemas/atom.rng" "${feeds[@]}"
echo "  valid: ${#feeds[@]} feeds"
