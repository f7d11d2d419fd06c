//! The chapters of an episode as players read them: the JSON of the Podcast Namespace.

use serde_json::json;

use crate::corpus::episodes::Chapter;

/// The media type.
pub const MEDIA_TYPE: &str = "application/json+chapters";

/// The chapters as a document.
pub fn write(chapters: &[Chapter]) -> String {
    let chapters: Vec<_> = chapters
        .iter()
        .map(|chapter| json!({ "startTime": chapter.seconds, "title": chapter.title }))
        .collect();
    format!("{:#}\n", json!({ "version": "1.2.0", "chapters": chapters }))
}
