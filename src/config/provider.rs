//! What each sender of letters wants: its placeholders, and the name of its form's field.
//!
//! Facts about programs of others, which they may change; each stands with the day it was looked up,
//! and with what of it their own pages did not show. A site that knows better says so in
//! `[newsletter]`.

/// A service or program that holds the list of readers and sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Provider {
    /// None in particular: placeholders are filled in by hand.
    #[default]
    None,
    /// mailchimp.com
    Mailchimp,
    /// buttondown.com
    Buttondown,
    /// listmonk.app, which one runs oneself.
    Listmonk,
    /// mailerlite.com
    MailerLite,
    /// kit.com, formerly ConvertKit.
    Kit,
}

/// What a sender wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// Its name in the settings.
    pub name: &'static str,
    /// What it replaces by the address at which one reader unsubscribes; empty: unknown.
    pub unsubscribe: &'static str,
    /// What it replaces by the sender's postal address; empty: it adds the address itself.
    pub address: &'static str,
    /// The name of the field that holds the address in a form.
    pub email_field: &'static str,
}

const NONE: Preset = Preset {
    name: "none",
    unsubscribe: "{{ unsubscribe_url }}",
    address: "{{ address }}",
    email_field: "email",
};

// 2026-11-21: the link to unsubscribe is in their help (kb.mailchimp.com, "The unsubscribe merge tag").
// Not seen there: the address in this short form, and the name of the field, which is that of the forms
// people have copied from them.
const MAILCHIMP: Preset =
    Preset { name: "mailchimp", unsubscribe: "*|UNSUB|*", address: "*|LIST:ADDRESS|*", email_field: "EMAIL" };

// 2026-11-21: the link is in their list of template variables (buttondown/docs). Not seen there: the
// name of the field, which is that of the forms people have copied from them.
const BUTTONDOWN: Preset =
    Preset { name: "buttondown", unsubscribe: "{{ unsubscribe_url }}", address: "", email_field: "email" };

// 2026-11-21: the link is in their page on templates, the field in the form that comes with the program
// (knadh/listmonk); that form has the lists as `l` and a honeypot called `nonce`.
const LISTMONK: Preset =
    Preset { name: "listmonk", unsubscribe: "{{ UnsubscribeURL }}", address: "", email_field: "email" };

// 2026-11-21: seen in letters of people who send with them, and on no page of theirs; the field neither.
const MAILERLITE: Preset =
    Preset { name: "mailerlite", unsubscribe: "{$unsubscribe}", address: "", email_field: "fields[email]" };

// 2026-11-21: the link is in their help on templates (help.convertkit.com). Not seen there: the address,
// and the name of the field.
const KIT: Preset = Preset {
    name: "kit",
    unsubscribe: "{{ unsubscribe_url }}",
    address: "{{ address }}",
    email_field: "email_address",
};

impl Provider {
    /// All of them, by their names in the settings.
    pub const CHOICES: [(&'static str, Provider); 6] = [
        (NONE.name, Provider::None),
        (MAILCHIMP.name, Provider::Mailchimp),
        (BUTTONDOWN.name, Provider::Buttondown),
        (LISTMONK.name, Provider::Listmonk),
        (MAILERLITE.name, Provider::MailerLite),
        (KIT.name, Provider::Kit),
    ];

    /// What it wants.
    pub fn preset(self) -> &'static Preset {
        match self {
            Provider::None => &NONE,
            Provider::Mailchimp => &MAILCHIMP,
            Provider::Buttondown => &BUTTONDOWN,
            Provider::Listmonk => &LISTMONK,
            Provider::MailerLite => &MAILERLITE,
            Provider::Kit => &KIT,
        }
    }
}
