//! The style sheets of a theme as browsers get them: each one file, without comments and blanks.
//!
//! A sheet may take in others of its folder by `@import` at its beginning, as CSS has it. A part whose
//! name begins with `_` is only there to be taken in. So every page needs one sheet, a theme's parts
//! stand once, and a site that wants another colour replaces one small file. What a sheet means is left
//! to browsers: nothing is understood here but tokens (CSS Syntax Module Level 3). The one home of the
//! `cssparser` crate.

use std::collections::BTreeMap;

use cssparser::{ParseError, Parser, Token, TokenSerializationType};

use crate::diagnostic::{Diagnostic, Told, catalog};
use crate::source::{SourceFile, Span};

/// Where a theme's published files lie.
const FOLDER: &str = "static/";

/// The style sheets that a theme publishes, by their name below `static/`. `files` are those of the
/// theme by their path inside it.
pub fn sheets(files: &BTreeMap<String, &SourceFile>) -> Told<BTreeMap<String, String>> {
    let mut diagnostics = Vec::new();
    let mut sheets = BTreeMap::new();
    for (inside, file) in files {
        let Some(name) = inside.strip_prefix(FOLDER).filter(|name| name.ends_with(".css")) else { continue };
        if is_part(name) {
            continue;
        }
        let mut gathered = Gathered::default();
        gather(inside, file, files, &mut Vec::new(), &mut gathered, &mut diagnostics);
        sheets.insert(name.to_owned(), shortened(&(gathered.elsewhere + &gathered.text)));
    }
    // A part that several sheets take in is wrong once.
    let mut told: Vec<Diagnostic> = Vec::new();
    for diagnostic in diagnostics {
        if !told.contains(&diagnostic) {
            told.push(diagnostic);
        }
    }
    Told { value: sheets, diagnostics: told }
}

/// Whether a style sheet of this name is only there to be taken in by others.
pub fn is_part(name: &str) -> bool {
    name.ends_with(".css") && name.rsplit('/').next().is_some_and(|file| file.starts_with('_'))
}

/// A sheet of more bytes is better kept by browsers than carried by each page.
const LARGEST_IN_A_PAGE: usize = 48 << 10;

/// Whether a page may carry a sheet: it is not large, and means the same when it stands in a page, since it
/// names no file as seen from its own folder.
pub fn fits_in_a_page(sheet: &str) -> bool {
    let sheet = sheet.to_ascii_lowercase();
    let is_bound = ["</style", "@import", "image-set(", "src("].iter().any(|word| sheet.contains(word));
    !is_bound
        && sheet.len() <= LARGEST_IN_A_PAGE
        && sheet.match_indices("url(").all(|(at, url)| {
            let address = sheet[at + url.len()..].trim_start_matches([' ', '"', '\'']);
            ["data:", "#", "/", "http:", "https:"].iter().any(|start| address.starts_with(start))
        })
}

/// A sheet with its parts in place.
#[derive(Default)]
struct Gathered {
    // Imports that are left to the browser: they have to stand before everything else.
    elsewhere: String,
    text: String,
}

fn gather<'f>(
    inside: &'f str,
    file: &'f SourceFile,
    files: &'f BTreeMap<String, &'f SourceFile>,
    open: &mut Vec<&'f str>,
    gathered: &mut Gathered,
    told: &mut Vec<Diagnostic>,
) {
    let Some(text) = file.text() else { return };
    open.push(inside);
    let (imports, end) = imports(&text);
    for import in imports {
        let span = Span::new(&file.path, import.range.clone());
        if !is_here(&import.of) {
            gathered.elsewhere.push_str(&text[import.range]);
            gathered.elsewhere.push('\n');
            continue;
        }
        let folder = inside.rfind('/').map_or("", |slash| &inside[..=slash]);
        let name = import.of.strip_prefix("./").unwrap_or(&import.of);
        match files.get_key_value(&format!("{folder}{name}")) {
            _ if ["layer", "supports"].iter().any(|word| import.only.trim_start().starts_with(word)) => {
                told.push(catalog::style_part_in_layer(&import.of, span));
            }
            // What a part names, letters and pictures, it names as seen from its own folder.
            _ if name.contains('/') => told.push(catalog::style_part_elsewhere(&import.of, span)),
            None => {
                let known = files.keys().filter_map(|path| path.strip_prefix(folder));
                let known: Vec<&str> = known.filter(|name| name.ends_with(".css")).collect();
                told.push(catalog::no_style_part(&import.of, &known, span));
            }
            Some((path, _)) if open.contains(&path.as_str()) => {
                told.push(catalog::style_circle(&import.of, span));
            }
            Some((path, part)) => {
                let only = import.only.trim();
                if !only.is_empty() {
                    gathered.text.push_str(&format!("@media {only} {{\n"));
                }
                gather(path, part, files, open, gathered, told);
                if !only.is_empty() {
                    gathered.text.push_str("}\n");
                }
            }
        }
    }
    gathered.text.push_str(&text[end..]);
    gathered.text.push('\n');
    open.pop();
}

