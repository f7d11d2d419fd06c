//! The manifest of the site as a browser keeps it on a home screen (W3C Web Application Manifest).
//!
//! A site is read in a browser, so it asks for no window of its own; it says its name and shows its
//! icon.

use serde_json::{Value, json};

use super::head::{self, Icon};
use super::scene::Scene;

/// Its media type.
pub const MEDIA_TYPE: &str = "application/manifest+json";

/// The manifest.
pub fn render(scene: &Scene) -> String {
    let icons: Vec<Value> = head::icons(scene)
        .iter()
        .map(|Icon { href, media_type, pixels }| {
            let sizes = match pixels {
                Some((width, height)) => format!("{width}x{height}"),
                None => "any".to_owned(),
            };
            json!({ "src": href, "type": media_type, "sizes": sizes })
        })
        .collect();
    let mut manifest = json!({
        "name": scene.config.title,
        "lang": scene.config.language,
        "start_url": scene.site.href,
        "scope": scene.site.href,
        "display": "browser",
        "icons": icons,
    });
    if !scene.config.description.is_empty() {
        manifest["description"] = scene.config.description.clone().into();
    }
    format!("{manifest:#}\n")
}
