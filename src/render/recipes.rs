//! Every recipe, and who makes it.

use std::sync::Arc;

use super::describe;
use super::head::{self, About};
use super::home;
use super::letter;
use super::library;
use super::list;
use super::page;
use super::scene::{PLAIN, Scene, Sort};
use super::theme::erased::View;
use super::view::HereView;
use super::{calendar, captions, chapters, feed, feeds_page, html, manifest, policy, sitemap, welcome};
use crate::diagnostic::Diagnostic;
use crate::document::{CONTENT, DocumentId};
use crate::output::{Artifact, Picture};
use crate::picture::{self, Making, Narrow};
use crate::plan::{IndexId, ListId, Recipe, Route, SITEMAP_LIMIT};
use crate::source::{Content, SourcePath};
use crate::url::SitePath;

/// What a page could not be made for.
pub(super) type Failure = Vec<Diagnostic>;

/// Makes what stands at an address. The error says why it could not be made.
pub fn render(route: &Route, scene: &Scene) -> Result<Artifact, Failure> {
    let bytes = match &route.recipe {
        Recipe::Page(id) => document_page(scene, id, &route.address)?,
        Recipe::Guide(id) => super::guide::page(scene, id, &route.address)?,
        Recipe::List(id, number) => list_page(scene, id, *number, &route.address)?,
        Recipe::Index(id) => index_page(scene, id, &route.address)?,
        Recipe::Library => library::list_page(scene, &route.address)?,
        Recipe::Work(id) => library::work_page(scene, id, &route.address)?,
        Recipe::References(shelf, format) => library::references(scene, shelf, *format).into_bytes(),
        Recipe::Feed(id, format) => match scene.plan.feeds.get(id) {
            Some(list) => feed::render(scene, id, list, *format)?.into_bytes(),
            None => Vec::new(),
        },
        Recipe::Feeds => feeds_page(scene, &route.address)?,
        Recipe::Search => super::search::page(scene, &route.address)?,
        Recipe::Chapters(id) => match scene.corpus.episodes.chapters.get(id) {
            Some(all) => chapters::write(all).into_bytes(),
            None => Vec::new(),
        },
        Recipe::Captions(id) => match scene.corpus.shown(id) {
            Some(document) => {
                let recording = scene.corpus.episodes.recordings.get(id);
                let length = recording.map_or(0, |recording| recording.seconds);
                captions::of(document, length).unwrap_or_default().into_bytes()
            }
            None => Vec::new(),
        },
        Recipe::Start => welcome::start_page(scene, &route.address)?,
        Recipe::Upcoming => welcome::upcoming_page(scene, &route.address)?,
        Recipe::Calendar(id) => calendar::render(scene, id).into_bytes(),
        Recipe::Mail(id, part) => letter::render(scene, id, *part)?.into_bytes(),
        Recipe::Headers => policy::headers(scene).into_bytes(),
        Recipe::Card(page) => super::social::draw(scene, page)?,
        Recipe::Redirect(to) => redirect(scene, to).into_bytes(),
        Recipe::RedirectTable => redirect_table(scene).into_bytes(),
        Recipe::Sitemap(part) => sitemap_part(scene, *part).into_bytes(),
        Recipe::Manifest => manifest::render(scene).into_bytes(),
        Recipe::Robots => match SitePath::file_at("sitemap.xml") {
            Ok(address) => sitemap::robots(&scene.url(&address)).into_bytes(),
            Err(_) => Vec::new(),
        },
        Recipe::NotFound => not_found(scene, &route.address)?,
        Recipe::NoJekyll => Vec::new(),
        Recipe::Stylesheet(name) => {
            scene.plan.sheets.get(name).map_or_else(Vec::new, |sheet| sheet.as_bytes().to_vec())
        }
        Recipe::Copy(source) => return Ok(copy(scene, source)),
        Recipe::Picture(source, width) => return Ok(narrow(scene, source, *width)),
    };
    Ok(Artifact::Bytes(bytes.into()))
}

