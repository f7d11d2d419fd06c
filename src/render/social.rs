//! Social cards: the pictures that stand for pages where links to them are shared, drawn for pages
//! that have no picture of their own.
//!
//! `facts` says what a card shows of a page, `layout` where each of it stands, as SVG, with what
//! `font` knows of its letters, and `paint` makes pixels of that. Which pages have a card, and at
//! which address, is decided by `plan`. All of it needs the feature `cards`; without it no card is
//! planned, and what is here says that there is none.

#[cfg(feature = "cards")]
pub mod facts;
#[cfg(feature = "cards")]
mod fit;
#[cfg(feature = "cards")]
mod font;
#[cfg(feature = "cards")]
pub mod layout;
#[cfg(feature = "cards")]
mod paint;

use super::recipes::Failure;
use super::scene::Scene;
use super::view::PictureView;
use crate::diagnostic::Diagnostic;
use crate::url::SitePath;

#[cfg(feature = "cards")]
pub use drawn::{draw, found, picture};
#[cfg(not(feature = "cards"))]
pub use none::{draw, found, picture};

#[cfg(feature = "cards")]
mod drawn {
    use super::{Diagnostic, Failure, PictureView, Scene, SitePath, facts, font, layout, paint};
    use crate::diagnostic::catalog;
    use crate::fingerprint::Fingerprint;
    use crate::plan::Recipe;

    /// The picture that a page names as its card. The address stays, so that what others have kept of
    /// the page still finds a picture; what follows `?v=` changes with all that is drawn, since social
    /// networks keep a picture by its whole URL, some for ever.
    pub fn picture(scene: &Scene, page: &SitePath) -> Option<PictureView> {
        let card = scene.plan.cards.get(page)?;
        let Recipe::Card(of) = &scene.plan.at(card)?.recipe else { return None };
        let facts = facts::of(scene, of)?;
        let version = Fingerprint::of(layout::svg(&facts).as_bytes()).name();
        Some(PictureView {
            src: format!("{}?v={version}", scene.href(card)),
            alt: facts.title,
            caption: String::new(),
            credit: String::new(),
            width: Some(layout::WIDTH),
            height: Some(layout::HEIGHT),
            srcset: String::new(),
            sizes: String::new(),
        })
    }

    /// The card of the page at an address, as PNG.
    pub fn draw(scene: &Scene, page: &SitePath) -> Result<Vec<u8>, Failure> {
        let Some(facts) = facts::of(scene, page) else { return Ok(Vec::new()) };
        let told = |problem: String| {
            vec![catalog::bug(&format!("{problem} while drawing the card of {page}"), None)]
        };
        paint::png(&layout::svg(&facts)).map_err(told)
    }

    /// What is found about the letters of all cards, once for the site.
    pub fn found(scene: &Scene) -> Option<Diagnostic> {
        let own = scene.plan.routes.values().filter_map(|route| match &route.recipe {
            Recipe::Card(of) => facts::of(scene, of),
            _ => None,
        });
        let titles: Vec<String> =
            own.map(|facts| facts.title).filter(|title| !font::has_all(&layout::clean(title))).collect();
        if titles.is_empty() {
            return None;
        }
        let named = font::has_all(&layout::clean(&scene.config.title));
        let instead = if named { "the site's name instead" } else { "the site's address instead" };
        Some(catalog::card_letters(&titles, instead))
    }
}

#[cfg(not(feature = "cards"))]
mod none {
    use super::{Diagnostic, Failure, PictureView, Scene, SitePath};

    /// No picture.
    pub fn picture(_: &Scene, _: &SitePath) -> Option<PictureView> {
        None
    }

    /// Nothing: no card is planned.
    pub fn draw(_: &Scene, _: &SitePath) -> Result<Vec<u8>, Failure> {
        Ok(Vec::new())
    }

    /// Nothing.
    pub fn found(_: &Scene) -> Option<Diagnostic> {
        None
    }
}
