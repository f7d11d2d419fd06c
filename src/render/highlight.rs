//! Code in colours: spans with a dozen short classes, which the theme's style sheet paints.
//!
//! The text stays as it is, to the byte. Which names a language has is in `document::languages`; what
//! stands around the code is the caller's. The one home of the `syntect` and `two-face` crates.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use syntect::parsing::{BasicScopeStackOp, ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use crate::document::languages::{self, Language};
use crate::render::html::escape_text;

/// Lines longer than this, in bytes, stay without colours: patterns may take quadratic time in them.
const LONGEST_LINE: usize = 2_000;

/// Blocks longer than this stay without colours.
const LONGEST_BLOCK: usize = 200_000;

/// Code as markup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Highlighted {
    /// For a `<code>`; its spans never cross the end of a line.
    pub html: String,
    /// What is known of its language.
    pub known: Known,
}

/// What is known of a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Known {
    /// It has colours.
    Coloured,
    /// It has none, on purpose.
    Plain,
    /// Nobody knows it.
    Unknown,
}

/// The code of a block in a language, by any of its names.
pub fn highlight(code: &str, language: &str) -> Highlighted {
    let plain = |known| {
        let mut html = String::with_capacity(code.len());
        escape_text(code, &mut html);
        Highlighted { html, known }
    };
    let token = match languages::find(language) {
        Some(Language::Syntax(token)) => token,
        Some(Language::Plain) => return plain(Known::Plain),
        None => return plain(Known::Unknown),
    };
    // One of the regular-expression engines has a few languages less.
    let Some(syntax) = SYNTAXES.find_syntax_by_token(token) else { return plain(Known::Plain) };
    if code.len() > LONGEST_BLOCK {
        return plain(Known::Coloured);
    }
    // Colours are no reason for a page to be missing, whatever happens inside a grammar.
    match catch_unwind(AssertUnwindSafe(|| coloured(code, syntax))) {
        Ok(Some(html)) => Highlighted { html, known: Known::Coloured },
        Ok(None) | Err(_) => plain(Known::Coloured),
    }
}

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// What each scope means, the longest prefix deciding. Scopes that are not here mean what those
/// around them mean; `-` is plain text even so.
const MEANINGS: [(&str, Class); 76] = [
    ("comment", Class::COMMENT),
    ("string", Class::STRING),
    ("string.unquoted", Class::PLAIN),
    ("string.name.value.ini", Class::PLAIN),
    ("markup.raw", Class::STRING),
    ("markup.quote", Class::STRING),
    ("markup.underline.link", Class::STRING),
    ("keyword", Class::KEYWORD),
    ("keyword.operator", Class::OPERATOR),
    ("keyword.operator.word", Class::KEYWORD),
    ("keyword.operator.logical.python", Class::KEYWORD),
    ("keyword.operator.accessor", Class::PLAIN),
    ("keyword.operator.arrow", Class::OPERATOR),
    ("keyword.name.ini", Class::KEY),
    ("keyword.other.substitution", Class::PLAIN),
    ("keyword.other.unit", Class::NUMBER),
    ("keyword.other.template", Class::STRING),
    ("storage", Class::KEYWORD),
    ("support.type", Class::TYPE),
    ("support.class", Class::TYPE),
    ("support.constant", Class::NUMBER),
    ("support.function", Class::FUNCTION),
    ("support.macro", Class::FUNCTION),
    ("support.type.property-name", Class::KEY),
    ("support.type.custom-property", Class::KEY),
    ("constant", Class::NUMBER),
    ("constant.character.entity", Class::NUMBER),
    ("variable.language", Class::KEYWORD),
    ("variable.language.star", Class::OPERATOR),
    ("variable.function", Class::FUNCTION),
    ("variable.parameter", Class::VARIABLE),
    ("variable.annotation", Class::KEY),
    ("variable.other.readwrite.shell", Class::VARIABLE),
    ("variable.other.readwrite.assignment.shell", Class::VARIABLE),
    ("variable.other.bracket.shell", Class::VARIABLE),
    ("variable.other.normal.shell", Class::VARIABLE),
    ("variable.other.loop.shell", Class::VARIABLE),
    ("variable.other.php", Class::VARIABLE),
    ("variable.other.readwrite.powershell", Class::VARIABLE),
    ("variable.other.readwrite.instance", Class::VARIABLE),
    ("variable.other.readwrite.global", Class::VARIABLE),
    ("variable.other.readwrite.terraform", Class::KEY),
    ("variable.other.readwrite.make", Class::VARIABLE),
    ("variable.declaration", Class::PLAIN),
    ("variable.stage-name", Class::TYPE),
    ("punctuation.definition.variable", Class::VARIABLE),
    ("punctuation.definition.annotation", Class::KEY),
    ("punctuation.section.expansion", Class::VARIABLE),
    ("punctuation.section.interpolation", Class::PLAIN),
    ("meta.interpolation", Class::PLAIN),
    ("meta.template.expression", Class::PLAIN),
    ("meta.group.expansion", Class::PLAIN),
    ("meta.annotation.parameters", Class::PLAIN),
    ("meta.preprocessor", Class::KEYWORD),
    ("meta.mapping.key.json", Class::WHOLE_KEY),
    ("meta.tag.section.ini", Class::HEADING),
    ("meta.tag.table", Class::HEADING),
    ("meta.tag.key", Class::WHOLE_KEY),
    ("meta.diff.header", Class::HEADING),
    ("meta.diff.range", Class::HEADING),
    ("meta.header.from-file", Class::HEADING),
    ("meta.header.to-file", Class::HEADING),
    ("entity.name", Class::TYPE),
    ("entity.name.function", Class::FUNCTION),
    ("entity.name.tag", Class::TYPE),
    ("entity.name.tag.yaml", Class::KEY),
    ("entity.name.section", Class::HEADING),
    ("entity.name.constant", Class::NUMBER),
    ("entity.name.label", Class::KEY),
    ("entity.other.attribute-name", Class::KEY),
    ("entity.other.pseudo", Class::KEY),
    ("entity.other.inherited-class", Class::TYPE),
    ("entity.section.ini", Class::HEADING),
    ("markup.heading", Class::HEADING),
    ("markup.inserted", Class::INSERTED),
    ("markup.deleted", Class::DELETED),
];

