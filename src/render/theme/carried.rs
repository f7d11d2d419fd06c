//! What pages carry in themselves: the theme's style sheets and its small scripts. A page that carries
//! them is whole after one answer.
//!
//! | in a template | gives |
//! |---|---|
//! | `styles(path="page.css")` | `<style>…</style>`, or the link to that sheet |
//! | `script(path="keys.js")` | `<script type="module">…</script>`, or the same with `src` |
//! | `script(path="scheme.js", module=false)` | a script that runs before what follows it is shown |
//!
//! A policy knows by its hash what may stand in a page (Content Security Policy Level 3, §2.3.1), so
//! each page's own names what that page carries, and nothing else. What a sheet is made of is decided
//! in [`crate::stylesheet`]; which ones a page has, by its template.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use crate::diagnostic::did_you_mean;
use crate::integrity;
use crate::render::html::{escape_attribute, without_controls};
use crate::stylesheet;

/// The longest script that is carried, in bytes: a longer one is better kept by browsers.
const SMALL_SCRIPT: usize = 1 << 10;

/// A style sheet or script of the theme.
#[derive(Debug, Clone)]
struct Asset {
    href: String,
    // The file itself, where it can stand in a page.
    carried: Option<Carried>,
}

/// What stands in a page.
#[derive(Debug, Clone)]
struct Carried {
    text: Arc<str>,
    // What a policy calls it.
    hash: String,
}

/// The theme's style sheets and scripts, as pages get them.
#[derive(Debug, Clone, Default)]
pub struct Carriage {
    // By their names below the theme's `static/`.
    styles: BTreeMap<String, Asset>,
    scripts: BTreeMap<String, Asset>,
    // Of the site, before anything is named in it.
    policy: String,
}

impl Carriage {
    /// `assets`: names and addresses; `text`: what such a file says, if it is one of text; `policy`:
    /// that of the site, empty if it has none; `inline`: whether pages carry anything.
    pub fn new(
        assets: &BTreeMap<String, String>,
        text: impl Fn(&str) -> Option<Arc<str>>,
        policy: &str,
        inline: bool,
    ) -> Carriage {
        let of = |extension: &str, fits: fn(&str) -> bool| {
            let named = assets.iter().filter(|(name, _)| name.ends_with(extension));
            let files = named.map(|(name, href)| {
                let read = text(name).filter(|_| inline);
                let read = read.as_deref().and_then(as_browsers_read);
                let carried = read
                    .filter(|text| fits(text))
                    .map(|text| Carried { hash: integrity::sha256(&text), text: text.into() });
                (name.clone(), Asset { href: href.clone(), carried })
            });
            files.collect()
        };
        Carriage {
            styles: of(".css", stylesheet::fits_in_a_page),
            scripts: of(".js", script_fits),
            policy: policy.to_owned(),
        }
    }

    /// The policy of a site for all its pages at once, as headers say it.
    pub fn policy_of_all(&self) -> String {
        let all = |directive, files: &BTreeMap<String, Asset>| -> Vec<(Directive, String)> {
            let carried = files.values().filter_map(|asset| asset.carried.as_ref());
            carried.map(|carried| (directive, carried.hash.clone())).collect()
        };
        self.naming(&[all(Directive::Style, &self.styles), all(Directive::Script, &self.scripts)].concat())
    }

    /// Gives templates its functions.
    pub fn offer(carriage: &Arc<Carriage>, tera: &mut Tera) {
        let own = Arc::clone(carriage);
        tera.register_function("styles", move |given: Kwargs, _: &State| {
            let asset = known(&own.styles, "style sheet", &given)?;
            Ok(Value::safe_string(&match &asset.carried {
                Some(carried) => {
                    note(Directive::Style, carried);
                    format!("<style>{}</style>", carried.text)
                }
                None => format!("<link rel=\"stylesheet\"{}>", link("href", &asset.href)),
            }))
        });
        let own = Arc::clone(carriage);
        tera.register_function("script", move |given: Kwargs, _: &State| {
            let asset = known(&own.scripts, "script", &given)?;
            let module = if given.get::<bool>("module")?.unwrap_or(true) { " type=\"module\"" } else { "" };
            Ok(Value::safe_string(&match &asset.carried {
                Some(carried) => {
                    note(Directive::Script, carried);
                    format!("<script{module}>{}</script>", carried.text)
                }
                None => format!("<script{module}{}></script>", link("src", &asset.href)),
            }))
        });
    }