fn copy(scene: &Scene, source: &SourcePath) -> Artifact {
    if tells(scene, source) {
        return picture(scene, source, Making::Clean);
    }
    match scene.sources.get(source.as_str()).map(|file| &file.content) {
        Some(Content::File { path, .. }) => Artifact::Copy(path.clone()),
        Some(Content::Bytes(bytes)) => Artifact::Bytes(Arc::clone(bytes)),
        Some(Content::Text(text)) => Artifact::Bytes(text.as_bytes().into()),
        Some(Content::Left(text)) => Artifact::Bytes(text.text().unwrap_or_default().as_bytes().into()),
        None => Artifact::Bytes(Vec::new().into()),
    }
}

/// Whether a file has to be looked through before it is published: pictures beside documents come from
/// cameras, those of `static/` are as their author wants them.
fn tells(scene: &Scene, source: &SourcePath) -> bool {
    let file = scene.sources.get(source.as_str()).filter(|_| source.as_str().starts_with(CONTENT));
    file.and_then(|file| file.picture).is_some_and(|facts| facts.can_be_cleaned())
}

fn narrow(scene: &Scene, source: &SourcePath, width: u32) -> Artifact {
    let widths = scene.plan.pictures.get(source).map(|widths| Arc::clone(&widths.all)).unwrap_or_default();
    let pixels = scene.pixels(source).map_or(0, |(width, height)| u64::from(width) * u64::from(height));
    picture(scene, source, Making::Narrow(Narrow { width, widths, pixels, clean: tells(scene, source) }))
}

fn picture(scene: &Scene, source: &SourcePath, making: Making) -> Artifact {
    match scene.sources.get(source.as_str()).map(|file| &file.content) {
        Some(Content::File { path, .. }) => Artifact::Picture(Picture { from: path.clone(), making }),
        Some(Content::Bytes(bytes)) => Artifact::Bytes(picture::made(bytes, &making).into()),
        _ => Artifact::Bytes(Vec::new().into()),
    }
}

/// The template for a name: the first of these that the theme has.
pub(super) fn template(scene: &Scene, names: &[&str]) -> String {
    names
        .iter()
        .map(|name| format!("{name}.html"))
        .find(|name| scene.theme.has(name))
        .unwrap_or_else(|| PLAIN.to_owned())
}

/// What a template is told of the page it makes.
pub(super) fn here(
    scene: &Scene,
    title: &str,
    address: &SitePath,
    sort: &'static str,
    section: String,
    language: &str,
) -> HereView {
    HereView {
        title: title.to_owned(),
        href: scene.href(address),
        url: scene.url(address),
        sort,
        section,
        breadcrumbs: Vec::new(),
        language: language.to_owned(),
        rich: false,
    }
}

fn document_page(scene: &Scene, id: &DocumentId, address: &SitePath) -> Result<Vec<u8>, Failure> {
    let (Some(document), Some(card)) = (scene.corpus.shown(id), scene.card(id)) else {
        return Ok(Vec::new());
    };
    let language = document.meta.lang.as_deref().unwrap_or(&scene.config.language);
    let template = scene.template_of(document);
    let words = scene.words_for(document);
    let view = page::view(scene, document, card, scene.body(document), Sort::Page);
    let title = view.card.title.clone();
    let mut here = here(scene, &title, address, "document", document.kind.folder.clone(), language);
    let (way, crumbs) = head::breadcrumbs(scene, address, &title, head::list_of(scene, document));
    here.breadcrumbs = way;
    let head = head::view(
        scene,
        &About {
            title: &title,
            description: describe::document_summary(scene, document, &title),
            address,
            document: Some(document),
            picture: view.image.as_ref(),
            feeds: head::feeds_of(scene, document),
            paging: (None, None),
            json_ld: vec![describe::document(scene, document, &view, address), crumbs],
            hidden: document.meta.unlisted || !view.card.held.is_empty(),
        },
    );
    let views: [(&str, &dyn View); 3] = [("here", &here), ("head", &head), ("page", &view)];
    scene.theme.fill(words, &template, &views, document.path.as_str())
}