/// How a stretch of code is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Class {
    /// The class in the page; empty for plain text.
    name: &'static str,
    /// Whether everything inside is the same, whatever its own scope.
    whole: bool,
}

impl Class {
    const PLAIN: Class = Class::part("");
    const COMMENT: Class = Class::whole("c");
    const STRING: Class = Class::part("s");
    const KEYWORD: Class = Class::part("k");
    const NUMBER: Class = Class::part("n");
    const FUNCTION: Class = Class::part("f");
    const TYPE: Class = Class::part("t");
    const VARIABLE: Class = Class::part("v");
    const OPERATOR: Class = Class::part("o");
    const KEY: Class = Class::part("a");
    const WHOLE_KEY: Class = Class::whole("a");
    const HEADING: Class = Class::whole("h");
    const INSERTED: Class = Class::whole("i");
    const DELETED: Class = Class::whole("e");

    const fn part(name: &'static str) -> Class {
        Class { name, whole: false }
    }

    const fn whole(name: &'static str) -> Class {
        Class { name, whole: true }
    }

    /// The class of what stands in a scope, inside something of this class.
    fn inside(self, scope: Scope) -> Class {
        if self.whole {
            return self;
        }
        TABLE.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map_or(self, |(_, class)| *class)
    }
}

/// [`MEANINGS`] as the parser has scopes, longest first.
static TABLE: LazyLock<Vec<(Scope, Class)>> = LazyLock::new(|| {
    let read = |(name, class): (&str, Class)| Scope::new(name).ok().map(|scope| (scope, class));
    let mut table: Vec<_> = MEANINGS.into_iter().filter_map(read).collect();
    table.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
    table
});