    /// Fills a template by `fill`, and names what it made the page carry in the page's policy.
    ///
    /// # Errors
    ///
    /// Those of `fill`.
    pub fn in_page<E>(&self, fill: impl FnOnce() -> Result<Vec<u8>, E>) -> Result<Vec<u8>, E> {
        IN_PAGE.take();
        let mut page = fill()?;
        let carried = IN_PAGE.take();
        if carried.is_empty() || self.policy.is_empty() {
            return Ok(page);
        }
        let html = std::str::from_utf8(&page).unwrap_or_default();
        // A theme may print it as it is or escaped: in an attribute both say the same.
        let stands = ["'", "&#39;", "&#x27;"].iter().find_map(|quote| {
            let policy = self.policy.replace('\'', quote);
            html.find(&policy).map(|start| start..start + policy.len())
        });
        if let Some(place) = stands {
            page.splice(place, self.naming(&carried).into_bytes());
        }
        Ok(page)
    }

    fn naming(&self, carried: &[(Directive, String)]) -> String {
        let mut policy = self.policy.clone();
        for (directive, words) in
            [(Directive::Style, "style-src 'self'"), (Directive::Script, "script-src 'self'")]
        {
            let hashes: BTreeSet<&str> =
                carried.iter().filter(|(of, _)| *of == directive).map(|(_, hash)| hash.as_str()).collect();
            let hashes: String = hashes.iter().map(|hash| format!(" '{hash}'")).collect();
            if let Some(at) = policy.find(words) {
                policy.insert_str(at + words.len(), &hashes);
            }
        }
        policy
    }
}

/// What a policy says separately.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Directive {
    Style,
    Script,
}

thread_local! {
    // What the page that this thread fills carries so far: a function of a template gives text, and has no
    // other way to say what it gave.
    static IN_PAGE: RefCell<Vec<(Directive, String)>> = const { RefCell::new(Vec::new()) };
}

fn note(directive: Directive, carried: &Carried) {
    IN_PAGE.with_borrow_mut(|in_page| in_page.push((directive, carried.hash.clone())));
}

/// A file as a browser reads it where it stands in a page (HTML, §13.2.3.5), to the byte; nothing if it has
/// characters that no page has.
fn as_browsers_read(text: &str) -> Option<String> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim_end().to_owned();
    (without_controls(text.clone().into_bytes()) == text.as_bytes()).then_some(text)
}

/// Whether a script does the same when it stands in a page: it asks for nothing as seen from its folder.
fn script_fits(script: &str) -> bool {
    let bound =
        ["import.meta", "currentscript", "\"./", "'./", "`./", "\"../", "'../", "`../", "</script", "<!--"];
    let lower = script.to_ascii_lowercase();
    script.len() <= SMALL_SCRIPT && !bound.iter().any(|word| lower.contains(word))
}

fn known<'c>(files: &'c BTreeMap<String, Asset>, what: &str, given: &Kwargs) -> TeraResult<&'c Asset> {
    let name = given.must_get::<&str>("path")?;
    files.get(name).ok_or_else(|| {
        let near = did_you_mean(name, files.keys().map(String::as_str));
        Error::message(format!("the theme publishes no {what} `{name}`{near}"))
    })
}