/// Whether an import names a file and no address.
fn is_here(of: &str) -> bool {
    !of.starts_with('/') && !of.contains(':')
}

/// An `@import` at the beginning of a sheet.
struct Import {
    /// What it names.
    of: String,
    /// The media it is for; mostly empty.
    only: String,
    /// Where it stands, with its semicolon.
    range: std::ops::Range<usize>,
}

/// The imports of a sheet, and where they end. Only blanks and comments may stand before them.
fn imports(text: &str) -> (Vec<Import>, usize) {
    let mut parser = Parser::new(text);
    let mut found = Vec::new();
    let mut end = 0;
    loop {
        parser.skip_whitespace();
        let start = parser.position().byte_index();
        match parser.next() {
            Ok(Token::AtKeyword(word)) if word.eq_ignore_ascii_case("import") => {}
            // All files are UTF-8, and a sheet in parts could not begin with it anyhow.
            Ok(Token::AtKeyword(word)) if word.eq_ignore_ascii_case("charset") => {
                while !matches!(parser.next(), Ok(Token::Semicolon) | Err(_)) {}
                end = parser.position().byte_index();
                continue;
            }
            _ => return (found, end),
        }
        let of = match parser.next() {
            Ok(Token::QuotedString(of) | Token::UnquotedUrl(of)) => of.to_string(),
            Ok(Token::Function(name)) if name.eq_ignore_ascii_case("url") => {
                let inside: Result<String, ParseError<()>> =
                    parser.parse_nested_block(|inside| Ok(inside.expect_string()?.to_string()));
                match inside {
                    Ok(of) => of,
                    Err(_) => return (found, end),
                }
            }
            _ => return (found, end),
        };
        let from = parser.position();
        while !matches!(parser.next(), Ok(Token::Semicolon) | Err(_)) {}
        end = parser.position().byte_index();
        let only = parser.slice_from(from).trim_end_matches(';').to_owned();
        found.push(Import { of, only, range: start..end });
    }
}

/// The same sheet without comments and without blanks that part nothing. One that is nested deeper
/// than any is, stays as it is.
fn shortened(text: &str) -> String {
    let mut shorter = Shorter { out: String::with_capacity(text.len()), ..Shorter::default() };
    match shorter.block(&mut Parser::new(text)) {
        Ok(()) => shorter.out,
        Err(_) => text.to_owned(),
    }
}

/// A sheet while it is written anew.
#[derive(Default)]
struct Shorter {
    out: String,
    last: TokenSerializationType,
    /// After the last token a blank means nothing.
    opened: bool,
    /// Blanks were left out since the last token.
    blank: bool,
    /// A semicolon was: before the end of a block it is not needed.
    semicolon: bool,
}

impl Shorter {
    fn block(&mut self, parser: &mut Parser) -> Result<(), ParseError<()>> {
        loop {
            let start = parser.position();
            let Ok(token) = parser.next_including_whitespace_and_comments() else { return Ok(()) };
            let close = match token {
                Token::WhiteSpace(_) => {
                    self.blank = true;
                    continue;
                }
                Token::Comment(_) => continue,
                Token::Semicolon => {
                    self.semicolon = true;
                    self.blank = false;
                    continue;
                }
                Token::CurlyBracketBlock => "}",
                Token::ParenthesisBlock | Token::Function(_) => ")",
                Token::SquareBracketBlock => "]",
                _ => "",
            };
            let kind = token.serialization_type();
            let opens = matches!(
                token,
                Token::CurlyBracketBlock
                    | Token::ParenthesisBlock
                    | Token::SquareBracketBlock
                    | Token::Function(_)
                    | Token::Colon
                    | Token::Comma
                    | Token::Delim('>' | '~')
            );
            // As it was written: no escape and no number is turned into another.
            self.token(parser.slice_from(start), kind, opens);
            if !close.is_empty() {
                parser.parse_nested_block(|inside| self.block(inside))?;
                self.semicolon &= close != "}";
                self.token(close, TokenSerializationType::default(), close == "}");
            }
        }
    }