fn coloured(code: &str, syntax: &SyntaxReference) -> Option<String> {
    let mut page = Spans { html: String::with_capacity(code.len() * 2), open: "" };
    let mut parser = ParseState::new(syntax);
    let mut scopes = ScopeStack::new();
    let mut classes = vec![Class::PLAIN];
    for line in code.split_inclusive('\n') {
        if line.len() > LONGEST_LINE {
            page.push(line, "");
            continue;
        }
        let operations = if line.ends_with('\n') {
            parser.parse_line(line, &SYNTAXES)
        } else {
            // The grammars want every line to end, the last one too.
            parser.parse_line(&format!("{line}\n"), &SYNTAXES)
        };
        let mut from = 0;
        for (at, operation) in operations.ok()? {
            let at = at.min(line.len());
            page.push(line.get(from..at)?, classes.last()?.name);
            from = at;
            scopes
                .apply_with_hook(&operation, |basic, _| match basic {
                    BasicScopeStackOp::Push(scope) => {
                        let around = classes.last().copied().unwrap_or(Class::PLAIN);
                        classes.push(around.inside(scope));
                    }
                    BasicScopeStackOp::Pop => {
                        classes.pop();
                    }
                })
                .ok()?;
        }
        page.push(line.get(from..)?, classes.last()?.name);
    }
    page.close();
    Some(page.html)
}

/// Writes stretches of text, neighbours of one class as one span.
struct Spans {
    html: String,
    /// The class of the span that stands open; empty if none does.
    open: &'static str,
}

impl Spans {
    fn push(&mut self, text: &str, class: &'static str) {
        let (text, end) = match text.strip_suffix('\n') {
            Some(text) => (text, "\n"),
            None => (text, ""),
        };
        // Blanks begin no span: nobody would see its colour.
        let blank = text.bytes().all(|byte| byte == b' ' || byte == b'\t');
        let class = if blank && class != self.open { "" } else { class };
        if class != self.open && !text.is_empty() {
            self.close();
            if !class.is_empty() {
                self.html.push_str("<span class=\"");
                self.html.push_str(class);
                self.html.push_str("\">");
                self.open = class;
            }
        }
        escape_text(text, &mut self.html);
        if !end.is_empty() {
            self.close();
            self.html.push_str(end);
        }
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.html.push_str("</span>");
            self.open = "";
        }
    }
}

