//! The module that searches, as it is served: without the lines that only explain it.

use std::sync::Arc;

use crate::render::scene::Scene;
use crate::source::Content;

/// The module's file in a theme.
const FILE: &str = "search/search.js";

/// The module of the theme; empty if no theme has one.
pub fn served(scene: &Scene) -> Arc<str> {
    let files = scene.sources.theme(&scene.config.theme);
    let written = match files.get(FILE).map(|file| &file.content) {
        Some(Content::Text(text)) => without_comments(text),
        _ => String::new(),
    };
    written.into()
}

/// JavaScript without indentation, empty lines and lines that are only a comment. From the first
/// line on that may begin a text of several lines all is left as it is.
fn without_comments(module: &str) -> String {
    let mut out = String::with_capacity(module.len());
    let mut in_comment = false;
    let mut rest = module;
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let mut bare = line.trim();
        let begins = bare.starts_with("/*") && !in_comment;
        if in_comment || begins {
            let end = bare.find("*/");
            in_comment = end.is_none();
            if end.is_none_or(|end| end + 2 == bare.len()) {
                rest = after;
                continue;
            }
            // What begins on the comment's last line is left; a comment before it on one line does no harm.
            bare = end.filter(|_| !begins).map_or(bare, |end| bare[end + 2..].trim());
        } else if bare.matches('`').count() % 2 == 1 && !bare.starts_with("//") {
            out.push_str(rest);
            return out;
        }
        if !bare.is_empty() && !bare.starts_with("//") {
            out.push_str(bare);
            out.push('\n');
        }
        rest = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_only_explain_are_not_served() {
        let module = "// Words.\n\n/** The words\n * of a text. */\nexport function words() {\n  // why\n  return 'a // b'; // here\n}\n/* one */ const a = 1;\n";
        let served = "export function words() {\nreturn 'a // b'; // here\n}\n/* one */ const a = 1;\n";
        assert_eq!(without_comments(module), served);
    }

    #[test]
    fn what_follows_a_comment_of_several_lines_is_served() {
        assert_eq!(without_comments("/* one\n two */ const a = 1;\nb();\n"), "const a = 1;\nb();\n");
    }

    #[test]
    fn a_text_of_several_lines_stays_as_it_is() {
        let module = "  const a = `b`;\n  const c = `\n  // no comment\n\n  end`;\n";
        assert_eq!(without_comments(module), "const a = `b`;\n  const c = `\n  // no comment\n\n  end`;\n");
    }
}