fn link(attribute: &str, href: &str) -> String {
    let mut out = format!(" {attribute}=\"");
    escape_attribute(href, &mut out);
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'";

    fn carriage(inline: bool) -> Carriage {
        let files = [("a.css", "p{}"), ("b.css", "p{a:url(x.png)}"), ("k.js", "go()"), ("x.svg", "<svg/>")];
        let assets = files.iter().map(|(name, _)| ((*name).to_owned(), format!("/theme/{name}"))).collect();
        let text = |name: &str| Some(Arc::from(files.iter().find(|(own, _)| *own == name)?.1));
        Carriage::new(&assets, text, POLICY, inline)
    }

    fn filled(carriage: Carriage, template: &str) -> String {
        let carriage = Arc::new(carriage);
        let mut tera = Tera::default();
        Carriage::offer(&carriage, &mut tera);
        tera.add_raw_template("t", template).unwrap();
        let fill = || tera.render("t", &tera::Context::new()).map(String::into_bytes);
        String::from_utf8(carriage.in_page(fill).unwrap()).unwrap()
    }

    const PAGE: &str = "<meta content=\"default-src 'none'; script-src 'self'; style-src 'self'\">\
                        {{ styles(path=\"a.css\") }}{{ styles(path=\"b.css\") }}{{ script(path=\"k.js\", module=false) }}";

    #[test]
    fn the_policy_of_a_page_names_what_its_head_carries() {
        let (style, script) = (integrity::sha256("p{}"), integrity::sha256("go()"));
        assert_eq!(
            filled(carriage(true), PAGE),
            format!(
                "<meta content=\"default-src 'none'; script-src 'self' '{script}'; style-src 'self' '{style}'\">\
                 <style>p{{}}</style><link rel=\"stylesheet\" href=\"/theme/b.css\"><script>go()</script>"
            )
        );
        let headers = format!("default-src 'none'; script-src 'self' '{script}'; style-src 'self' '{style}'");
        assert_eq!(carriage(true).policy_of_all(), headers);
    }

    #[test]
    fn a_site_may_want_all_of_it_linked() {
        let page = filled(carriage(false), PAGE);
        assert!(page.starts_with(&format!("<meta content=\"{POLICY}\">")), "{page}");
        assert!(page.ends_with(
            "<link rel=\"stylesheet\" href=\"/theme/b.css\"><script src=\"/theme/k.js\"></script>"
        ));
        assert_eq!(carriage(false).policy_of_all(), POLICY);
    }

    #[test]
    fn what_somebody_smuggles_into_a_page_is_not_named() {
        for smuggled in ["<style>q{}</style>", "<script>went()</script>", "<style>p{}</style>"] {
            let page = format!("<meta content=\"{POLICY}\">{smuggled}");
            assert_eq!(filled(carriage(true), &page), page);
        }
    }

    #[test]
    fn a_theme_may_escape_the_policy_and_put_a_script_anywhere() {
        let page = filled(
            carriage(true),
            "<META content=\"default-src &#39;none&#39;; script-src &#39;self&#39;; style-src &#39;self&#39;\"><body>\
             {{ script(path=\"k.js\") }}{{ script(path=\"k.js\") }}",
        );
        let script = integrity::sha256("go()");
        let policy = format!("default-src 'none'; script-src 'self' '{script}'; style-src 'self'");
        assert!(page.starts_with(&format!("<META content=\"{policy}\"><body><script")), "{page}");
    }

    #[test]
    fn a_file_is_hashed_as_browsers_read_it() {
        assert_eq!(as_browsers_read("\u{feff}a\r\nb\rc\n\n").as_deref(), Some("a\nb\nc"));
        assert_eq!(as_browsers_read("a\u{1}b"), None);
    }

    #[test]
    fn a_script_that_asks_for_files_beside_it_is_linked() {
        assert!(script_fits("import(new URL('api.js', form.action))"));
        for script in [
            "import x from \"./x.js\"",
            "new URL('x', import.meta.url)",
            "\"</Script>\"",
            "document.currentScript.src",
            &"x".repeat(1025),
        ] {
            assert!(!script_fits(script), "{script}");
        }
    }
}