    fn token(&mut self, written: &str, kind: TokenSerializationType, opens: bool) {
        if std::mem::take(&mut self.semicolon) {
            self.out.push(';');
            self.opened = true;
        }
        let blank = std::mem::take(&mut self.blank);
        // A blank before a colon or a bracket may mean "inside of"; after them it means nothing.
        let open = std::mem::replace(&mut self.opened, opens) || self.out.is_empty();
        let closing = matches!(written, "{" | "}" | "," | ")" | "]" | ">" | "~");
        if blank && !open && !closing {
            self.out.push(' ');
        } else if !blank && !open && self.last.needs_separator_when_before(kind) {
            self.out.push_str("/**/");
        }
        self.out.push_str(written);
        self.last = kind;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::{Content, SourcePath};

    fn of(files: &[(&str, &str)], sheet: &str) -> (String, Vec<String>) {
        let files: Vec<(String, SourceFile)> = files
            .iter()
            .map(|(name, text)| {
                let path = SourcePath::new(&format!("themes/x/static/{name}"));
                (format!("static/{name}"), SourceFile::new(path, Content::Text((*text).into())))
            })
            .collect();
        let files = files.iter().map(|(name, file)| (name.clone(), file)).collect();
        let told = sheets(&files);
        let words = told.diagnostics.iter().map(|found| found.message.clone()).collect();
        (told.value.get(sheet).cloned().unwrap_or_default(), words)
    }

    #[test]
    fn a_sheet_says_the_same_in_fewer_letters() {
        for (written, shorter) in [
            (
                "/* x */ p { margin: 0 0 1em; }\n\na:hover { color: red ; }",
                "p{margin:0 0 1em}a:hover{color:red}",
            ),
            ("a :is(b, c) > d ~ e + f { x: y }", "a :is(b,c)>d~e + f{x:y}"),
            ("p { width: calc(1em + 2px - (3px * 2)) }", "p{width:calc(1em + 2px - (3px * 2))}"),
            (
                "@media screen and (min-width: 40em) { p { x: y } }",
                "@media screen and (min-width:40em){p{x:y}}",
            ),
            ("p { a: b; /* end */ }", "p{a:b}"),
            ("p { margin: 1px/**/2px }", "p{margin:1px/**/2px}"),
            ("p { --a: ; b: \"x  ;  /* y */\" }", "p{--a:;b:\"x  ;  /* y */\"}"),
            ("p { background: url(a  .png) url( b.png ) }", "p{background:url(a  .png) url( b.png )}"),
            ("[a = \"b\" i], *|* { x: y !important }", "[a = \"b\" i],*|*{x:y !important}"),
            (".a\\: b { x: y }", ".a\\: b{x:y}"),
            ("p { x: y", "p{x:y}"),
            ("", ""),
        ] {
            assert_eq!(of(&[("a.css", written)], "a.css").0, shorter, "{written}");
        }
    }

    #[test]
    fn a_sheet_that_names_files_beside_it_does_not_fit_in_a_page() {
        for sheet in
            ["p{a:url( data:,x)}", "p{a:url(\"/x.png\") url(#x)}", "p{a:url(https://a.example/x)}", ""]
        {
            assert!(fits_in_a_page(sheet), "{sheet}");
        }
        for sheet in [
            "p{a:url(x.png)}",
            "p{a:URL('../x.png')}",
            "@import \"//a\";",
            "p{a:\"</STYLE>\"}",
            "p{a:src(\"x\")}",
        ] {
            assert!(!fits_in_a_page(sheet), "{sheet}");
        }
    }

    #[test]
    fn parts_stand_in_place_of_their_imports() {
        let files = [
            ("_b.css", "b { x: y }"),
            ("_c.css", "@import '_b.css';\nc { x: y }"),
            (
                "a.css",
                "@charset \"utf-8\"; /* all */ @import \"_c.css\"; @import url(./_b.css) print;\na { x: y }",
            ),
        ];
        assert_eq!(of(&files, "a.css"), ("b{x:y}c{x:y}@media print{b{x:y}}a{x:y}".to_owned(), Vec::new()));
        assert_eq!(of(&files, "_b.css").0, "", "a part is not published");
    }

    #[test]
    fn what_stands_elsewhere_is_left_to_the_browser() {
        let files = [
            ("_b.css", "@import url(https://a.example/x.css);\nb { x: y }"),
            ("a.css", "@import '_b.css'; @import '/y.css'; a { x: y }"),
        ];
        let sheet = "@import url(https://a.example/x.css);@import '/y.css';b{x:y}a{x:y}";
        assert_eq!(of(&files, "a.css"), (sheet.to_owned(), Vec::new()));
    }

    #[test]
    fn a_part_that_cannot_be_taken_in_is_told() {
        let files = [
            ("_b.css", "@import '_a.css'; b { x: y }"),
            ("_a.css", "@import '_b.css';"),
            ("x/_d.css", "d { x: y }"),
            ("a.css", "@import '_a.css'; @import '_d.css'; @import 'x/_d.css'; a { x: y }"),
        ];
        let (sheet, told) = of(&files, "a.css");
        assert_eq!(sheet, "b{x:y}a{x:y}");
        assert_eq!(told.len(), 3, "{told:?}");
    }

    proptest! {
        #[test]
        fn any_text_is_shortened_and_once_is_enough(text in "[a-c:;{}()\\[\\] \n,>+~@#.-]{0,60}") {
            let once = shortened(&text);
            prop_assert_eq!(shortened(&once), once);
        }
    }
}