/// The licences of the built-in grammars, as Markdown.
pub fn licenses() -> String {
    two_face::acknowledgement::listing().to_md()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::document::languages::{PLAIN, TOKENS};

    /// The markup, with each span as `class(text)`.
    fn shown(language: &str, code: &str) -> String {
        let html = highlight(code, language).html;
        let mut shown = String::new();
        for part in html.split("<span class=\"") {
            shown.push_str(&part.replacen("\">", "(", 1).replace("</span>", ")"));
        }
        shown
    }

    /// What a reader sees of markup.
    fn text(html: &str) -> String {
        let mut text = String::new();
        for part in html.split('<') {
            text.push_str(part.split_once('>').map_or(part, |(_, after)| after));
        }
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    }

    #[test]
    #[cfg(feature = "onig")]
    fn the_names_of_languages_are_those_that_have_colours() {
        let mut names = BTreeSet::new();
        for syntax in SYNTAXES.syntaxes().iter().filter(|syntax| !syntax.hidden) {
            for name in syntax.file_extensions.iter().chain([&syntax.name]) {
                let name = name.to_lowercase();
                let usual = name.starts_with(char::is_alphabetic) && !name.contains(char::is_whitespace);
                if usual && !PLAIN.contains(&name.as_str()) {
                    names.insert(name);
                }
            }
        }
        assert_eq!(names.iter().map(String::as_str).collect::<Vec<_>>(), TOKENS);
        for name in TOKENS {
            assert!(SYNTAXES.find_syntax_by_token(name).is_some(), "{name}");
        }
    }

    #[test]
    fn every_scope_of_the_table_is_one() {
        assert_eq!(TABLE.len(), MEANINGS.len());
    }

    #[test]
    fn rust_looks_like_this() {
        let code = "/// doc\n#[derive(Debug)]\npub fn go<T: Copy>(x: &mut u32) -> Option<String> {\n    \
            let y = 5;\n    println!(\"{y}\\n<\"); // no\n}\n";
        let lines = [
            "c(/// doc)",
            "a(#)[a(derive)(Debug)]",
            "k(pub) k(fn) f(go)&lt;T: t(Copy)&gt;(v(x): o(&amp;)k(mut) k(u32)) -&gt; t(Option)&lt;t(String)&gt; {",
            "    k(let) y o(=) n(5);",
            "    f(println!)(s(\")n({y}\\n)s(&lt;\")); c(// no)",
            "}",
            "",
        ];
        assert_eq!(shown("rust", code), lines.join("\n"));
        assert!(highlight("let", "rust").html == "<span class=\"k\">let</span>");
    }

    #[test]
    fn a_shell_looks_like_this() {
        let code =
            "# c\nfor f in *.txt; do\n  echo \"hi $f ${X:-1}\" | grep -v 'a' > out && A=b ls --all\ndone";
        let lines = [
            "c(# c)",
            "k(for) f k(in) o(*).txto(;) k(do)",
            "  f(echo) s(\"hi )v($f) v(${X)o(:-)1v(})s(\") o(|) f(grep)v( -v) s('a') o(&gt;) out o(&amp;&amp;) \
             v(A)o(=)b f(ls)v( --all)",
            "k(done)",
        ];
        assert_eq!(shown("console", code), lines.join("\n"));
    }

    #[test]
    fn keys_differ_from_what_they_hold() {
        for (language, code, expected) in [
            (
                "yml",
                "key: value\nl:\n  - a: 1\n    \"b\": on # c",
                "a(key): value\na(l):\n  - a(a): n(1)\n    s(\"b\"): n(on) c(# c)",
            ),
            ("jsonc", "{\"a\": [1, null, \"s\\n\"]}", "{a(\"a\"): [n(1), n(null), s(\"s)n(\\n)s(\")]}"),
            ("toml", "# c\n[a.b]\nkey = \"v\"\n", "c(# c)\n[h(a.b)]\na(key) = s(\"v\")\n"),
            ("systemd", "[s]\nkey = value\n; c", "h([s])\na(key) = value\nc(; c)"),
            ("hcl", "a \"b\" {\n  name = 1\n}", "t(a) s(\"b\") {\n  a(name) o(= )n(1)\n}"),
            ("css", ".a { color: #fff }", "a(.a) { a(color): n(#fff) }"),
            ("html", "<p class=\"x\">a</p>", "&lt;t(p) a(class)=s(\"x\")&gt;a&lt;/t(p)&gt;"),
            ("diff", "@@ -1 +1 @@\n-x\n+y\n z\n", "h(@@ -1 +1 @@)\ne(-x)\ni(+y)\n z\n"),
            ("js", "f(`t ${x}`)", "f(f)(s(`t )${x}s(`))"),
        ] {
            assert_eq!(shown(language, code), expected, "{language}");
        }
    }

    #[test]
    fn code_without_a_known_language_is_plain() {
        for (language, known) in [("text", Known::Plain), ("", Known::Plain), ("qqq", Known::Unknown)] {
            let expected = Highlighted { html: "let &lt;x&gt; &amp; \"y\"\n".into(), known };
            assert_eq!(highlight("let <x> & \"y\"\n", language), expected);
        }
    }

    #[test]
    fn what_is_too_long_is_plain_and_the_rest_has_colours() {
        let long = format!("let x = {};", "1".repeat(LONGEST_LINE));
        let html = highlight(&format!("let\n{long}\nlet\n"), "rust").html;
        assert_eq!(html, format!("<span class=\"k\">let</span>\n{long}\n<span class=\"k\">let</span>\n"));
        let block = "let x\n".repeat(LONGEST_BLOCK / 6 + 1);
        assert_eq!(highlight(&block, "rust").html, block);
    }

    #[test]
    fn every_thread_gives_the_same() {
        let code = "fn f() -> u8 { /* a\n b */ 1 }\n";
        let here = highlight(code, "rust");
        let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(|| highlight(code, "rust"))).collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), here);
        }
    }

    proptest::proptest! {
        #[test]
        fn the_text_stays_and_spans_stay_in_their_lines(
            code in "([a-z\"'`#/*{}()<>&$\\\\:=. \t\n\r-]|é|漢|fn |if |\r\n){0,60}",
            language in proptest::sample::select(vec![
                "rust", "bash", "python", "yaml", "json", "ts", "html", "md", "ruby", "diff", "toml", "make",
            ]),
        ) {
            let html = highlight(&code, language).html;
            proptest::prop_assert_eq!(text(&html), code);
            proptest::prop_assert!(!html.contains("\"></span>"));
            for line in html.split('\n') {
                proptest::prop_assert_eq!(line.matches("<span").count(), line.matches("</span").count());
            }
        }
    }
}
