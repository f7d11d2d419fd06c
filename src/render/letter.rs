//! An edition of the newsletter as a mail: HTML, plain text, and both with their facts as JSON.
//!
//! Finished files for whoever sends; nothing here sends. Placeholders of the sender stand in them as
//! they are. The web page of an edition is a page like any other. What senders make letters of
//! themselves, from feeds, is in `render::feed::mail`.

mod fit;
pub mod items;
mod style;
mod text;

use serde_json::json;

use self::items::{Item, Share};
use super::html::Html;
use super::scene::{Scene, Sort};
use super::theme::erased::View;
use super::view::{HiddenView, LetterPartView, LetterView, MailView, NewsletterView, SponsorView};
use super::{absolute, math, sanitize};
use crate::config::{Config, HtmlPolicy};
use crate::corpus::{Corpus, editions};
use crate::diagnostic::{Diagnostic, catalog};
use crate::document::{Document, DocumentId};
use crate::kind::Kinds;
use crate::plan::{FeedId, ListId, MailPart, Plan, Recipe, Route};
use crate::url::SitePath;

/// The most a mail may have, in bytes of its HTML as UTF-8. Large services cut at about 102 KB, and the
/// link to unsubscribe goes with the rest.
pub const MOST_BYTES: usize = 90_000;

/// The template of a mail, and that of items wherever they stand in it.
const TEMPLATE: &str = "email.html";
const ITEMS_TEMPLATE: &str = "email-items.html";

/// The theme's style sheet for mails.
const STYLES: &str = "email.css";

