//! The site's own settings, from `retell.toml`.
//!
//! Every setting is read, checked and given its default here; what it does is decided where it is
//! used. The command line's overrides are laid over the result by [`Config::with_base_url`].

mod cards;
pub mod categories;
mod later;
mod newsletter;
mod provider;
mod read;
mod search;
mod security;
pub mod shows;
pub mod theme;
mod values;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shows::Show;

use crate::date::Zone;
use crate::diagnostic::Severity;
use crate::url::{BaseUrl, SlugStyle};

pub use newsletter::{FormSettings, NewsletterSettings};
pub use provider::{Preset, Provider};
pub use search::SearchSettings;
pub use security::SecuritySettings;
pub use theme::ThemeOptions;

/// The settings of a site, complete.
#[derive(Debug, Clone)]
pub struct Config {
    /// The site's name.
    pub title: String,
    /// Where it is built for: `base_url`, unless the command line or environment says otherwise.
    pub base_url: BaseUrl,
    /// `base_url` as `retell.toml` has it: feed ids are made from this one.
    pub home_url: BaseUrl,
    /// One sentence.
    pub description: String,
    /// BCP 47.
    pub language: String,
    /// The zone of dates that name none.
    pub timezone: Zone,
    /// Its IANA name.
    pub timezone_name: String,
    /// The theme's folder under `themes/`.
    pub theme: String,
    /// The output folder, relative to the site root.
    pub output_dir: String,
    /// For documents that name none.
    pub authors: Vec<String>,
    /// SPDX id or words.
    pub license: String,
    /// With `{path}` for the source path; empty: no link.
    pub edit_url: String,
    /// `mailto:` or URL; empty: no link.
    pub reply: String,
    /// Patterns by the kind's name, stronger than the kind's own.
    pub permalinks: BTreeMap<String, String>,
    /// What foreign `type` and `layout` values mean: value → kind's name.
    pub kinds: BTreeMap<String, String>,
    /// The taxonomies, by name: always `topics` and `tags`, then the site's own in their order.
    pub taxonomies: Vec<Taxonomy>,
    /// `[feeds]`.
    pub feeds: FeedSettings,
    /// `[newsletter]`.
    pub newsletter: NewsletterSettings,
    /// `[search]`.
    pub search: SearchSettings,
    /// What pages may fetch from elsewhere.
    pub security: SecuritySettings,
    /// Whether pages carry their style sheet and small scripts in themselves.
    pub inline_assets: bool,
    /// Whether pages without a picture get one drawn, for link previews. Never where the program cannot.
    pub social_cards: bool,
    /// `[markdown]`.
    pub markdown: MarkdownSettings,
    /// `[check] severity`: by a code's name; `None` means off.
    pub severity: BTreeMap<String, Option<Severity>>,
    /// `[theme_options]`, as written.
    pub theme_options: crate::table::Table,
    /// The options of the theme, with what the site chose.
    pub options: ThemeOptions,
    /// `[podcast.<show>]`, by the show's key.
    pub shows: BTreeMap<String, Show>,
    /// `[[menu]]`; empty: made from the kinds.
    pub menu: Vec<MenuItem>,
    /// `[extra]`, as plain data for templates.
    pub extra: serde_json::Value,
}

/// One way of classing documents: topics, tags, or one of the site's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taxonomy {
    /// Its key and its folder in addresses: `topics`.
    pub name: String,
    /// For people: "Topics".
    pub title: String,
    /// The front matter keys poured into it.
    pub from: Vec<String>,
    /// Whether each term has a feed.
    pub feed: bool,
    /// Written form → slug of the term.
    pub aliases: BTreeMap<String, String>,
}

/// `[feeds]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedSettings {
    /// Entries in a feed, 1 to 10,000.
    pub entries: usize,
    /// Whether entries carry the full text, or the summary only.
    pub full: bool,
    /// The forms of each feed: always Atom, and those asked for beside it.
    pub formats: Vec<FeedFormat>,
    /// Addresses at which the site feed's bytes stand too.
    pub also_at: Vec<String>,
    /// A fixed `tag:` authority; empty: host and first day.
    pub authority: String,
}