fn list_page(scene: &Scene, id: &ListId, number: usize, address: &SitePath) -> Result<Vec<u8>, Failure> {
    let Some(list) = scene.plan.lists.get(id) else { return Ok(Vec::new()) };
    let view = list::view(scene, id, list, number);
    let own = list.intro.as_ref().and_then(|id| scene.corpus.shown(id));
    let words = scene.words_in(own.and_then(|document| document.meta.lang.as_deref()));
    let title = match number {
        0 | 1 => view.title.clone(),
        _ => words.say("page_of_list", &[("title", &view.title), ("number", &number.to_string())]),
    };
    let (sort, section) = match id {
        ListId::Home => ("home", String::new()),
        ListId::Kind(folder) => ("list", folder.clone()),
        ListId::Term(taxonomy, _) => ("list", taxonomy.clone()),
        ListId::Person(_) => ("list", "people".to_owned()),
        ListId::Series(_) => ("list", "series".to_owned()),
        ListId::Show(_) => ("list", "podcast".to_owned()),
        ListId::Archive | ListId::Year(_) => ("archive", "archive".to_owned()),
    };
    let language = own.and_then(|document| document.meta.lang.as_deref()).unwrap_or(&scene.config.language);
    let mut here = here(scene, &title, address, sort, section, language);
    here.rich = html::is_rich(&view.intro_html);
    let (way, crumbs) = head::breadcrumbs(scene, address, &title, describe::above(scene, id));
    here.breadcrumbs = way;
    let paging =
        view.paging.as_ref().map(|paging| (paging.previous.clone(), paging.next.clone())).unwrap_or_default();
    let picture = own.and_then(|document| page::picture(scene, document));
    let picture = picture.or_else(|| match id {
        ListId::Show(_) => view.shows.first().and_then(|show| show.image.clone()),
        _ => None,
    });
    let head = head::view(
        scene,
        &About {
            title: &title,
            description: describe::summary(scene, id, &view),
            address,
            document: None,
            picture: picture.as_ref(),
            feeds: head::feeds_of_list(scene, id, &view.title),
            paging,
            json_ld: describe::list(scene, id, &view, &title, address, picture.as_ref())
                .into_iter()
                .chain([crumbs])
                .collect(),
            hidden: own.is_some_and(|document| document.meta.unlisted),
        },
    );
    let names: &[&str] = match id {
        ListId::Home => &["home", "list"],
        ListId::Kind(_) => &["list"],
        ListId::Term(..) => &["term", "list"],
        ListId::Person(_) => &["person", "list"],
        ListId::Series(_) => &["series", "list"],
        ListId::Show(_) => &["show", "list"],
        ListId::Archive | ListId::Year(_) => &["archive", "list"],
    };
    let of_kind = format!("{}-list", view.of);
    let names: Vec<&str> = [of_kind.as_str()]
        .into_iter()
        .filter(|_| matches!(id, ListId::Kind(_)))
        .chain(names.iter().copied())
        .collect();
    let by = own.map_or_else(|| address.to_string(), |document| document.path.to_string());
    let template = template(scene, &names);
    if *id == ListId::Home {
        let home = home::view(scene);
        let views: [(&str, &dyn View); 4] =
            [("here", &here), ("head", &head), ("list", &view), ("home", &home)];
        return scene.theme.fill(words, &template, &views, &by);
    }
    scene.theme.fill(words, &template, &[("here", &here), ("head", &head), ("list", &view)], &by)
}

fn index_page(scene: &Scene, id: &IndexId, address: &SitePath) -> Result<Vec<u8>, Failure> {
    let view = list::index(scene, id);
    let mut here = here(scene, &view.title, address, "index", view.of.clone(), &scene.config.language);
    here.rich = html::is_rich(&view.intro_html);
    let (way, crumbs) = head::breadcrumbs(scene, address, &view.title, None);
    here.breadcrumbs = way;
    let description = describe::index_summary(scene, &view);
    let about = About {
        json_ld: vec![describe::collection(scene, &view.title, &description, address), crumbs],
        ..About::page(&view.title, description, address)
    };
    let head = head::view(scene, &about);
    scene.theme.fill(
        scene.site_words(),
        &template(scene, &["index", "list"]),
        &[("here", &here), ("head", &head), ("index", &view)],
        address.as_str(),
    )
}

