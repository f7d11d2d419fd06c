//! What stands in a page's `<head>`: for search engines, link previews, reference managers, feed
//! readers.

use serde_json::Value;

use super::json_ld::{self, facts};
use super::scene::Scene;
use super::view::{HeadLinkView, HeadView, LinkView, MetaView, PictureView};
use super::{json_feed, manifest, rss};
use crate::config::FeedFormat;
use crate::corpus::standing::publication;
use crate::corpus::terms;
use crate::document::Document;
use crate::plan::recipe::feed_address;
use crate::plan::{FEEDS_PAGE, FeedId, IndexId, ListId, Recipe};
use crate::url::SitePath;

/// Names of icons and their media types, the one that stays sharp at any size first.
const ICONS: [(&str, &str); 3] =
    [("favicon.svg", SVG), ("favicon.png", "image/png"), ("favicon.ico", "image/x-icon")];

/// What telephones show on a home screen: a picture without transparency, 180 pixels wide.
const TOUCH_ICON: &str = "apple-touch-icon.png";

/// The theme's icon, for a site that has none: without any, browsers ask for one that is not there.
const THEMES_ICON: &str = "icon.svg";

/// The media type of drawings.
const SVG: &str = "image/svg+xml";

/// An icon of the site.
#[derive(Debug, Clone)]
pub struct Icon {
    /// Its address, for links.
    pub href: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its width and height; `None` for one that is drawn at any size, or whose size is not known.
    pub pixels: Option<(u32, u32)>,
}

/// What a page says of itself.
pub struct About<'a> {
    /// Its title, without the site's.
    pub title: &'a str,
    /// One sentence.
    pub description: String,
    /// Its address.
    pub address: &'a SitePath,
    /// The document it shows, if it is one's own page.
    pub document: Option<&'a Document>,
    /// The picture that stands for it.
    pub picture: Option<&'a PictureView>,
    /// Its feeds besides the site's, most special first.
    pub feeds: Vec<(FeedId, String)>,
    /// The pages before and after it in a list.
    pub paging: (Option<String>, Option<String>),
    /// What it is, in schema.org's words; nothing where search engines are to leave it out.
    pub json_ld: Vec<Value>,
    /// Whether search engines are to leave it out.
    pub hidden: bool,
}

impl<'a> About<'a> {
    /// What a page says of itself that shows no document, nor a picture, and has no feed.
    pub fn page(title: &'a str, description: String, address: &'a SitePath) -> About<'a> {
        About {
            title,
            description,
            address,
            document: None,
            picture: None,
            feeds: Vec::new(),
            paging: (None, None),
            json_ld: Vec::new(),
            hidden: false,
        }
    }
}

/// The head of a page.
pub fn view(scene: &Scene, about: &About<'_>) -> HeadView {
    let site = &scene.config.title;
    let title = if about.title == site { site.clone() } else { format!("{} \u{b7} {site}", about.title) };
    let own = scene.url(about.address);
    let canonical = about
        .document
        .and_then(|document| document.meta.canonical_url.as_deref())
        .map_or(own, crate::url::encode_link);
    let mut json_ld = about.json_ld.clone();
    json_ld.retain(|object| !object.is_null());
    let json_ld_html =
        if json_ld.is_empty() { String::new() } else { json_ld::script(&json_ld::graph(json_ld)) };
    HeadView {
        title,
        meta: meta(scene, about, &canonical),
        links: links(scene, about, &canonical),
        json_ld_html,
        canonical: Some(canonical),
        description: about.description.clone(),
    }
}

/// The head of the page for what is not there: nothing that gives it an address.
pub fn bare(scene: &Scene, title: &str, description: &str) -> HeadView {
    let meta = vec![MetaView { name: Some("robots"), property: None, content: "noindex".to_owned() }];
    let title = format!("{title} \u{b7} {}", scene.config.title);
    HeadView {
        title,
        description: description.to_owned(),
        canonical: None,
        meta,
        links: feed_links(scene, &[]).into_iter().chain(icon_links(scene, None)).collect(),
        json_ld_html: String::new(),
    }
}

