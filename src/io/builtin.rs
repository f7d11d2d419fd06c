//! The files that are part of the program: the default theme.
//!
//! They join the sources like files of the site, so that nobody above knows which it got. The one
//! home of `rust-embed`.

use rust_embed::RustEmbed;

use crate::source::{BUILT_IN, Content, SourceFile, SourcePath, Sources};

#[derive(RustEmbed)]
#[folder = "themes/default/"]
struct DefaultTheme;

/// Adds the built-in files to the sources, below [`BUILT_IN`].
pub fn add_to(sources: &mut Sources) {
    for name in DefaultTheme::iter() {
        let Some(file) = DefaultTheme::get(&name) else { continue };
        let path = SourcePath::new(&format!("{BUILT_IN}{name}"));
        let text = match path.extension() {
            "css" | "html" | "js" | "toml" | "xml" | "txt" | "md" => std::str::from_utf8(&file.data).ok(),
            _ => None,
        };
        let content = match text {
            Some(text) => Content::Text(text.into()),
            None => Content::Bytes(file.data.as_ref().into()),
        };
        sources.insert(SourceFile::new(path, content));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_theme_has_its_settings_as_text() {
        let mut sources = Sources::default();
        add_to(&mut sources);
        assert!(sources.get("(built-in)/theme.toml").and_then(SourceFile::text).is_some());
    }
}
