//! The questions to talk about after a document, on a page of their own that is made to be printed.

use super::describe;
use super::fields;
use super::head::{self, About};
use super::recipes::here;
use super::scene::{Scene, Sort};
use super::view::GuideView;
use crate::diagnostic::Diagnostic;
use crate::document::DocumentId;
use crate::url::SitePath;

/// The page of a document's questions. The error says what is wrong with its template.
pub fn page(scene: &Scene, id: &DocumentId, address: &SitePath) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let (Some(document), Some(card)) = (scene.corpus.shown(id), scene.card(id)) else {
        return Ok(Vec::new());
    };
    let mut fields = fields::views(scene, document);
    let view = GuideView {
        questions_html: scene.body_for(document, Sort::Questions).into_string(),
        more: fields.remove("questions").map(|questions| questions.items).unwrap_or_default(),
        first: document.body.facts.questions.len() + 1,
        card,
    };
    let words = scene.words_for(document);
    let title = words.say("questions_of", &[("title", &view.card.title)]);
    let language = document.meta.lang.as_deref().unwrap_or(&scene.config.language);
    let mut here = here(scene, &title, address, "guide", document.kind.folder.clone(), language);
    let above = scene.address(id).map(|own| (view.card.title.clone(), own.clone()));
    let (way, crumbs) = head::breadcrumbs(scene, address, &words.say("questions", &[]), above);
    here.breadcrumbs = way;
    let description = words.say("questions_after", &[("title", &view.card.title)]);
    let about = About {
        json_ld: vec![describe::collection(scene, &title, &description, address), crumbs],
        hidden: document.meta.unlisted || !view.card.held.is_empty(),
        ..About::page(&title, description, address)
    };
    let head = head::view(scene, &about);
    scene.theme.fill(
        words,
        "guide.html",
        &[("here", &here), ("head", &head), ("guide", &view)],
        document.path.as_str(),
    )
}
