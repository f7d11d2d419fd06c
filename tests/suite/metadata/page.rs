//! A page as machines read it: its tags, and what its scripts hold.

use std::collections::BTreeMap;

use serde_json::Value;

/// A start tag.
pub struct Tag {
    /// `meta`.
    pub name: String,
    /// Its attributes, their references to characters undone.
    pub attributes: BTreeMap<String, String>,
}

/// A page.
pub struct Page {
    /// Its start tags, in order.
    pub tags: Vec<Tag>,
    /// The words of `<title>`.
    pub title: String,
    /// The texts of its scripts that hold JSON-LD.
    pub scripts: Vec<String>,
}

impl Page {
    /// Reads a page. What is no tag of HTML is passed over.
    pub fn read(text: &str) -> Page {
        let mut page = Page { tags: Vec::new(), title: String::new(), scripts: Vec::new() };
        let mut rest = text;
        while let Some(at) = rest.find('<') {
            rest = &rest[at + 1..];
            let Some(end) = end_of_tag(rest) else { break };
            let (inside, after) = (&rest[..end], &rest[end + 1..]);
            rest = after;
            let Some(tag) = tag(inside) else { continue };
            let content = |close: &str| after.split(close).next().unwrap_or_default();
            if tag.name == "title" && page.title.is_empty() {
                page.title = undone(content("</title"));
            }
            if tag.name == "script" {
                let own = content("</script");
                if tag.attributes.get("type").is_some_and(|own| own == "application/ld+json") {
                    page.scripts.push(own.to_owned());
                }
                rest = &after[own.len()..];
            }
            page.tags.push(tag);
        }
        page
    }

    /// The values of an attribute of the tags with another attribute of that value.
    pub fn all(&self, tag: &str, with: (&str, &str), attribute: &str) -> Vec<&str> {
        let tags = self.tags.iter().filter(|own| own.name == tag);
        tags.filter(|own| own.attributes.get(with.0).is_some_and(|value| value == with.1))
            .map(|own| own.attributes.get(attribute).map_or("", String::as_str))
            .collect()
    }

    /// The objects of its JSON-LD.
    pub fn objects(&self) -> Result<Vec<Value>, String> {
        let mut objects = Vec::new();
        for script in &self.scripts {
            let whole: Value =
                serde_json::from_str(script).map_err(|error| format!("is no JSON: {error}"))?;
            if whole["@context"] != "https://schema.org" {
                return Err("is not in the words of schema.org".to_owned());
            }
            let own = whole["@graph"].as_array().ok_or("has no graph")?;
            objects.extend(own.iter().cloned());
        }
        Ok(objects)
    }

    /// The object that describes the page itself, for tests that ask of it.
    pub fn described(&self) -> Value {
        self.objects().unwrap().into_iter().find(|object| object["@type"] != "BreadcrumbList").unwrap()
    }
}

/// Where a tag ends: at the first `>` that stands in no attribute.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find_map(|(at, c)| {
        quoted ^= c == '"';
        (c == '>' && !quoted).then_some(at)
    })
}

fn tag(inside: &str) -> Option<Tag> {
    let (name, mut rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut attributes = BTreeMap::new();
    while let Some((key, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"')?;
        let key = key.split_whitespace().next_back().unwrap_or_default();
        attributes.insert(key.to_owned(), undone(value));
        rest = after;
    }
    Some(Tag { name: name.to_owned(), attributes })
}

fn undone(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&amp;", "&")
}