fn meta(scene: &Scene, about: &About<'_>, canonical: &str) -> Vec<MetaView> {
    let mut all = Vec::new();
    let mut name = |name: &'static str, content: &str| {
        if !content.is_empty() {
            all.push(MetaView { name: Some(name), property: None, content: content.to_owned() });
        }
    };
    if about.hidden {
        name("robots", "noindex");
    }
    let card = if about.picture.is_none() { super::social::picture(scene, about.address) } else { None };
    let picture = about.picture.or(card.as_ref());
    name("twitter:card", if picture.is_some() { "summary_large_image" } else { "summary" });
    let dated = about.document.filter(|document| document.meta.date.is_some());
    let authors: Vec<LinkView> = about.document.map(|document| scene.authors(document)).unwrap_or_default();
    if let Some(date) = dated.and_then(|document| document.meta.date) {
        // For reference managers. No journal title: that would pass posts off as papers.
        name("citation_title", about.title);
        for author in &authors {
            name("citation_author", &author.title);
        }
        name(
            "citation_publication_date",
            &format!("{:04}/{:02}/{:02}", date.year(), date.month(), date.day()),
        );
        name("citation_public_url", canonical);
        name("citation_language", language(scene, about));
        name("DC.type", dublin_core_type(about));
    }
    let mut property = |property: &'static str, content: &str| {
        if !content.is_empty() {
            all.push(MetaView { name: None, property: Some(property), content: content.to_owned() });
        }
    };
    property("og:title", about.title);
    property("og:type", if dated.is_some() { "article" } else { "website" });
    property("og:url", canonical);
    property("og:site_name", &scene.config.title);
    property("og:description", &about.description);
    property("og:locale", &language(scene, about).replace('-', "_"));
    if let Some(picture) = picture {
        property("og:image", &whole(scene, about.address, &picture.src));
        property("og:image:type", card.as_ref().map_or("", |_| "image/png"));
        property("og:image:alt", &picture.alt);
        for (key, pixels) in [("og:image:width", picture.width), ("og:image:height", picture.height)] {
            property(key, &pixels.map_or_else(String::new, |pixels| pixels.to_string()));
        }
    }
    if let Some(document) = dated {
        let zone = &scene.config.timezone;
        property(
            "article:published_time",
            &publication(document, zone).map_or_else(String::new, |instant| instant.rfc3339()),
        );
        property(
            "article:modified_time",
            &document.meta.updated.map_or_else(String::new, |date| date.instant(zone).rfc3339()),
        );
        for author in &authors {
            let href = author.href.as_ref().map(|href| whole(scene, about.address, href));
            property("article:author", &href.unwrap_or_else(|| author.title.clone()));
        }
        for taxonomy in ["topics", "tags"] {
            for term in scene.terms(document, taxonomy) {
                property("article:tag", &term.title);
            }
        }
    }
    all
}