/// Languages that are written from right to left.
const RIGHT_TO_LEFT: [&str; 9] = ["ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];

/// Whether a language, as BCP 47 names it, is written from right to left.
pub(super) fn is_right_to_left(language: &str) -> bool {
    let main = language.split('-').next().unwrap_or_default().to_ascii_lowercase();
    RIGHT_TO_LEFT.contains(&main.as_str())
}

/// A mail, made.
struct Mail {
    html: String,
    /// The documents whose texts are shortened, the longest first.
    shortened: Vec<DocumentId>,
    shares: Vec<Share>,
}

/// Makes a part of the mail of an edition. The error says why it could not be made.
pub fn render(scene: &Scene, id: &DocumentId, part: MailPart) -> Result<String, Vec<Diagnostic>> {
    let Some(edition) = scene.corpus.shown(id) else { return Ok(String::new()) };
    let mail = compose(scene, edition)?;
    Ok(match part {
        MailPart::Html => mail.html,
        MailPart::Text => text::write(scene, edition, &mail.shares, &mail.shortened),
        MailPart::Json => as_json(scene, edition, &mail),
    })
}

/// What the web page of an edition has more than other pages.
pub fn view(scene: &Scene, edition: &Document, body: &Html) -> Option<LetterView> {
    if !editions::is_edition(edition) {
        return None;
    }
    let shares = items::shares(scene, edition);
    let mut below_heading = false;
    let part = |(text_html, share): (String, &Share)| {
        below_heading |= text_html.contains("<h2");
        LetterPartView {
            text_html,
            below_heading,
            groups: items::cards(scene, share),
            links: items::links(share),
        }
    };
    let parts = items::parted(body.as_str(), &shares).into_iter().map(part).collect();
    Some(LetterView { subject: subject(edition), parts })
}

/// The letter of a site, for all its pages.
pub fn newsletter(config: &Config, kinds: &Kinds, corpus: &Corpus, plan: &Plan) -> Option<NewsletterView> {
    let letter = &config.newsletter;
    let kind = kinds.named(editions::KIND);
    let folder = kind.map(|kind| kind.folder.clone()).unwrap_or_default();
    let href = plan.list_address(&ListId::Kind(folder.clone())).map(|list| config.base_url.href(list));
    if href.is_none() && letter.form.action.is_empty() {
        return None;
    }
    let named = kind.map(|kind| corpus.name_of(kind).to_owned()).unwrap_or_default();
    Some(NewsletterView {
        title: if letter.title.is_empty() { named } else { letter.title.clone() },
        frequency: letter.frequency.clone(),
        href,
        feed: plan.feed_address(&FeedId::Kind(folder)).map(|feed| config.base_url.href(feed)),
        kinds: letter.kinds.clone(),
        action: letter.form.action.clone(),
        email: letter.email_field().to_owned(),
        hidden: letter
            .form
            .hidden
            .iter()
            .map(|(name, value)| HiddenView { name: name.clone(), value: value.clone() })
            .collect(),
        honeypot: letter.form.honeypot.clone(),
        consent: letter.form.consent.clone(),
    })
}

/// What is found about a mail that could be made.
pub fn found(route: &Route, scene: &Scene) -> Vec<Diagnostic> {
    let Recipe::Mail(id, MailPart::Html) = &route.recipe else { return Vec::new() };
    let Some(edition) = scene.corpus.shown(id) else { return Vec::new() };
    let shortened = compose(scene, edition).map(|mail| mail.shortened).unwrap_or_default();
    let titles: Vec<&str> =
        shortened.iter().filter_map(|id| scene.corpus.shown(id)).map(|own| own.title.as_str()).collect();
    if titles.is_empty() {
        return Vec::new();
    }
    vec![catalog::mail_shortened(&titles, MOST_BYTES / 1000, &edition.path)]
}

fn compose(scene: &Scene, edition: &Document) -> Result<Mail, Vec<Diagnostic>> {
    let shares = items::shares(scene, edition);
    // Whole texts, the longest first.
    let mut whole: Vec<(&DocumentId, String)> = shares
        .iter()
        .filter(|share| share.full)
        .flat_map(|share| &share.items)
        .filter_map(|item| scene.corpus.shown(item.id.as_ref()?))
        .map(|document| (&document.id, items::unmarked(&text_of(scene, document, 2))))
        .collect();
    whole.sort_by(|(one, text), (other, longer)| longer.len().cmp(&text.len()).then_with(|| one.cmp(other)));
    let body = text_of(scene, edition, 0);
    let mut short = 0;
    loop {
        let html = html(scene, edition, &body, &shares, &whole, short)?;
        if html.len() <= MOST_BYTES {
            let shortened = whole[..short].iter().map(|(id, _)| (*id).clone()).collect();
            return Ok(Mail { html, shortened, shares });
        }
        if short == whole.len() {
            let kilobytes = html.len().div_ceil(1000);
            return Err(vec![catalog::mail_too_long(kilobytes, MOST_BYTES / 1000, &edition.path)]);
        }
        short += 1;
    }
}

/// A mail in which the first `short` of the whole texts are only begun.
fn html(
    scene: &Scene,
    edition: &Document,
    body: &str,
    shares: &[Share],
    whole: &[(&DocumentId, String)],
    short: usize,
) -> Result<String, Vec<Diagnostic>> {
    let mut body_html = String::new();
    for (text, share) in items::parted(body, shares) {
        body_html.push_str(&text);
        body_html.push_str(&items_html(scene, edition, share, whole, short)?);
    }
    let language = language(scene, edition);
    let letter = &scene.config.newsletter;
    let view = MailView {
        direction: if is_right_to_left(&language) { "rtl" } else { "ltr" },
        language,
        letter: name_of(scene, edition),
        subject: subject(edition),
        preheader: preheader(edition),
        date: edition.meta.date.map(|date| scene.date(date)),
        url: page_url(scene, edition),
        body_html,
        sponsor: sponsor(edition),
        unsubscribe_html: letter.unsubscribe().to_owned(),
        address_html: letter.address().to_owned(),
    };
    let views: [(&'static str, &dyn View); 1] = [("mail", &view)];
    let bytes = scene.theme.fill(scene.words_for(edition), TEMPLATE, &views, edition.path.as_str())?;
    let mail = fit::heading_levels(&String::from_utf8_lossy(&bytes));
    let styles = styles(scene)?;
    Ok(style::inline(&mail, &styles))
}

/// The theme's styles for mails.
fn styles(scene: &Scene) -> Result<style::Styles, Vec<Diagnostic>> {
    let files = scene.sources.theme(&scene.config.theme);
    let Some((file, text)) = files.get(STYLES).and_then(|file| Some((file, file.text()?))) else {
        return Ok(style::Styles::default());
    };
    style::Styles::read(&text).map_err(|rule| vec![catalog::mail_styles(&rule, &file.path)])
}

fn items_html(
    scene: &Scene,
    edition: &Document,
    share: &Share,
    whole: &[(&DocumentId, String)],
    short: usize,
) -> Result<String, Vec<Diagnostic>> {
    if share.items.is_empty() {
        return Ok(String::new());
    }
    let text = |item: &Item| {
        let at = whole.iter().position(|(id, _)| item.id.as_ref() == Some(*id)).filter(|_| share.full)?;
        Some(if at < short { None } else { Some(whole[at].1.clone()) })
    };
    let groups = items::groups(scene, share, scene.words_for(edition), &text);
    let views: [(&'static str, &dyn View); 1] = [("groups", &groups)];
    let bytes = scene.theme.fill(scene.words_for(edition), ITEMS_TEMPLATE, &views, edition.path.as_str())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The text of a document as mails carry it, its headings `deeper` by so many levels.
fn text_of(scene: &Scene, document: &Document, deeper: usize) -> String {
    let html = math::as_code(scene.body_for(document, Sort::Mail).into_string());
    // What a site trusts on its pages, a mail need not show.
    let trusted = document.body.facts.raw_html && document.body.html == HtmlPolicy::Trusted;
    let html = if trusted && !sanitize::too_deep(&html) { sanitize::sanitize(&html) } else { html };
    let url = page_url(scene, document);
    let whole = absolute::absolutize(html.trim(), &url, scene.config.base_url.origin());
    fit::fit(&whole, &url, deeper)
}

/// The page of a document, whole.
fn page_url(scene: &Scene, document: &Document) -> String {
    scene.url(scene.address(&document.id).unwrap_or(&SitePath::root()))
}

/// What the letter is called: as the settings say, else as its folder is.
fn name_of(scene: &Scene, edition: &Document) -> String {
    match scene.config.newsletter.title.as_str() {
        "" => scene.corpus.name_of(&edition.kind).to_owned(),
        title => title.to_owned(),
    }
}

/// The subject of an edition, else its title.
pub fn subject(edition: &Document) -> String {
    editions::given(edition, "subject").unwrap_or(&edition.title).to_owned()
}

fn preheader(edition: &Document) -> String {
    editions::given(edition, "preheader").map_or_else(|| edition.summary(), str::to_owned)
}

fn language(scene: &Scene, edition: &Document) -> String {
    edition.meta.lang.clone().unwrap_or_else(|| scene.config.language.clone())
}

fn sponsor(edition: &Document) -> Option<SponsorView> {
    use crate::kind::FieldValue;
    let sponsor = &edition.fields.get("sponsor")?.value;
    let entry = |name: &str| sponsor.entry(name).map(|entry| &entry.value);
    let text = |name: &str| entry(name).and_then(FieldValue::as_text).unwrap_or_default().trim().to_owned();
    let url = match entry("url") {
        Some(FieldValue::Url(url)) => Some(url.clone()),
        _ => None,
    };
    Some(SponsorView { name: text("name"), text: text("text"), url })
        .filter(|sponsor| !sponsor.name.is_empty())
}

fn as_json(scene: &Scene, edition: &Document, mail: &Mail) -> String {
    let items: Vec<_> = mail
        .shares
        .iter()
        .flat_map(items::in_order)
        .map(|item| {
            json!({
                "kind": item.kind, "title": item.title, "url": item.url, "by": item.by,
                "summary": item.summary, "minutes": item.minutes,
            })
        })
        .collect();
    let value = json!({
        "number": editions::number(edition).map(crate::table::number_json),
        "subject": subject(edition),
        "preheader": preheader(edition),
        "date": edition.meta.date.map(|date| date.machine(&scene.config.timezone)),
        "url": page_url(scene, edition),
        "html": mail.html,
        "text": text::write(scene, edition, &mail.shares, &mail.shortened),
        "items": items,
        "provider": scene.config.newsletter.provider.preset().name,
        "bytes": mail.html.len(),
    });
    format!("{value:#}\n")
}
