//! The second belt around raw HTML: a whole rendered document, parsed as browsers parse it.
//!
//! `document::raw_filter` looks at one fragment at a time and cannot see what fragments become together;
//! here only the result counts. Documents without raw HTML are our own markup and need none of this. The
//! one home of the `ammonia` crate.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;

use crate::document::raw_filter::{ELEMENTS, allowed_address, is_picture};
use crate::document::raw_html::{Piece, pieces, srcset_candidates};

/// Elements may stand in each other this deep. The parser's time is quadratic in it.
const DEEPEST: usize = 256;

/// Elements that may be opened again in a document, however short it is; longer ones may have more.
const LEAST_WORK: usize = 100_000;

/// Attributes that our own markup and raw HTML may have on every element.
#[rustfmt::skip]
const ATTRIBUTES: [&str; 36] = [
    "alt", "cite", "class", "colspan", "controls", "datetime", "decoding", "dir", "headers", "height",
    "hidden", "href", "hreflang", "id", "kind", "label", "lang", "loading", "name", "open", "poster", "rel",
    "reversed", "role", "rowspan", "scope", "sizes", "span", "src", "srclang", "srcset", "start",
    "tabindex", "title", "value", "width",
];

/// A rendered document, in which nothing is left that runs, loads a page or asks for input, and whose
/// tags all match. Ask [`too_deep`] first.
pub fn sanitize(html: &str) -> String {
    SANITIZER.clean(html).to_string()
}

static SANITIZER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut sanitizer = Builder::empty();
    sanitizer
        .tags(ELEMENTS.into_iter().chain(["input"]).collect())
        .clean_content_tags(HashSet::from([
            "iframe",
            "math",
            "noembed",
            "noframes",
            "noscript",
            "plaintext",
            "script",
            "style",
            "svg",
            "template",
            "xmp",
        ]))
        .generic_attributes(HashSet::from(ATTRIBUTES))
        .generic_attribute_prefixes(HashSet::from(["aria-", "data-"]))
        .tag_attributes(HashMap::from([
            ("input", HashSet::from(["checked", "disabled"])),
            ("ol", HashSet::from(["type"])),
            ("source", HashSet::from(["media", "type"])),
        ]))
        // The boxes of task lists, and no other input.
        .tag_attribute_values(HashMap::from([(
            "input",
            HashMap::from([("type", HashSet::from(["checkbox"]))]),
        )]))
        .set_tag_attribute_values(HashMap::from([("input", HashMap::from([("disabled", "")]))]))
        .url_schemes(HashSet::from(["data", "http", "https", "mailto", "tel"]))
        .attribute_filter(|_, attribute, value| allowed(attribute, value).then_some(Cow::Borrowed(value)))
        .link_rel(None)
        .strip_comments(true);
    sanitizer
});

/// Whether an attribute may have a value; those that ammonia takes for no addresses are looked at here too.
fn allowed(attribute: &str, value: &str) -> bool {
    match attribute {
        "href" | "cite" => allowed_address(value),
        "src" | "poster" => allowed_address(value) || is_picture(value),
        "srcset" => srcset_candidates(value).into_iter().all(|candidate| allowed_address(&value[candidate])),
        _ => true,
    }
}

/// Elements that hold nothing, and never have an end tag.
#[rustfmt::skip]
pub const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// Elements that the next of their like ends, and that need an uncounted-for neighbour to nest.
const SELF_ENDING: [&str; 11] =
    ["caption", "colgroup", "dd", "dt", "li", "p", "tbody", "td", "tfoot", "th", "thead"];

/// Elements that live on when what holds them ends, and are opened again in what follows.
#[rustfmt::skip]
const REOPENED: [&str; 14] = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

/// Elements that the end tag of another inside them does not reach across.
#[rustfmt::skip]
const BLOCKS: [&str; 26] = [
    "address", "article", "aside", "blockquote", "details", "div", "dl", "figcaption", "figure", "footer",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "nav", "ol", "pre", "section", "summary",
    "table", "ul", "button",
];