/// What Zotero files a document as. A "Text" of the Dublin Core it takes for a journal article, and
/// anything with a `citation_title` too, unless it is told one of its own types.
fn dublin_core_type(about: &About<'_>) -> &'static str {
    match about.document.map(|document| document.kind.name.as_str()) {
        Some("episode") => "podcast",
        Some("talk") => "presentation",
        _ => "blogPost",
    }
}

fn links(scene: &Scene, about: &About<'_>, canonical: &str) -> Vec<HeadLinkView> {
    let mut links = feed_links(scene, &about.feeds);
    let words = scene.words_in(about.document.and_then(|document| document.meta.lang.as_deref()));
    let references = scene.plan.references.get(about.address).into_iter().flatten();
    links.extend(references.map(|(format, address)| HeadLinkView {
        rel: "alternate",
        href: scene.href(address),
        r#type: Some(format.media_type()),
        title: Some(words.say("references_file", &[("format", format.name())])),
    }));
    let mut add = |rel: &'static str, href: Option<String>| {
        if let Some(href) = href {
            links.push(HeadLinkView { rel, href, r#type: None, title: None });
        }
    };
    add("prev", about.paging.0.clone());
    add("next", about.paging.1.clone());
    match about.document {
        Some(document) if document.meta.date.is_some() => {
            add("cite-as", Some(canonical.to_owned()));
            add("license", json_ld::license_url(&super::page::license(scene, document)));
        }
        Some(_) => {}
        None => add("license", json_ld::license_url(&scene.config.license)),
    }
    links.extend(icon_links(scene, Some(about.address)));
    links
}

/// The site's icons: those that `static/` has under a usual name, else the theme's.
pub fn icons(scene: &Scene) -> Vec<Icon> {
    let published = |name: &str, media_type| {
        let address = SitePath::file_at(name).ok()?;
        let route = scene.plan.at(&address)?;
        let pixels = match &route.recipe {
            Recipe::Copy(source) => scene.pixels(source),
            _ => None,
        };
        Some(Icon { href: scene.href(&address), media_type, pixels })
    };
    let of_the_theme = || {
        let address = scene.plan.assets.get(THEMES_ICON)?;
        Some(Icon { href: scene.href(address), media_type: SVG, pixels: None })
    };
    let first = ICONS.iter().find_map(|(name, media_type)| published(name, *media_type));
    first.or_else(of_the_theme).into_iter().chain(published(TOUCH_ICON, "image/png")).collect()
}

/// The links to them, and to the manifest from the page of feeds, for readers who want to keep the
/// site at hand: browsers ask for it wherever it is named, and so it is not named where readers arrive.
fn icon_links(scene: &Scene, page: Option<&SitePath>) -> Vec<HeadLinkView> {
    let link = |icon: Icon| HeadLinkView {
        rel: if icon.href.ends_with(TOUCH_ICON) { "apple-touch-icon" } else { "icon" },
        href: icon.href,
        r#type: Some(icon.media_type),
        title: None,
    };
    let manifest = page.filter(|page| page.as_str() == FEEDS_PAGE).and(scene.plan.manifest.as_ref());
    let manifest = manifest.map(|address| HeadLinkView {
        rel: "manifest",
        href: scene.href(address),
        r#type: Some(manifest::MEDIA_TYPE),
        title: None,
    });
    scene.icons().iter().cloned().map(link).chain(manifest).collect()
}

/// These feeds, and the site's.
fn feed_links(scene: &Scene, feeds: &[(FeedId, String)]) -> Vec<HeadLinkView> {
    let site = (FeedId::Site, scene.config.title.clone());
    let mut links = Vec::new();
    for (feed, title) in feeds.iter().chain([&site]) {
        let Some(address) = scene.plan.feed_address(feed) else { continue };
        for &format in feed.formats(&scene.config.feeds.formats) {
            if let (FeedFormat::Rss, FeedId::Show(_)) = (format, feed) {
                links.push(HeadLinkView {
                    rel: "alternate",
                    href: scene.href(&feed_address(address, format)),
                    r#type: Some(rss::MEDIA_TYPE),
                    title: Some(scene.site_words().say("feed_title_podcast", &[("title", title)])),
                });
                continue;
            }
            let (media_type, of_the_form) = match format {
                FeedFormat::Atom => ("application/atom+xml", ""),
                FeedFormat::Json => (json_feed::MEDIA_TYPE, " (JSON Feed)"),
                FeedFormat::Rss => (rss::MEDIA_TYPE, " (RSS)"),
            };
            links.push(HeadLinkView {
                rel: "alternate",
                href: scene.href(&feed_address(address, format)),
                r#type: Some(media_type),
                title: Some(format!("{title}{of_the_form}")),
            });
        }
    }
    links
}

fn language<'a>(scene: &'a Scene, about: &'a About<'_>) -> &'a str {
    about.document.and_then(|document| document.meta.lang.as_deref()).unwrap_or(&scene.config.language)
}

