//! Narrower pictures beside those that pages show, for screens that need no more.
//!
//! All is decided by what the head of a picture says, so that addresses are known before a picture is
//! decoded. They are the picture's own with the width before the ending, and stay as long as it does:
//! `quay.jpg`, `quay.800w.jpg`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Origin, Plan, Recipe};
use crate::corpus::Corpus;
use crate::corpus::fields::Named;
use crate::corpus::links::Target;
use crate::document::Document;
use crate::document::facts::LinkUse;
use crate::kind::FieldValue;
use crate::output::OutputPath;
use crate::picture::{MAKES_SMALLER, MOST_PIXELS};
use crate::source::{Content, SourcePath, Sources, Span};
use crate::url::SitePath;

/// The widths that are made of what stands in a text, in pixels. A column is 33rem wide, a telephone some 400
/// pixels, and screens have one to three dots a pixel.
const OF_TEXTS: [u32; 4] = [480, 800, 1200, 1600];
/// The widths that are made of a portrait, which is 10rem wide.
const OF_PORTRAITS: [u32; 1] = [480];
/// What is shorter, in bytes, is light enough for everybody.
const LIGHT: u64 = 48 << 10;
/// A field that holds a portrait.
pub const PORTRAIT: &str = "photo";

/// The widths of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Widths {
    /// Those that are made of it and their addresses, narrowest first.
    pub made: Vec<(u32, SitePath)>,
    /// Its own width, where it is wanted beside these: it is little more than the widest of them.
    pub own: Option<u32>,
    /// Those that are made, alone.
    pub all: Arc<[u32]>,
}

/// Adds the narrower pictures. What an author has put at such an address stays there.
pub fn add(plan: &mut Plan, corpus: &Corpus, sources: &Sources) {
    if !MAKES_SMALLER {
        return;
    }
    for (source, wanted) in shown(corpus, sources) {
        let Some(file) = sources.get(source.as_str()) else { continue };
        let (Some(facts), Some((width, height))) = (file.picture, file.pixels) else { continue };
        let Some(address) = corpus.files.addresses.get(&source) else { continue };
        let light = matches!(file.content, Content::File { len, .. } if len < LIGHT);
        if light || !facts.scales || u64::from(width) * u64::from(height) > MOST_PIXELS {
            continue;
        }
        let mut made = Vec::new();
        // What is hardly narrower is hardly lighter.
        for narrow in wanted.iter().copied().filter(|narrow| u64::from(*narrow) * 5 <= u64::from(width) * 4) {
            let Some(own) = address_of(address, narrow) else { continue };
            let free =
                OutputPath::new(&own.file()).is_ok_and(|path| !plan.folded.contains_key(&path.folded()));
            let origin = Origin { words: source.to_string(), span: Some(Span::whole(&source)) };
            if free && plan.add(own.clone(), Recipe::Picture(source.clone(), narrow), origin, &mut Vec::new())
            {
                made.push((narrow, own));
            }
        }
        if let Some((widest, _)) = made.last() {
            let own = (wanted.last() != Some(widest)).then_some(width);
            let all = made.iter().map(|(width, _)| *width).collect();
            plan.pictures.insert(source, Widths { made, own, all });
        }
    }
}

/// The files that pages show as pictures, and the widths that are wanted of each.
fn shown(corpus: &Corpus, sources: &Sources) -> BTreeMap<SourcePath, BTreeSet<u32>> {
    let mut shown: BTreeMap<SourcePath, BTreeSet<u32>> = BTreeMap::new();
    let mut want =
        |source: &SourcePath, widths: &[u32]| shown.entry(source.clone()).or_default().extend(widths);
    for document in corpus.all_shown() {
        for source in in_texts(document, corpus, sources) {
            want(&source, &OF_TEXTS);
        }
        if let Some(photo) = document.fields.get(PORTRAIT)
            && let FieldValue::File(_) = photo.value
            && let Some(Named::Link(source)) =
                corpus.field_links.of.get(&(document.id.clone(), photo.range.start))
        {
            want(&SourcePath::new(source), &OF_PORTRAITS);
        }
    }
    for source in corpus.images.values() {
        want(source, &OF_TEXTS);
    }
    for source in corpus.shows.by_slug.values().filter_map(|show| show.image.as_ref()) {
        want(source, &OF_PORTRAITS);
    }
    shown
}

/// The pictures in the texts of a document that are written in Markdown. What is written in HTML is left as it
/// is written.
fn in_texts(document: &Document, corpus: &Corpus, sources: &Sources) -> Vec<SourcePath> {
    let Some(links) = corpus.links_of(&document.id) else { return Vec::new() };
    let fields = document.field_texts.iter().map(|(at, facts)| (*at, facts));
    let texts = std::iter::once((0, &document.body.facts)).chain(fields);
    let all = texts.flat_map(|(text, facts)| facts.links.iter().map(move |link| (text, link)));
    // A text may have to be read from the disk, and have many pictures.
    let mut read: BTreeMap<&SourcePath, Option<Arc<str>>> = BTreeMap::new();
    let mut pictures = Vec::new();
    for (text, link) in all.filter(|(_, link)| link.link_use == LinkUse::Show) {
        let Some(Target::File(source, _)) = links.get(&(text, link.at)) else { continue };
        let text = read.entry(&link.span.file).or_insert_with(|| sources.text(&link.span.file));
        if text.as_ref().is_some_and(|text| link.is_markdown_picture(text)) {
            pictures.push(source.clone());
        }
    }
    pictures
}

/// The address of a picture in a width: `/quay.jpg` → `/quay.800w.jpg`.
fn address_of(picture: &SitePath, width: u32) -> Option<SitePath> {
    let (stem, extension) = picture.as_str()[1..].rsplit_once('.')?;
    SitePath::file_at(&format!("{stem}.{width}w.{extension}")).ok()
}
