//! `[newsletter]`: who sends the letter, what it is called, and the form by which readers ask for it.
//!
//! What each sender wants stands in [`super::provider`]. What becomes of the settings is left to the
//! mail files, the form and the feeds.

use std::collections::BTreeMap;

use super::provider::Provider;
use crate::diagnostic::Diagnostic;
use crate::table::reader::Reader;
use crate::url::join;

/// Kinds whose documents are news for readers of the letter, if the settings name none.
const KINDS: [&str; 7] = ["story", "essay", "review", "reading-list", "episode", "talk", "post"];

/// `[newsletter]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewsletterSettings {
    /// Who holds the list and sends.
    pub provider: Provider,
    /// What the letter is called; may be empty.
    pub title: String,
    /// How often it comes and what is in it, in a sentence; may be empty.
    pub frequency: String,
    /// Entries of the feed that mailers read post by post, 1 to 10.
    pub posts: usize,
    /// The names of the kinds whose documents are news.
    pub kinds: Vec<String>,
    /// What stands for the link to unsubscribe, if not what the provider wants.
    pub unsubscribe: Option<String>,
    /// What stands for the postal address, if not what the provider wants.
    pub address: Option<String>,
    /// `form`.
    pub form: FormSettings,
}

/// `[newsletter.form]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FormSettings {
    /// Where it is sent; empty: there is no form.
    pub action: String,
    /// The name of the field for the address, if not what the provider wants.
    pub email: Option<String>,
    /// Fields that readers do not see, by name.
    pub hidden: BTreeMap<String, String>,
    /// The name of a field that people leave empty and programs fill in; empty: none.
    pub honeypot: String,
    /// What readers agree to, in a sentence; may be empty.
    pub consent: String,
}

impl Default for NewsletterSettings {
    fn default() -> NewsletterSettings {
        NewsletterSettings {
            provider: Provider::None,
            title: String::new(),
            frequency: String::new(),
            posts: 5,
            kinds: KINDS.iter().map(|kind| (*kind).to_owned()).collect(),
            unsubscribe: None,
            address: None,
            form: FormSettings::default(),
        }
    }
}

impl NewsletterSettings {
    /// What stands for the link to unsubscribe, in the sender's own spelling; empty: nobody has said.
    pub fn unsubscribe(&self) -> &str {
        self.unsubscribe.as_deref().unwrap_or(self.provider.preset().unsubscribe)
    }

    /// What stands for the postal address; empty: the sender adds it.
    pub fn address(&self) -> &str {
        self.address.as_deref().unwrap_or(self.provider.preset().address)
    }

    /// The name of the form's field for the address.
    pub fn email_field(&self) -> &str {
        self.form.email.as_deref().unwrap_or(self.provider.preset().email_field)
    }
}

/// Reads `[newsletter]` if it is there.
pub(super) fn read(top: &mut Reader<'_>, settings: &mut NewsletterSettings, all: &mut Vec<Diagnostic>) {
    let Some(table) = top.table("newsletter") else { return };
    let mut reader = top.inside("`[newsletter]`", table);
    let said = |text: Option<String>| text.unwrap_or_default().trim().to_owned();
    settings.provider = reader.choice("provider", &Provider::CHOICES).unwrap_or_default();
    settings.title = said(reader.text("title"));
    settings.frequency = said(reader.text("frequency"));
    settings.posts = reader.integer("posts", 1, 10).unwrap_or(settings.posts);
    if let Some(kinds) = reader.texts("kinds") {
        settings.kinds = kinds;
    }
    settings.unsubscribe = reader.text("unsubscribe");
    settings.address = reader.text("address");
    if let Some(table) = reader.table("form") {
        let mut inside = reader.inside("`[newsletter.form]`", table);
        settings.form = FormSettings {
            action: inside.checked("action", action).unwrap_or_default(),
            email: inside.checked("email", field_name),
            hidden: inside.texts_by_key("hidden"),
            honeypot: inside.text("honeypot").unwrap_or_default(),
            consent: said(inside.text("consent")),
        };
        inside.finish(all);
    }
    reader.finish(all);
}

/// Where a form is sent.
fn action(url: &str) -> Result<String, String> {
    let web = |url: &str| {
        ["https://", "http://"].iter().any(|begin| url.starts_with(begin)) && join(url, "/").is_some()
    };
    match url.trim() {
        "" => Ok(String::new()),
        url if web(url) => Ok(url.to_owned()),
        _ => Err("is no address of a form, which begins with `https://`".into()),
    }
}

fn field_name(name: &str) -> Result<String, String> {
    match name.trim() {
        "" => Err("is empty".into()),
        name => Ok(name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::source::Sources;

    fn read(lines: &str) -> (NewsletterSettings, Vec<String>) {
        let mut sources = Sources::default();
        let least = "title = \"Ebb\"\nbase_url = \"https://ebb.example/\"\n";
        sources.insert_text("retell.toml", &format!("{least}{lines}"));
        let told = Config::read(&sources);
        (told.value.newsletter, told.diagnostics.into_iter().map(|found| found.message).collect())
    }

    #[test]
    fn a_provider_brings_its_own_and_a_site_may_know_better() {
        let (letter, told) = read("newsletter.provider = \"mailchimp\"");
        assert_eq!(told, [""; 0]);
        assert_eq!((letter.unsubscribe(), letter.email_field(), letter.posts), ("*|UNSUB|*", "EMAIL", 5));
        let (letter, told) = read(
            "[newsletter]\nprovider = \"kit\"\nunsubscribe = \"[leave]\"\nkinds = [\"story\"]\nposts = 3\n\
             form = { action = \"https://a.example/f?list=1\", email = \"mail\", hidden = { l = \"1\" } }",
        );
        assert_eq!(told, [""; 0]);
        assert_eq!((letter.unsubscribe(), letter.address()), ("[leave]", "{{ address }}"));
        assert_eq!(
            (letter.email_field(), letter.posts, letter.kinds.join(" ").as_str()),
            ("mail", 3, "story")
        );
        assert_eq!(
            (letter.form.action.as_str(), &*letter.form.hidden["l"]),
            ("https://a.example/f?list=1", "1")
        );
    }

    #[test]
    fn what_cannot_be_is_told() {
        for (lines, message) in [
            ("newsletter.form.action = \"javascript:x\"", "`action` is no address of a form"),
            ("newsletter.form.action = \"https://\"", "`action` is no address of a form"),
            ("newsletter.form.email = \" \"", "`email` is empty"),
            ("newsletter.provider = \"substack\"", "`provider` cannot be `substack`"),
            ("newsletter.posts = 11", "`posts` wants a whole number from 1 to 10"),
            ("newsletter.form.hidden = { a = 1 }", "`a` wants text in quotes"),
        ] {
            let (_, told) = read(lines);
            assert!(told.len() == 1 && told[0].starts_with(message), "{lines}: {told:?}");
        }
    }
}
