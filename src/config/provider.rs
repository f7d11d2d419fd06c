//! What each sender of letters wants: its placeholders, and the name of its form's field.
//!
//! Facts about programs of others, which they may change; each stands with the day it was held
//! against their own pages. A site that knows better says so in `[newsletter]`.

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

const MAILCHIMP: Preset =
    Preset { name: "mailchimp", unsubscribe: "*|UNSUB|*", address: "*|LIST:ADDRESS|*", email_field: "EMAIL" };

const BUTTONDOWN: Preset =
    Preset { name: "buttondown", unsubscribe: "{{ unsubscribe_url }}", address: "", email_field: "email" };

const LISTMONK: Preset =
    Preset { name: "listmonk", unsubscribe: "{{ UnsubscribeURL }}", address: "", email_field: "email" };

const MAILERLITE: Preset =
    Preset { name: "mailerlite", unsubscribe: "{$unsubscribe}", address: "", email_field: "fields[email]" };

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
