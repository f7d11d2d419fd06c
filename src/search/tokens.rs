//! Words of a text, as index and reader cut them. `search.js` of the theme cuts in the same way;
//! `tests/search/tokens.json` holds both to it.

/// Calls `each` with every word of a text, in order, folded to the form in which words are compared.
pub fn words(text: &str, each: &mut dyn FnMut(&str)) {
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        each(&word.to_lowercase());
    }
}