/// A form that a feed is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedFormat {
    /// Atom, RFC 4287.
    Atom,
    /// JSON Feed 1.1.
    Json,
    /// RSS 2.0.
    Rss,
}

/// What happens to raw HTML in Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum HtmlPolicy {
    /// Kept as it is.
    Trusted,
    /// Harmless elements are kept, the others go and their text stays.
    #[default]
    Safe,
    /// Shown as text.
    Escape,
}

/// `[markdown]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkdownSettings {
    /// Raw HTML.
    pub html: HtmlPolicy,
    /// Whether quotes and dashes are made typographic.
    pub smart_punctuation: bool,
    /// Whether bare URLs become links.
    pub autolink: bool,
    /// `[[near miss]]` names a concept, a person, a work or a page.
    pub wikilinks: bool,
    /// Whether `$…$` in text is mathematics.
    pub math: bool,
    /// Whether a dash at the end of a quote names its source.
    pub quote_attribution: bool,
    /// `rel` for links that leave the site; may be empty.
    pub external_rel: String,
    /// How slugs are derived.
    pub slugs: SlugStyle,
}

/// One entry of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuItem {
    /// The words.
    pub name: String,
    /// Source path (`@/stories/_index.md`), site path or URL.
    pub to: String,
    /// Where `to` stands.
    pub span: crate::source::Span,
}

impl Config {
    /// The settings of a site that says nothing: what every key is without a line of its own.
    fn defaults() -> Config {
        Config {
            title: String::new(),
            base_url: BaseUrl::unset(),
            home_url: BaseUrl::unset(),
            description: String::new(),
            language: "en".into(),
            timezone: Zone::utc(),
            timezone_name: "UTC".into(),
            theme: "default".into(),
            output_dir: "public".into(),
            authors: Vec::new(),
            license: String::new(),
            edit_url: String::new(),
            reply: String::new(),
            permalinks: BTreeMap::new(),
            kinds: BTreeMap::new(),
            taxonomies: Taxonomy::defaults(),
            feeds: FeedSettings {
                entries: 20,
                full: true,
                formats: vec![FeedFormat::Atom],
                also_at: Vec::new(),
                authority: String::new(),
            },
            newsletter: NewsletterSettings::default(),
            search: SearchSettings::default(),
            security: SecuritySettings::default(),
            inline_assets: true,
            // A new version of the program adds no files to a site that has not asked for them.
            social_cards: false,
            markdown: MarkdownSettings {
                html: HtmlPolicy::Safe,
                smart_punctuation: false,
                autolink: true,
                wikilinks: true,
                math: false,
                quote_attribution: true,
                external_rel: String::new(),
                slugs: SlugStyle::Ascii,
            },
            severity: BTreeMap::new(),
            theme_options: crate::table::Table::default(),
            options: ThemeOptions::default(),
            shows: BTreeMap::new(),
            menu: Vec::new(),
            extra: serde_json::Value::Object(serde_json::Map::new()),
        }
    }

    /// The same site built for another place. Feed ids stay those of `home_url`.
    ///
    /// # Errors
    ///
    /// A text that is no base URL; the error is one sentence's end: "it …".
    pub fn with_base_url(self, url: &str) -> Result<Config, String> {
        Ok(Config { base_url: BaseUrl::parse(url)?, ..self })
    }
}

impl Taxonomy {
    /// `topics` and `tags`, as they are without a word of the site.
    fn defaults() -> Vec<Taxonomy> {
        let taxonomy = |name: &str, title: &str, from: &[&str]| Taxonomy {
            name: name.into(),
            title: title.into(),
            from: from.iter().map(|key| (*key).to_owned()).collect(),
            feed: true,
            aliases: BTreeMap::new(),
        };
        vec![
            taxonomy("topics", "Topics", &["topics", "topic", "categories", "category"]),
            taxonomy("tags", "Tags", &["tags", "tag"]),
        ]
    }
}
