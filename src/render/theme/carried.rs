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

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use crate::diagnostic::nearest;
use crate::integrity;
use crate::render::html::escape_attribute;
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
    pub fn new<'t>(
        assets: &BTreeMap<String, String>,
        text: impl Fn(&str) -> Option<&'t str>,
        policy: &str,
        inline: bool,
    ) -> Carriage {
        let of = |extension: &str, fits: fn(&str) -> bool| {
            let named = assets.iter().filter(|(name, _)| name.ends_with(extension));
            let files = named.map(|(name, href)| {
                let carried = text(name)
                    .map(str::trim_end)
                    .filter(|text| inline && fits(text))
                    .map(|text| Carried { text: text.into(), hash: integrity::sha256(text) });
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
        let carried = |files: &BTreeMap<String, Asset>| -> Vec<Carried> {
            files.values().filter_map(|asset| asset.carried.clone()).collect()
        };
        self.naming(&carried(&self.styles), &carried(&self.scripts))
    }

    /// Gives templates its functions.
    pub fn offer(carriage: &Arc<Carriage>, tera: &mut Tera) {
        let own = Arc::clone(carriage);
        tera.register_function("styles", move |given: Kwargs, _: &State| {
            let asset = known(&own.styles, "style sheet", &given)?;
            Ok(Value::safe_string(&match &asset.carried {
                Some(carried) => format!("<style>{}</style>", carried.text),
                None => format!("<link rel=\"stylesheet\"{}>", link("href", &asset.href)),
            }))
        });
        let own = Arc::clone(carriage);
        tera.register_function("script", move |given: Kwargs, _: &State| {
            let asset = known(&own.scripts, "script", &given)?;
            let module = if given.get::<bool>("module")?.unwrap_or(true) { " type=\"module\"" } else { "" };
            Ok(Value::safe_string(&match &asset.carried {
                Some(carried) => format!("<script{module}>{}</script>", carried.text),
                None => format!("<script{module}{}></script>", link("src", &asset.href)),
            }))
        });
    }

    /// The page with what its head carries named in its policy.
    pub fn named_in_policy(&self, mut page: Vec<u8>) -> Vec<u8> {
        // An entry of a feed has no head, and no policy.
        let is_document =
            page.trim_ascii_start().get(..9).is_some_and(|start| start.eq_ignore_ascii_case(b"<!doctype"));
        let has_policy = is_document && !self.policy.is_empty();
        let Some(html) = std::str::from_utf8(&page).ok().filter(|_| has_policy) else { return page };
        let (mut styles, mut scripts, mut stands, mut at) = (Vec::new(), Vec::new(), None, 0);
        while let Some(tag) = html[at..].find('<') {
            at += tag;
            let rest = &html[at..];
            let kind = match () {
                () if rest.starts_with("<body") => break,
                () if rest.starts_with("<style") => Some((&self.styles, &mut styles)),
                () if rest.starts_with("<script") => Some((&self.scripts, &mut scripts)),
                () if stands.is_none() && rest.starts_with("<meta") => {
                    let end = rest.find('>').unwrap_or(rest.len());
                    stands = rest[..end].find(&self.policy).map(|start| at + start);
                    None
                }
                () => None,
            };
            at += 1;
            let (Some((files, found)), Some(end)) = (kind, rest.find('>')) else { continue };
            let inside = &rest[end + 1..];
            let mut carried = files.values().filter_map(|asset| asset.carried.as_ref());
            let is_it = |carried: &&Carried| {
                inside.strip_prefix(&*carried.text).is_some_and(|after| after.starts_with("</"))
            };
            if let Some(carried) = carried.find(is_it) {
                at += end + carried.text.len();
                found.push(carried.clone());
            }
        }
        if let Some(start) = stands {
            page.splice(start..start + self.policy.len(), self.naming(&styles, &scripts).into_bytes());
        }
        page
    }

    fn naming(&self, styles: &[Carried], scripts: &[Carried]) -> String {
        let mut policy = self.policy.clone();
        for (directive, carried) in [("style-src 'self'", styles), ("script-src 'self'", scripts)] {
            let hashes: String = carried.iter().map(|carried| format!(" '{}'", carried.hash)).collect();
            if let Some(at) = policy.find(directive) {
                policy.insert_str(at + directive.len(), &hashes);
            }
        }
        policy
    }
}

/// Whether a script does the same when it stands in a page: it asks for nothing as seen from its folder.
fn script_fits(script: &str) -> bool {
    let bound = ["import.meta", "\"./", "'./", "`./", "\"../", "'../", "`../", "</script", "<!--"];
    script.len() <= SMALL_SCRIPT && !bound.iter().any(|word| script.contains(word))
}

fn known<'c>(files: &'c BTreeMap<String, Asset>, what: &str, given: &Kwargs) -> TeraResult<&'c Asset> {
    let name = given.must_get::<&str>("path")?;
    files.get(name).ok_or_else(|| {
        let near = nearest(name, files.keys().map(String::as_str));
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
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
        let text = |name: &str| Some(files.iter().find(|(own, _)| *own == name)?.1);
        Carriage::new(&assets, text, POLICY, inline)
    }

    fn filled(carriage: Carriage, template: &str) -> String {
        let carriage = Arc::new(carriage);
        let mut tera = Tera::default();
        Carriage::offer(&carriage, &mut tera);
        tera.add_raw_template("t", template).unwrap();
        let page = tera.render("t", &tera::Context::new()).unwrap();
        String::from_utf8(carriage.named_in_policy(page.into_bytes())).unwrap()
    }

    const PAGE: &str = "<!doctype html><meta content=\"default-src 'none'; script-src 'self'; style-src 'self'\">\
                        {{ styles(path=\"a.css\") }}{{ styles(path=\"b.css\") }}{{ script(path=\"k.js\", module=false) }}";

    #[test]
    fn the_policy_of_a_page_names_what_its_head_carries() {
        let (style, script) = (integrity::sha256("p{}"), integrity::sha256("go()"));
        assert_eq!(
            filled(carriage(true), PAGE),
            format!(
                "<!doctype html><meta content=\"default-src 'none'; script-src 'self' '{script}'; style-src 'self' '{style}'\">\
                 <style>p{{}}</style><link rel=\"stylesheet\" href=\"/theme/b.css\"><script>go()</script>"
            )
        );
        let headers = format!("default-src 'none'; script-src 'self' '{script}'; style-src 'self' '{style}'");
        assert_eq!(carriage(true).policy_of_all(), headers);
    }

    #[test]
    fn a_site_may_want_all_of_it_linked() {
        let page = filled(carriage(false), PAGE);
        assert!(page.starts_with(&format!("<!doctype html><meta content=\"{POLICY}\">")), "{page}");
        assert!(page.ends_with(
            "<link rel=\"stylesheet\" href=\"/theme/b.css\"><script src=\"/theme/k.js\"></script>"
        ));
        assert_eq!(carriage(false).policy_of_all(), POLICY);
    }

    #[test]
    fn what_somebody_smuggles_into_a_page_is_not_named() {
        for smuggled in ["<style>p{} q{}</style>", "<script>went()</script>", "<body><style>p{}</style>"] {
            let page = format!("<!doctype html><meta content=\"{POLICY}\">{smuggled}");
            let after = carriage(true).named_in_policy(page.clone().into_bytes());
            assert_eq!(String::from_utf8(after).unwrap(), page);
        }
    }

    #[test]
    fn a_script_that_asks_for_files_beside_it_is_linked() {
        assert!(script_fits("import(new URL('api.js', form.action))"));
        for script in
            ["import x from \"./x.js\"", "new URL('x', import.meta.url)", "\"</script>\"", &"x".repeat(1025)]
        {
            assert!(!script_fits(script), "{script}");
        }
    }
}