fn feeds_page(scene: &Scene, address: &SitePath) -> Result<Vec<u8>, Failure> {
    let view = feeds_page::view(scene);
    let mut here = here(scene, &view.title, address, "feeds", String::new(), &scene.config.language);
    let (way, crumbs) = head::breadcrumbs(scene, address, &view.title, None);
    here.breadcrumbs = way;
    let description = scene.site_words().say("feeds_description", &[("site", &scene.config.title)]);
    let about = About {
        json_ld: vec![describe::collection(scene, &view.title, &description, address), crumbs],
        ..About::page(&view.title, description, address)
    };
    let head = head::view(scene, &about);
    scene.theme.fill(
        scene.site_words(),
        &template(scene, &["feeds", "list"]),
        &[("here", &here), ("head", &head), ("feeds", &view)],
        address.as_str(),
    )
}

fn not_found(scene: &Scene, address: &SitePath) -> Result<Vec<u8>, Failure> {
    let words = scene.site_words();
    let title = &words.say("not_found", &[]);
    let here = here(scene, title, address, "not-found", String::new(), &scene.config.language);
    let head = head::bare(scene, title, &words.say("not_found_description", &[]));
    let views: [(&'static str, &dyn View); 2] = [("here", &here), ("head", &head)];
    scene.theme.fill(words, "404.html", &views, address.as_str())
}

/// A page that leads to another: at once, and by a plain link for who is not led.
fn redirect(scene: &Scene, to: &SitePath) -> String {
    let (href, url) = (scene.href(to), scene.url(to));
    let (mut attribute, mut canonical, mut language) = (String::new(), String::new(), String::new());
    let (mut moved, mut moved_to) = (String::new(), String::new());
    html::escape_attribute(&href, &mut attribute);
    html::escape_attribute(&url, &mut canonical);
    html::escape_attribute(&scene.config.language, &mut language);
    let words = scene.site_words();
    html::escape_text(&words.say("moved", &[]), &mut moved);
    html::escape_text(&words.say("moved_to", &[]), &mut moved_to);
    let moved_to = moved_to.replace("{address}", &format!("<a href=\"{attribute}\">{canonical}</a>"));
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{moved}</title>\n<meta http-equiv=\"refresh\" content=\"0; url={attribute}\">\n<link rel=\"canonical\" href=\"{canonical}\">\n\
         <meta name=\"robots\" content=\"noindex\">\n</head>\n<body>\n<main>\n<h1>{moved}</h1>\n\
         <p>{moved_to}</p>\n</main>\n</body>\n</html>\n"
    )
}

fn redirect_table(scene: &Scene) -> String {
    let base = scene.config.base_url.path();
    scene
        .plan
        .redirects
        .iter()
        .map(|line| format!("{base}{} {} 301\n", line.from, scene.href(&line.to)))
        .collect()
}

fn sitemap_part(scene: &Scene, part: Option<usize>) -> String {
    let routes: Vec<&Route> = scene
        .plan
        .routes
        .values()
        .filter(|route| route.recipe.is_page() && !describe::is_hidden(scene, route))
        .collect();
    let changes = describe::Changes::of(scene);
    let urls = |routes: &[&Route]| -> Vec<(String, Option<String>)> {
        routes.iter().map(|route| (scene.url(&route.address), changes.last(&route.recipe))).collect()
    };
    let parts =
        scene.plan.routes.values().filter(|route| matches!(route.recipe, Recipe::Sitemap(Some(_)))).count();
    match part {
        None if parts == 0 => sitemap::write(&urls(&routes)),
        None => {
            let maps =
                scene.plan.routes.values().filter(|route| matches!(route.recipe, Recipe::Sitemap(Some(_))));
            sitemap::write_index(&maps.map(|route| (scene.url(&route.address), None)).collect::<Vec<_>>())
        }
        Some(part) => {
            let start = ((part - 1) * SITEMAP_LIMIT).min(routes.len());
            sitemap::write(&urls(&routes[start..(start + SITEMAP_LIMIT).min(routes.len())]))
        }
    }
}
