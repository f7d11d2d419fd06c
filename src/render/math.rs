//! Mathematics: TeX to MathML, its source along for those who cannot see it.
//!
//! What cannot be read is shown as code. Feeds and letters show the source too, since few of their
//! readers know MathML: [`as_code`]. The one home of the `pulldown-latex` crate.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pulldown_latex::config::DisplayMode;
use pulldown_latex::{Parser, RenderConfig, Storage, push_mathml};

use super::html::{escape_attribute, escape_text};

/// Longest source, in bytes, that is laid out; longer ones are shown as code.
const LONGEST: usize = 20_000;

/// Mathematics in a line of text.
pub fn inline(tex: &str) -> String {
    lay_out(tex, DisplayMode::Inline)
}

/// Mathematics in a block of its own.
pub fn block(tex: &str) -> String {
    lay_out(tex, DisplayMode::Block)
}

fn lay_out(tex: &str, display_mode: DisplayMode) -> String {
    let tex = tex.trim();
    // A formula is no reason for a page to be missing, whatever happens inside its parser.
    let made = catch_unwind(AssertUnwindSafe(|| mathml(tex, display_mode))).ok().flatten();
    made.unwrap_or_else(|| code(tex, display_mode == DisplayMode::Block))
}

fn mathml(tex: &str, display_mode: DisplayMode) -> Option<String> {
    if tex.len() > LONGEST {
        return None;
    }
    let storage = Storage::new();
    let events: Vec<_> = Parser::new(tex, &storage).collect::<Result<_, _>>().ok()?;
    let config = RenderConfig { display_mode, ..RenderConfig::default() };
    let mut markup = String::new();
    let events = events.into_iter().map(Ok::<_, std::convert::Infallible>);
    push_mathml(&mut markup, events, config).ok()?;
    // A relation such as `<` comes as it was typed; no tag is empty or begins with a second `<`.
    let markup = markup.replace("><<", ">&lt;<").replace(">&<", ">&amp;<");
    let rest = markup.strip_prefix("<math")?;
    let mut with_source = String::from("<math alttext=\"");
    escape_attribute(tex, &mut with_source);
    with_source.push('"');
    with_source.push_str(rest);
    Some(with_source)
}

fn code(tex: &str, block: bool) -> String {
    let mut out = String::from(if block {
        "<pre class=\"math\" tabindex=\"0\"><code>"
    } else {
        "<code class=\"math\">"
    });
    escape_text(tex, &mut out);
    out.push_str(if block { "</code></pre>" } else { "</code>" });
    out
}

/// HTML with each formula replaced by its source as code.
pub fn as_code(html: String) -> String {
    const OPEN: &str = "<math alttext=\"";
    const CLOSE: &str = "</math>";
    if !html.contains(OPEN) {
        return html;
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html.as_str();
    while let Some(start) = rest.find(OPEN) {
        let source = &rest[start + OPEN.len()..];
        let (Some(source_end), Some(end)) = (source.find('"'), rest[start..].find(CLOSE)) else { break };
        out.push_str(&rest[..start]);
        // Escaped for an attribute, the source is fit for text as well.
        out.push_str(&format!("<code>{}</code>", &source[..source_end]));
        rest = &rest[start + end + CLOSE.len()..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_mathml_with_its_source_and_code_where_mathml_is_not_known() {
        let formula = inline("a < \\frac{1}{2}");
        assert!(
            formula.starts_with("<math alttext=\"a &lt; \\frac{1}{2}\"") && formula.contains("<mfrac>"),
            "{formula}"
        );
        assert_eq!(as_code(format!("<p>{formula}.</p>")), "<p><code>a &lt; \\frac{1}{2}</code>.</p>");
    }

    #[test]
    fn what_cannot_be_read_is_shown_as_it_is() {
        assert_eq!(inline("\\unknown{<x>"), "<code class=\"math\">\\unknown{&lt;x&gt;</code>");
    }
}
