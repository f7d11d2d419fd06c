//! What templates see of the newsletter.

use serde::Serialize;

use super::{DateView, GroupView, LinkView};

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

/// `mail`: an edition as a mail. Only `email.html` is given it.
#[derive(Debug, Serialize)]
pub struct MailView {
    /// BCP 47.
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// What the letter is called.
    pub letter: String,
    /// What it is sent under.
    pub subject: String,
    /// The line that inboxes show after the subject; may be empty.
    pub preheader: String,
    /// The day of the edition, or null.
    pub date: Option<DateView>,
    /// Its page, whole.
    pub url: String,
    /// Its text with the items where they stand.
    pub body_html: String,
    /// Who paid for it, or null.
    pub sponsor: Option<SponsorView>,
    /// The sender's placeholder for the link that ends it, as it is.
    pub unsubscribe_html: String,
    /// The sender's placeholder for the postal address, as it is; may be empty.
    pub address_html: String,
}

/// Who paid for an edition.
#[derive(Debug, Clone, Serialize)]
pub struct SponsorView {
    /// Their name.
    pub name: String,
    /// What they say; may be empty.
    pub text: String,
    /// Where they are, or null.
    pub url: Option<String>,
}

/// `groups`: items that stand in one place of a mail, in such groups. Only `email-items.html` is
/// given it.
#[derive(Debug, Serialize)]
pub struct MailGroupView {
    /// The name of the kind; empty where none is shown.
    pub title: String,
    /// The items, in the edition's order.
    pub items: Vec<MailItemView>,
}

/// An item of a mail.
#[derive(Debug, Serialize)]
pub struct MailItemView {
    /// Its title.
    pub title: String,
    /// Where it is, whole.
    pub url: String,
    /// Kind, authors, minutes, as far as they are shown: "Story · By Nele · 4 min".
    pub about: String,
    /// The summary; may be empty.
    pub summary: String,
    /// The whole text; empty where the summary stands for it.
    pub text_html: String,
    /// The opening of a text that had to be cut; else empty.
    pub excerpt: String,
    /// Whether the text goes on on its page.
    pub cut: bool,
}
