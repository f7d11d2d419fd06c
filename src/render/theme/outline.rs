//! What a template is made of, as far as another one that extends it needs to know.

use std::collections::BTreeMap;

/// The template that this one extends.
pub fn parent(text: &str) -> Option<&str> {
    let after = text.split_once("{% extends \"").or_else(|| text.split_once("{%- extends \""))?.1;
    after.split_once('"').map(|(name, _)| name)
}

/// The names of the blocks that a template declares, in the order of its text.
pub fn blocks(text: &str) -> Vec<&str> {
    let begins =
        |tag: &str| tag.strip_prefix("{% block ").or_else(|| tag.strip_prefix("{%- block ")).is_some();
    let mut names = Vec::new();
    for (at, _) in text.match_indices("{%") {
        let tag = &text[at..];
        if begins(tag) {
            let name = tag.split_once("block ").map_or("", |(_, rest)| rest);
            names.push(name.split([' ', '%', '-']).next().unwrap_or_default());
        }
    }
    names
}

/// A template and those that it extends, the nearest first, each with the blocks it is the first to
/// declare, as seen from the top: what can be filled by a template that extends this one.
pub fn fillable<'t>(name: &'t str, texts: &BTreeMap<&'t str, &'t str>) -> Vec<(&'t str, Vec<&'t str>)> {
    let mut chain = Vec::new();
    let mut next = Some(name);
    while let Some(name) = next.filter(|name| !chain.iter().any(|(met, _)| met == name)) {
        let Some(text) = texts.get(name) else { break };
        chain.push((name, blocks(text)));
        next = parent(text);
    }
    let all = chain.clone();
    for (at, (_, blocks)) in chain.iter_mut().enumerate() {
        blocks.retain(|block| !all[at + 1..].iter().any(|(_, above)| above.contains(block)));
    }
    chain.retain(|(_, blocks)| !blocks.is_empty());
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_belongs_to_the_template_that_declares_it_first() {
        let base = "<head>{%- block head %}{% endblock head %}{% block main %}{% endblock %}";
        let page =
            "{% extends \"base.html\" %}{% block main %}{%- block text -%}{% endblock %}{% endblock %}";
        let story = "{% extends \"page.html\" %}{% block text %}{% endblock text %}";
        let texts = BTreeMap::from([("base.html", base), ("page.html", page), ("story.html", story)]);
        let found = fillable("story.html", &texts);
        assert_eq!(found, [("page.html", vec!["text"]), ("base.html", vec!["head", "main"])]);
    }

    #[test]
    fn templates_that_extend_each_other_come_to_an_end() {
        let texts = BTreeMap::from([
            ("a.html", "{% extends \"b.html\" %}{% block x %}"),
            ("b.html", "{% extends \"a.html\" %}"),
        ]);
        assert_eq!(fillable("a.html", &texts), [("a.html", vec!["x"])]);
        assert_eq!(fillable("c.html", &texts), []);
    }
}
