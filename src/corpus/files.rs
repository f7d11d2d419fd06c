//! Files that are published as they are: those beside documents, and `static/`.
//!
//! Which document uses which of them is found in [`super::links`].

use std::collections::BTreeMap;
use std::sync::Arc;

use super::permalink::folder_slug;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Told, catalog};
use crate::document::{CONTENT, Document, DocumentId};
use crate::picture::Format;
use crate::shared_map::SharedMap;
use crate::source::{Content, SourceFile, SourcePath, Sources, Span};
use crate::url::SitePath;

/// Endings that promise a picture which may tell something.
const PICTURES: [&str; 11] =
    ["jpg", "jpeg", "png", "gif", "webp", "avif", "heic", "heif", "jxl", "tif", "tiff"];

/// The published files and their addresses.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// By address, as a reader's browser asks for them. Two of one address: the first by path;
    /// `plan` reports the clash.
    pub by_address: BTreeMap<SitePath, SourcePath>,
    /// By source.
    pub addresses: BTreeMap<SourcePath, SitePath>,
    /// The bundle each file beside a document belongs to.
    pub bundles: BTreeMap<SourcePath, DocumentId>,
}

/// Finds the published files of a site. `shown` tells whether a document is published: the files
/// of a bundle that is held back are held back too.
pub fn find(
    sources: &Sources,
    documents: &SharedMap<DocumentId, Arc<Document>>,
    addresses: &BTreeMap<DocumentId, SitePath>,
    shown: impl Fn(&DocumentId) -> bool,
    config: &Config,
) -> Told<Files> {
    let bundles: BTreeMap<&str, &Arc<Document>> = documents
        .values()
        .filter(|document| document.bundle)
        .map(|document| (document.path.folder(), document))
        .collect();
    let mut files = Files::default();
    let mut told = Vec::new();
    let mut insert =
        |path: &SourcePath, address: Result<SitePath, String>, told: &mut Vec<Diagnostic>| match address {
            Ok(address) => {
                files.by_address.entry(address.clone()).or_insert_with(|| path.clone());
                files.addresses.insert(path.clone(), address);
                true
            }
            Err(problem) => {
                told.push(catalog::bad_address(
                    "the file's name",
                    path.as_str(),
                    &problem,
                    Span::whole(path),
                ));
                false
            }
        };
    for file in sources.below("static/") {
        let inside = &file.path.as_str()["static/".len()..];
        insert(&file.path, file_address(inside), &mut told);
    }
    for file in sources.below(CONTENT).filter(|file| is_asset(&file.path)) {
        let mut insert = |path: &SourcePath, address, told: &mut Vec<Diagnostic>| {
            let published = insert(path, address, told);
            told.extend(picture(file).filter(|_| published));
            published
        };
        match bundle_of(&file.path, &bundles) {
            Some(document) => {
                let Some(page) = addresses.get(&document.id).filter(|_| shown(&document.id)) else {
                    continue;
                };
                let beside = &file.path.as_str()[document.path.folder().len() + 1..];
                // A page at `/a/b.html` has its files in `/a/`.
                let folder = &page.as_str()[..page.as_str().rfind('/').map_or(1, |slash| slash + 1)];
                if insert(&file.path, file_address(&format!("{}{beside}", &folder[1..])), &mut told) {
                    files.bundles.insert(file.path.clone(), document.id.clone());
                }
            }
            None => {
                let inside = &file.path.as_str()[CONTENT.len()..];
                let (folder, name) = inside.rsplit_once('/').unwrap_or(("", inside));
                let parts: Vec<String> = folder
                    .split('/')
                    .filter(|part| !part.is_empty())
                    .map(|part| folder_slug(part, config))
                    .collect();
                let place =
                    if parts.is_empty() { name.to_owned() } else { format!("{}/{name}", parts.join("/")) };
                insert(&file.path, file_address(&place), &mut told);
            }
        }
    }
    Told { value: files, diagnostics: told }
}

/// What there is to say of a picture beside a document, of what it tells besides what it shows.
fn picture(file: &SourceFile) -> Option<Diagnostic> {
    let anew = "open it in a program for pictures and save it anew as JPEG, PNG or WebP";
    let unread = |problem: &str, help: &str| Some(catalog::unread_picture(&file.path, problem, help));
    let Some(facts) = file.picture else {
        // Only what lies on a disk has been looked at.
        let looked_at = matches!(file.content, Content::File { .. });
        let named = PICTURES.iter().any(|known| file.path.extension().eq_ignore_ascii_case(known));
        return if named && looked_at {
            unread(
                "is no picture by what it holds, and is published as it is",
                "see whether the file is whole: it may be a pointer of Git LFS, or a page saved as a picture",
            )
        } else {
            None
        };
    };
    if facts.format == Format::Tiff {
        return unread(
            "is of a format from which nothing can be taken out; it is published with all it tells",
            anew,
        );
    }
    if facts.too_long {
        return unread("is too long to be looked through; it is published with all it tells", anew);
    }
    if !facts.whole {
        let problem = match facts.format {
            Format::Heif => "is damaged; it is published with what could not be read in it",
            _ => "is damaged; it is published up to where it could be read",
        };
        return unread(problem, "put the original in its place, or save it anew in a program for pictures");
    }
    facts.tells.any().then(|| catalog::picture_data(&file.path, facts.tells))
}

/// The address of a file: its name as it is, with or without a dot in it.
fn file_address(inside: &str) -> Result<SitePath, String> {
    SitePath::file_at(inside)
}

/// Whether a file of the content folder is published as it is.
fn is_asset(path: &SourcePath) -> bool {
    let own = path.is_markdown() || path.file_name() == "_kind.toml";
    !own && !path.as_str().starts_with("content/library/")
}

fn bundle_of<'a>(
    path: &SourcePath,
    bundles: &BTreeMap<&str, &'a Arc<Document>>,
) -> Option<&'a Arc<Document>> {
    let mut folder = path.folder();
    loop {
        if let Some(document) = bundles.get(folder) {
            return Some(document);
        }
        folder = folder.rsplit_once('/')?.0;
    }
}
