//! How a picture of the site is written into a page: in which widths there is it, and how wide it is shown.

use super::scene::Scene;
use crate::source::SourcePath;

/// How wide the theme shows a picture of a text: its column, on a telephone all but the margins. Here a rem is
/// that of the browser, to which the theme adds up to a fifth.
pub const IN_TEXTS: &str = "(min-width: 40rem) 38rem, calc(100vw - 2rem)";
/// How wide the theme shows a portrait and the picture of a podcast.
pub const PORTRAIT: &str = "12rem";

/// The `srcset` of a picture: each address with its width. Empty if there is only the picture itself.
pub fn srcset(scene: &Scene, source: &SourcePath) -> String {
    let Some(widths) = scene.plan.pictures.get(source) else { return String::new() };
    let own = widths.own.zip(scene.corpus.files.addresses.get(source));
    let all = widths.made.iter().map(|(width, address)| (*width, address)).chain(own);
    let candidates: Vec<String> =
        all.map(|(width, address)| format!("{} {width}w", scene.href(address))).collect();
    candidates.join(", ")
}
