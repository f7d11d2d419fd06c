//! A report as a piece of a web page: the words of the terminal, in elements that a style sheet can
//! reach. Everything in it is escaped; where it is shown is left to the preview.

use std::collections::BTreeSet;

use super::human::{Excerpt, MOST_RELATED, shown};
use super::place::Files;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// More findings are counted; the terminal has them all.
const MOST: usize = 40;
/// How wide an excerpt is drawn, in characters.
const WIDTH: usize = 100;

pub(super) fn report(diagnostics: &[Diagnostic], files: &mut Files<'_>) -> String {
    let mut out = String::new();
    let mut explained = BTreeSet::new();
    // What must be mended first comes first; within that the order of the report stays.
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
    sorted.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
    for diagnostic in sorted.iter().take(MOST) {
        let explain = explained.insert(diagnostic.code.code) && !diagnostic.code.meaning.is_empty();
        push_finding(&mut out, diagnostic, files, explain);
    }
    let rest = sorted.len().saturating_sub(MOST);
    if rest > 0 {
        out.push_str(&format!("<p class=\"more\">and {rest} more, in the terminal</p>\n"));
    }
    out
}

fn push_finding(out: &mut String, diagnostic: &Diagnostic, files: &mut Files<'_>, explain: bool) {
    let severity = diagnostic.severity.word();
    out.push_str(&format!(
        "<article class=\"finding {severity}\">\n<h2><span class=\"severity\">{severity}:</span> {}</h2>\n",
        escape(&shown(&diagnostic.message, true))
    ));
    match &diagnostic.span {
        Some(span) => push_place(out, span, &diagnostic.label, files),
        None if !diagnostic.label.is_empty() => {
            out.push_str(&format!("<p>{}</p>\n", escape(&shown(&diagnostic.label, false))));
        }
        None => {}
    }
    let help: Vec<&String> = diagnostic.help.iter().chain(diagnostic.untold_fix()).collect();
    if !help.is_empty() {
        out.push_str("<ul>\n");
        for help in help {
            out.push_str(&format!("<li>{}</li>\n", escape(&shown(help, true))));
        }
        out.push_str("</ul>\n");
    }
    for (span, words) in diagnostic.related.iter().take(MOST_RELATED) {
        let words = if words.is_empty() { "see also" } else { words };
        out.push_str(&format!("<p>{}:</p>\n", escape(&shown(words, true))));
        push_place(out, span, "", files);
    }
    let rest = diagnostic.related.len().saturating_sub(MOST_RELATED);
    if rest > 0 {
        out.push_str(&format!("<p class=\"more\">{rest} more places belong to it</p>\n"));
    }
    if explain {
        let code = diagnostic.code.code;
        out.push_str(&format!("<p class=\"more\"><code>retell explain {code}</code> says more</p>\n"));
    }
    out.push_str("</article>\n");
}

/// The address of a place, its lines with the mark, and under the mark what the finding says there.
fn push_place(out: &mut String, span: &Span, label: &str, files: &mut Files<'_>) {
    let file = escape(&shown(span.file.as_str(), false));
    let label = escape(&shown(label, false));
    let Some((lines, place)) = files.find(span) else {
        out.push_str(&format!("<p class=\"place\">{file}</p>\n"));
        if !label.is_empty() {
            out.push_str(&format!("<p>{label}</p>\n"));
        }
        return;
    };
    let excerpt = Excerpt::of(lines, &place, WIDTH);
    let (before, rest) = excerpt.text.split_at(excerpt.mark.start);
    let (marked, after) = rest.split_at(excerpt.mark.len());
    let digits = excerpt.last_line.to_string().len();
    let number = |line: usize| format!("<span class=\"number\">{line:>digits$} | </span>");
    // Where the mark begins and ends in its first line, in characters.
    let column = before.chars().count();
    let length = marked.split('\n').next().map_or(0, |first| first.chars().count()).max(1);
    let carets = format!(
        "\n<span class=\"number\" aria-hidden=\"true\">{:digits$} | </span>{:column$}<span class=\"caret\"><span aria-hidden=\"true\">{}</span>{}{label}</span>",
        "",
        "",
        "^".repeat(length),
        if label.is_empty() { "" } else { " " },
    );
    let text = format!("{}<mark>{}</mark>{}", escape(before), escape(marked), escape(after));
    let mut drawn = String::new();
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            drawn.push('\n');
        }
        drawn.push_str(&number(place.line + index));
        drawn.push_str(line);
        if index == 0 && !text.contains('\n') {
            drawn.push_str(&carets);
        }
    }
    if text.contains('\n') && !label.is_empty() {
        drawn.push_str(&format!("\n{:digits$}   <span class=\"caret\">{label}</span>", ""));
    }
    out.push_str(&format!(
        "<p class=\"place\">{file}:{}:{}</p>\n<pre tabindex=\"0\">{drawn}</pre>\n",
        place.line, place.column
    ));
}

/// The text with what HTML would take for markup written out, for elements and quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::codes;
    use crate::source::{SourcePath, Sources};

    fn drawn(text: &str, range: std::ops::Range<usize>, label: &str) -> String {
        let mut sources = Sources::default();
        sources.insert_text("content/a&b.md", text);
        let found = Diagnostic::new(&codes::UNKNOWN_FIELD, "no field `<x>`")
            .at(Span::new(&SourcePath::new("content/a&b.md"), range))
            .label(label)
            .help("write \"y\"");
        report(&[found], &mut Files::new(&sources))
    }

    #[test]
    fn a_finding_has_its_line_its_caret_and_its_remedy() {
        let out = drawn("+++\noutcoem = 1\n+++\n", 4..11, "did you mean `outcome`?");
        assert!(out.contains("content/a&amp;b.md:2:1"), "{out}");
        assert!(out.contains("<mark>outcoem</mark> = 1\n"), "{out}");
        assert!(out.contains("^^^^^^^</span> did you mean `outcome`?"), "{out}");
        assert!(
            out.contains("<li>write &quot;y&quot;</li>") && out.contains("no field `&lt;x&gt;`"),
            "{out}"
        );
    }

    #[test]
    fn nothing_of_a_source_becomes_markup() {
        let text = "<img src=x onerror=alert(1)>\n</pre><script>\u{202e}\n";
        for range in [0..4, 0..text.len(), 29..40] {
            let out = drawn(text, range, "</span><script>");
            assert!(!out.contains("<img") && !out.contains("<script") && !out.contains('\u{202e}'), "{out}");
            assert_eq!(out.matches("</pre>").count(), 1, "{out}");
        }
    }

    #[test]
    fn a_long_report_is_cut_and_says_so() {
        let many = vec![Diagnostic::new(&codes::BUG, "x"); MOST + 7];
        let out = report(&many, &mut Files::new(&Sources::default()));
        assert_eq!(out.matches("<article").count(), MOST);
        assert!(out.contains("and 7 more"), "{out}");
    }
}
