//! What templates see of the newsletter.

use serde::Serialize;

use super::{GroupView, LinkView};

/// `site.newsletter`: the letter to readers, and the form by which they ask for it.
#[derive(Debug, Clone, Serialize)]
pub struct NewsletterView {
    /// What it is called.
    pub title: String,
    /// How often it comes and what is in it, in a sentence; may be empty.
    pub frequency: String,
    /// Its list of letters, for links, or null.
    pub href: Option<String>,
    /// Its feed, for links, or null.
    pub feed: Option<String>,
    /// The names of the kinds whose documents are news for its readers.
    pub kinds: Vec<String>,
    /// Where the form is sent; empty: there is no form.
    pub action: String,
    /// The name of the form's field for the address.
    pub email: String,
    /// Fields that readers do not see.
    pub hidden: Vec<HiddenView>,
    /// The name of a field that people leave empty; may be empty.
    pub honeypot: String,
    /// What readers agree to, in a sentence; may be empty.
    pub consent: String,
}

/// A field of a form that readers do not see.
#[derive(Debug, Clone, Serialize)]
pub struct HiddenView {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// `page.letter`: what an edition of the newsletter has more than other documents.
#[derive(Debug, Clone, Serialize)]
pub struct LetterView {
    /// The subject it is sent under, else its title.
    pub subject: String,
    /// Its text with what it presents, in order.
    pub parts: Vec<LetterPartView>,
}

/// A part of an edition: its text as far as a place where items stand, and these.
#[derive(Debug, Clone, Serialize)]
pub struct LetterPartView {
    /// The text before them.
    pub text_html: String,
    /// Whether the text so far has headings of its own.
    pub below_heading: bool,
    /// The documents it presents here: by kind, or those of one kind in a group without a title.
    pub groups: Vec<GroupView>,
    /// What else it presents here.
    pub links: Vec<LinkView>,
}