/// A link of a page as a whole URL.
fn whole(scene: &Scene, page: &SitePath, href: &str) -> String {
    crate::url::join(&scene.url(page), href).unwrap_or_else(|| href.to_owned())
}

/// The feeds of a document's page: of its kind and of its terms.
pub fn feeds_of(scene: &Scene, document: &Document) -> Vec<(FeedId, String)> {
    let mut feeds = vec![(
        FeedId::Kind(document.kind.folder.clone()),
        format!("{}: {}", scene.config.title, scene.corpus.name_of(&document.kind)),
    )];
    if let Some(show) = scene.corpus.shows.of(&document.id) {
        let feed = FeedId::Show(show.slug.clone());
        feeds.insert(0, (feed, format!("{}: {}", scene.config.title, show.title)));
    }
    for taxonomy in &scene.config.taxonomies {
        for term in terms::of(&scene.corpus.terms, document, taxonomy, &scene.config) {
            let feed = FeedId::Term(taxonomy.name.clone(), term.slug.clone());
            feeds.push((feed, format!("{}: {}", scene.config.title, term.title)));
        }
    }
    feeds
}

/// The feeds of a list's page besides the site's: what it gathers, and podcasts it tells of.
pub fn feeds_of_list(scene: &Scene, id: &ListId, title: &str) -> Vec<(FeedId, String)> {
    let own = super::list::feed_of(id).filter(|feed| *feed != FeedId::Site);
    let own = own.map(|feed| (feed, format!("{}: {title}", scene.config.title)));
    let shows = match id {
        ListId::Kind(folder) if scene.kind_name(folder) == "episode" => Some(&scene.corpus.shows.by_slug),
        _ => None,
    };
    let shows = shows
        .into_iter()
        .flat_map(|shows| shows.values())
        .map(|show| (FeedId::Show(show.slug.clone()), format!("{}: {}", scene.config.title, show.title)));
    own.into_iter().chain(shows).collect()
}

/// The site as JSON-LD names it.
pub fn site_facts(scene: &Scene) -> facts::Site {
    facts::Site {
        name: scene.config.title.clone(),
        url: scene.site.url.clone(),
        description: given(&scene.config.description),
        language: given(&scene.config.language),
    }
}

/// The facts of any page.
pub fn page_facts(scene: &Scene, title: &str, description: &str, address: &SitePath) -> facts::Facts {
    facts::Facts {
        url: scene.url(address),
        title: title.to_owned(),
        description: given(description),
        language: given(&scene.config.language),
        ..facts::Facts::default()
    }
}

/// The way from the home page to a page, as a list of links for people and as JSON-LD.
pub fn breadcrumbs(
    scene: &Scene,
    address: &SitePath,
    title: &str,
    list: Option<(String, SitePath)>,
) -> (Vec<LinkView>, Value) {
    let root = SitePath::root();
    if *address == root {
        return (Vec::new(), Value::Null);
    }
    let mut way = vec![(scene.config.title.clone(), root)];
    way.extend(list.filter(|(_, list)| list != address));
    way.push((title.to_owned(), address.clone()));
    let links = way
        .iter()
        .map(|(title, address)| LinkView { title: title.clone(), href: Some(scene.href(address)) })
        .collect();
    let crumbs: Vec<facts::Link> = way
        .iter()
        .map(|(title, address)| facts::Link { name: title.clone(), url: Some(scene.url(address)) })
        .collect();
    (links, json_ld::breadcrumbs(&crumbs))
}

/// The list that a document stands in, with its title.
pub fn list_of(scene: &Scene, document: &Document) -> Option<(String, SitePath)> {
    let address = match document.kind.name.as_str() {
        crate::corpus::people::KIND => scene.plan.indexes.get(&IndexId::People),
        crate::corpus::series::KIND => scene.plan.indexes.get(&IndexId::Series),
        _ => scene.plan.list_address(&ListId::Kind(document.kind.folder.clone())),
    };
    address.map(|address| (scene.corpus.name_of(&document.kind).to_owned(), address.clone()))
}

/// A text, if it is not empty.
pub fn given(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
