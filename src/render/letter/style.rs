//! The theme's styles for mails, written into each element.
//!
//! Many programs that show mails drop style sheets, so each element carries its own. A selector is
//! an element (`p`), a class (`.meta`), or several of them with commas; a class is stronger than an
//! element, a later rule than an earlier one. That is all a letter needs, and less than a browser's
//! cascade, which would come as a parser and a selector engine from elsewhere.

use std::collections::BTreeMap;

use crate::document::raw_html::{self, Piece};
use crate::render::html::escape_attribute;
use crate::words::one_line;

/// Styles by element and by class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Styles {
    elements: BTreeMap<String, Declarations>,
    classes: BTreeMap<String, Declarations>,
}

/// Properties and their values, in the order in which they were first given.
type Declarations = Vec<(String, String)>;

impl Styles {
    /// Reads a style sheet. The error is a rule that cannot be written into elements.
    pub fn read(sheet: &str) -> Result<Styles, String> {
        let mut styles = Styles::default();
        let sheet = without_comments(sheet);
        let mut rest = sheet.as_str();
        while let Some((selectors, after)) = rest.split_once('{') {
            let selectors = selectors.trim();
            let (body, after) = after.split_once('}').ok_or_else(|| selectors.to_owned())?;
            if selectors.starts_with('@') || body.contains('{') {
                return Err(selectors.to_owned());
            }
            for selector in selectors.split(',').map(str::trim) {
                let (of, name) = match selector.strip_prefix('.') {
                    Some(class) => (&mut styles.classes, class),
                    None => (&mut styles.elements, selector),
                };
                let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
                if name.is_empty() || !name.chars().all(is_name) {
                    return Err(selector.to_owned());
                }
                lay_over(of.entry(name.to_owned()).or_default(), &declarations(body));
            }
            rest = after;
        }
        match rest.trim() {
            "" => Ok(styles),
            left => Err(left.to_owned()),
        }
    }

    /// What an element of that name with these classes carries.
    fn of(&self, name: &str, classes: &str) -> String {
        let mut own = Declarations::new();
        let by_class = classes.split_ascii_whitespace().filter_map(|class| self.classes.get(class));
        for more in self.elements.get(name).into_iter().chain(by_class) {
            lay_over(&mut own, more);
        }
        own.iter().map(|(property, value)| format!("{property}:{value}")).collect::<Vec<_>>().join(";")
    }
}

fn lay_over(own: &mut Declarations, more: &Declarations) {
    for (property, value) in more {
        match own.iter_mut().find(|(known, _)| known == property) {
            Some((_, known)) => value.clone_into(known),
            None => own.push((property.clone(), value.clone())),
        }
    }
}

fn declarations(body: &str) -> Declarations {
    let parts = body.split(';').filter_map(|declaration| declaration.split_once(':'));
    parts.map(|(property, value)| (one_line(property), one_line(value))).collect()
}

fn without_comments(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

/// The mail with the styles in its elements and without classes.
pub fn inline(html: &str, styles: &Styles) -> String {
    let mut out = String::with_capacity(html.len() * 2);
    let mut from = 0;
    for piece in raw_html::pieces(html) {
        let Piece::Tag(tag) = piece else { continue };
        if tag.closing {
            continue;
        }
        let class = tag.attribute("class");
        let style = styles.of(&tag.name, class.map(|class| class.value.as_str()).unwrap_or_default());
        let mut at = tag.range.start + 1 + tag.name.len();
        out.push_str(&html[from..at]);
        if !style.is_empty() {
            out.push_str(" style=\"");
            escape_attribute(&style, &mut out);
            out.push('"');
        }
        if let Some(class) = class {
            out.push_str(html[at..class.range.start].trim_end());
            at = class.range.end;
        }
        out.push_str(&html[at..tag.range.end]);
        from = tag.range.end;
    }
    out.push_str(&html[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_element_carries_its_styles_and_no_class() {
        let styles = Styles::read(
            "/* a { x: y } */ p, li { margin: 0 0 1em;\n line-height: 1.5 }\n.meta { font-size: 14px; margin: 0 }\na{color:inherit}",
        )
        .unwrap();
        for (before, after) in [
            ("<p>a</p>", "<p style=\"margin:0 0 1em;line-height:1.5\">a</p>"),
            (
                "<p class=\"meta\" lang=\"no\">a</p>",
                "<p style=\"margin:0;line-height:1.5;font-size:14px\" lang=\"no\">a</p>",
            ),
            ("<br><b class=\"none\">a</b>", "<br><b>a</b>"),
            ("<a href=\"*|UNSUB|*\">a</a>", "<a style=\"color:inherit\" href=\"*|UNSUB|*\">a</a>"),
        ] {
            assert_eq!(inline(before, &styles), after);
        }
    }

    #[test]
    fn a_rule_that_no_element_can_carry_is_named() {
        for (sheet, rule) in [
            ("p > a { color: red }", "p > a"),
            ("p, a:hover { color: red }", "a:hover"),
            ("@media print { p { color: red } }", "@media print"),
            ("p { color: red", "p"),
            ("p { color: red } }", "}"),
        ] {
            assert_eq!(Styles::read(sheet), Err(rule.to_owned()));
        }
    }
}