/// Whether a document nests deeper than is reasonable, or leaves so many elements open that opening them
/// again everywhere would blow it up. Never says no to what a parser would nest much deeper than that;
/// takes one pass.
pub fn too_deep(html: &str) -> bool {
    let mut open: Vec<String> = Vec::new();
    let mut reopened = 0;
    let mut work = 0;
    for piece in pieces(html) {
        let Piece::Tag(tag) = piece else { continue };
        let name = tag.name.as_str();
        if !tag.closing {
            work += reopened;
        }
        if work > html.len() + LEAST_WORK {
            return true;
        }
        if VOID.contains(&name) || SELF_ENDING.contains(&name) {
            continue;
        }
        if !tag.closing {
            reopened += usize::from(REOPENED.contains(&name));
            open.push(tag.name);
            if open.len() > DEEPEST {
                return true;
            }
            continue;
        }
        let Some(at) = partner(&open, name) else { continue };
        let above = open.split_off(at);
        if REOPENED.contains(&name) {
            reopened -= 1;
            open.extend(above.into_iter().skip(1));
        } else {
            open.extend(above.into_iter().skip(1).filter(|name| REOPENED.contains(&name.as_str())));
        }
    }
    false
}

/// Which open element an end tag ends.
fn partner(open: &[String], name: &str) -> Option<usize> {
    let heading = |name: &str| matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
    for (at, candidate) in open.iter().enumerate().rev() {
        let candidate = candidate.as_str();
        if candidate == name || heading(candidate) && heading(name) {
            return Some(at);
        }
        let reaches = REOPENED.contains(&name)
            || if BLOCKS.contains(&name) { candidate != "table" } else { !BLOCKS.contains(&candidate) };
        if !reaches {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::raw_filter::{RawState, filter};
    use crate::document::raw_html::Tag;
    use crate::url::{LinkForm, link_form};

    /// What is wrong with a result, judged by reading it afresh.
    fn danger(html: &str) -> Option<String> {
        let bad = |tag: &Tag| {
            let name = tag.name.as_str();
            let inert = name == "input" && tag.attribute("disabled").is_some();
            if !ELEMENTS.contains(&name) && !inert {
                return Some(format!("<{name}>"));
            }
            tag.attributes.iter().find_map(|attribute| {
                let name = attribute.name.as_str();
                let runs = name.starts_with("on") || ["style", "srcdoc", "formaction"].contains(&name);
                let dangerous = ["href", "src", "srcset", "poster", "cite", "xlink:href"].contains(&name)
                    && link_form(&attribute.value) == LinkForm::Dangerous
                    && !is_picture(&attribute.value);
                (runs || dangerous).then(|| format!("{name}={}", attribute.value))
            })
        };
        pieces(html).into_iter().find_map(|piece| match piece {
            Piece::Tag(tag) => bad(&tag),
            Piece::Text { .. } => None,
            other => Some(format!("{other:?}")),
        })
    }

    const HOSTILE: [&str; 50] = [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<script/x>alert(1)</script>",
        "<script\n>alert(1)</script\n>",
        "<<script>alert(1)//<</script>",
        "<img src=x onerror=alert(1)>",
        "<img src=x\nonerror\n=\nalert(1)>",
        "<img/src=x/onerror=alert(1)>",
        "<img \"\"\"><script>alert(1)</script>\">",
        "<img src='x'onerror='alert(1)'>",
        "<img src=\"x` `<script>alert(1)</script>\"` `>",
        "<img =onerror=alert(1) src=x>",
        "<a href=javascript:alert(1)>x</a>",
        "<a href=\"java\nscript:alert(1)\">x</a>",
        "<a href=\"&#106;&#97;vascript&colon;alert(1)\">x</a>",
        "<a href=\"&#0000106avascript:alert(1)\">x</a>",
        "<a href=\" \u{1}javascript:alert(1)\">x</a>",
        "<a href=\"java&Tab;script:alert(1)\">x</a>",
        "<a href=\"JaVaScRiPt&NewLine;:alert(1)\">x</a>",
        "<a href=\"data:text/html;base64,PHNjcmlwdD4\">x</a>",
        "<a href=\"vbscript:msgbox(1)\">x</a>",
        "<a href='x' href='javascript:alert(1)'>x</a>",
        "<a xlink:href=javascript:alert(1)>x</a>",
        "<img srcset=\"x 1x, javascript:alert(1) 2x\">",
        "<img src=\"data:image/svg+xml,<svg onload=alert(1)>\">",
        "<svg onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
        "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
        "<svg><foreignObject><iframe srcdoc='<script>alert(1)</script>'></foreignObject></svg>",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<math href=javascript:alert(1)>x</math>",
        "<math><mi//xlink:href=\"data:x,<script>alert(4)</script>\">",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\"></textarea>",
        "<title><img title=\"</title><img src=x onerror=alert(1)>\"></title>",
        "<template><script>alert(1)</script></template>",
        "<iframe src=javascript:alert(1)></iframe>",
        "<iframe srcdoc=\"&lt;script&gt;alert(1)&lt;/script&gt;\">",
        "<object data=x><embed src=javascript:alert(1)></object>",
        "<form action=javascript:alert(1)><input type=submit><button formaction=javascript:x>x</button></form>",
        "<base href=//evil.example/><meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
        "<link rel=stylesheet href=//evil.example/x.css><style>@import '//evil.example'</style>",
        "<div style=\"background:url(javascript:alert(1))\" onmouseover=alert(1)>x</div>",
        "<!--><img src=x onerror=alert(1)>--><!--[if IE]><script>alert(1)</script><![endif]-->",
        "<p title=\"x<script>alert(1)</script>\" <b onclick=alert(1)>x</b></p><xmp><script>alert(1)</script></xmp>",
    ];

    #[test]
    fn hostile_html_comes_out_harmless() {
        for attack in HOSTILE {
            let filtered = filter(attack, &mut RawState::default()).html;
            assert_eq!(danger(&filtered), None, "{attack} became {filtered}");
            // Each belt holds by itself, and so do both.
            for html in [sanitize(&filtered), sanitize(attack)] {
                assert_eq!(danger(&html), None, "{attack} became {html}");
                assert_eq!(sanitize(&html), html, "{attack}");
            }
        }
    }

    #[test]
    fn an_attack_cut_into_fragments_comes_out_harmless() {
        for attack in HOSTILE {
            for cut in attack.char_indices().map(|(at, _)| at) {
                let mut state = RawState::default();
                let first = filter(&attack[..cut], &mut state).html;
                let html = format!("{first}<p>{}</p>", filter(&attack[cut..], &mut state).html);
                assert_eq!(danger(&html), None, "{attack} cut at {cut} became {html}");
            }
        }
    }

    #[test]
    fn our_own_markup_comes_out_unchanged() {
        for html in [
            "<h2 id=\"a\">A <a class=\"anchor\" href=\"#a\" aria-label=\"Link\" tabindex=\"-1\">#</a></h2>",
            "<p>Text &amp; <em>more</em> &lt;b&gt; “x”<br>\ny</p>\n",
            "<a href=\"https://a.example/?b=1&amp;c=2\" rel=\"nofollow external\" title=\"T\">x</a>",
            "<a href=\"../y/#z\">y</a><a href=\"mailto:a@b.example\">m</a>",
            "<figure class=\"quote\"><blockquote cite=\"/x/\"><p>Q</p></blockquote><figcaption>— Z</figcaption></figure>",
            "<ul><li><input type=\"checkbox\" disabled=\"\" checked=\"\"> done</li></ul>",
            "<table><thead><tr><th scope=\"col\" class=\"right\">A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>",
            "<details open=\"\"><summary>More</summary><p>x</p></details>",
            "<aside role=\"note\" class=\"note\" data-kind=\"insight\"><p>x</p></aside>",
            "<section aria-labelledby=\"n\"><ol><li id=\"fn1\">x <a href=\"#r1\" role=\"doc-backlink\">↩</a></li></ol></section>",
            "<div class=\"noted\"><p>x<sup class=\"note-ref\"><a href=\"#fn-1\" id=\"fnref-1\" role=\"doc-noteref\" aria-label=\"Note 1\">1</a></sup></p>\n<aside class=\"note wide\" id=\"fn-1\" role=\"doc-footnote\"><span class=\"note-number\">1</span> <p>y</p></aside>\n</div>",
            "<pre><code class=\"rust\"><span class=\"k\">fn</span> a&lt;T&gt;() {}\n</code></pre>",
            "<time datetime=\"2024-03-05\">5 March</time> <ruby>漢<rt>kan</rt></ruby>",
            "<picture><source srcset=\"a.webp 1x, b.webp 2x\" type=\"image/webp\"><img src=\"a.png\" alt=\"\" width=\"3\" height=\"4\" loading=\"lazy\"></picture>",
            "<img src=\"data:image/png;base64,AAAA\" alt=\"x\">",
        ] {
            assert_eq!(sanitize(html), html);
            assert!(!too_deep(html));
        }
    }

    #[test]
    fn tags_without_a_partner_cannot_break_out() {
        assert_eq!(sanitize("<p>a</p></div></article><b>c"), "<p>a</p><b>c</b>");
    }

    #[test]
    fn an_input_is_a_box_that_cannot_be_ticked() {
        assert_eq!(sanitize("<input type=password name=x>"), "<input name=\"x\" disabled=\"\">");
    }

    #[test]
    fn nesting_is_refused_where_it_would_cost_too_much() {
        let nested = |open: &str, close: &str, times: usize| open.repeat(times) + "x" + &close.repeat(times);
        for (open, close) in
            [("<div>", "</div>"), ("<b>", "</b>"), ("<ul><li>", "</li></ul>"), ("<span>", "")]
        {
            assert!(!too_deep(&nested(open, close, DEEPEST)), "{open}");
            assert!(too_deep(&nested(open, close, DEEPEST + 1)), "{open}");
        }
        // What only looks closed.
        assert!(too_deep(&nested("<div></span>", "", 300)));
        assert!(too_deep(&("<div>".to_owned() + &"<b><div></b>".repeat(300))));
        assert!(too_deep(&"<table><td></div>".repeat(300)));
        // Each of many paragraphs would open all of these again.
        let open: String = (0..200).map(|n| format!("<b id=\"{n}\">")).collect();
        assert!(too_deep(&format!("<p>{open}{}", "<p>x".repeat(100_000))));
        // Long is not deep.
        assert!(!too_deep(&"<p>a<li>b<br><em>c</em><div><b>d</b></div>".repeat(10_000)));
        assert!(!too_deep(&format!("<b>{}", "<p>x</p>".repeat(10_000))));
    }

    proptest::proptest! {
        #[test]
        fn no_mixture_of_markup_comes_out_dangerous(
            html in "(<(/?)(svg|math|style|script|table|td|p|a|img|form|title|mtext|mglyph|textarea|select|b)( |/|>)|\
                ( title=| id=|href=| src=)?[\"'`]|onerror=x|javascript:|<!--|-->|<!\\[CDATA\\[|\\]\\]>|&lt;|&gt;|>|x ){1,25}",
        ) {
            let filtered = filter(&html, &mut RawState::default()).html;
            proptest::prop_assert_eq!(danger(&filtered), None);
            proptest::prop_assert_eq!(danger(&sanitize(&filtered)), None);
            proptest::prop_assert_eq!(danger(&sanitize(&html)), None);
        }
    }
}
