//! What each sort of finding means: for `retell explain`, and as a page of the documentation.
//!
//! The texts are in [`super::codes`]; here is only their layout.

use super::codes::{self, Code};
use crate::words::capitalised;

/// The width of an explanation, in columns.
const WIDTH: usize = 78;

/// The explanation of a sort of finding, as plain text for a terminal.
pub fn explain(code: &Code) -> String {
    let mut out = format!("{} ({}), {}\n", code.name, code.code, severity(code));
    push_wrapped(&mut out, code.meaning);
    for (heading, example) in [("Wrong:", code.wrong), ("Right:", code.right)] {
        out.push_str(&format!("\n  {heading}\n\n"));
        for line in example.lines() {
            out.push_str(format!("      {line}").trim_end());
            out.push('\n');
        }
    }
    push_wrapped(&mut out, &format!("Why: {}", code.why));
    out
}

/// The explanations of all sorts of findings, as Markdown without front matter or title. Each has
/// its code for an id: `#f03`.
pub fn explain_all() -> String {
    let mut sorted: Vec<&Code> = codes::ALL.to_vec();
    sorted.sort_by_key(|code| code.code);
    let mut out = String::new();
    for code in sorted {
        let separator = if out.is_empty() { "" } else { "\n" };
        let id = code.code.to_lowercase();
        out.push_str(&format!("{separator}## {} {} {{#{id}}}\n\n", code.code, code.name));
        out.push_str(&format!("*{}.* {}\n\n", capitalised(severity(code)), plain(code.meaning)));
        for (heading, example) in [("Wrong:", code.wrong), ("Right:", code.right)] {
            let fence = fence(example);
            out.push_str(&format!("{heading}\n\n{fence}text\n{example}\n{fence}\n\n"));
        }
        out.push_str(&format!("{}\n", plain(code.why)));
    }
    out
}

fn severity(code: &Code) -> &'static str {
    code.severity.word()
}

/// Adds a paragraph after an empty line, indented by two columns.
fn push_wrapped(out: &mut String, text: &str) {
    let mut column = usize::MAX;
    out.push('\n');
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column.saturating_add(1 + length) > WIDTH {
            out.push_str(if column == usize::MAX { "  " } else { "\n  " });
            column = 2;
        } else {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out.push('\n');
}

/// Plain text as Markdown that shows it unchanged; what is between backticks stays code.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for (number, part) in text.split('`').enumerate() {
        if number > 0 {
            out.push('`');
        }
        if number % 2 == 1 {
            out.push_str(part);
            continue;
        }
        for c in part.chars() {
            // Two hyphens would become a dash.
            if "\\*_[]<>{}&~$|".contains(c) || (c == '-' && out.ends_with('-')) {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out
}

/// A fence longer than any row of backticks inside.
fn fence(example: &str) -> String {
    let longest = example.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_explanation_shows_meaning_examples_and_reason() {
        let expected = "\
footnote (M01), warning

  A footnote is used but not defined, or defined but not used, or defined
  twice.

  Wrong:

      A claim.[^1]

  Right:

      A claim.[^1]

      [^1]: Its source.

  Why: A reader follows the number and finds nothing, or a note is never seen.
";
        assert_eq!(explain(&codes::FOOTNOTE), expected);
    }

    #[test]
    fn running_text_fits_into_eighty_columns() {
        for code in codes::ALL {
            for line in explain(code).lines().filter(|line| !line.starts_with("      ")) {
                assert!(line.chars().count() <= 80, "{}: {line}", code.code);
            }
        }
    }

    #[test]
    fn the_page_has_a_section_for_each_code() {
        let page = explain_all();
        let headings: Vec<&str> =
            page.lines().filter(|line| line.starts_with("## ") && line.contains("{#")).collect();
        for code in codes::ALL {
            let heading = format!("## {} {} {{#{}}}", code.code, code.name, code.code.to_lowercase());
            assert!(headings.contains(&heading.as_str()), "{heading}");
        }
    }

    #[test]
    fn on_the_page_plain_text_stays_plain_and_fences_hold() {
        assert_eq!(
            plain("<img alt=\"\"> and `a_<b>`, between --- lines"),
            "\\<img alt=\"\"\\> and `a_<b>`, between -\\-\\- lines"
        );
        assert_eq!(fence("```python"), "````");
        assert_eq!(fence("a `b`"), "```");
    }
}
