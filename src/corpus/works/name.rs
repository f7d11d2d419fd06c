//! Names as the library writes them: "Family, Given", "Family, Given, Suffix", or an organisation
//! as it is called.

use crate::words::given;

/// What stands in place of the rest of a long list of authors.
const OTHERS: [&str; 4] = ["others", "and others", "et al.", "et al"];

/// A name in its parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    /// The family name with what belongs before it ("van der Schaaf"); all of an organisation's.
    pub family: String,
    /// Given names; may be empty.
    pub given: String,
    /// "Jr."; may be empty.
    pub suffix: String,
}

impl Name {
    /// Reads a name. Braces around all of it say that its commas part nothing.
    pub fn read(written: &str) -> Name {
        let written = written.trim();
        if let Some(whole) = whole(written) {
            return Name { family: whole.to_owned(), ..Name::default() };
        }
        let mut parts = written.split(',').map(str::trim);
        let family = parts.next().unwrap_or_default().to_owned();
        let rest: Vec<&str> = parts.collect();
        match rest.as_slice() {
            [] => Name { family, ..Name::default() },
            [given @ .., suffix] if !given.is_empty() => {
                Name { family, given: given.join(", "), suffix: (*suffix).to_owned() }
            }
            given => Name { family, given: given.join(", "), suffix: String::new() },
        }
    }

    /// As the library writes it.
    pub fn written(&self) -> String {
        match (self.given.as_str(), self.suffix.as_str()) {
            ("", "") if self.family.contains(',') => format!("{{{}}}", self.family),
            ("", "") => self.family.clone(),
            (given, "") => format!("{}, {given}", self.family),
            (given, suffix) => format!("{}, {given}, {suffix}", self.family),
        }
    }

    /// Whether it has no parts, as an organisation's or a name that everybody goes by.
    pub fn is_whole(&self) -> bool {
        self.given.is_empty() && self.suffix.is_empty()
    }

    /// Whether it stands for further people who are not named.
    pub fn is_others(&self) -> bool {
        self.is_whole() && OTHERS.contains(&self.family.to_lowercase().as_str())
    }

    /// "David D. Woods", "Martin Luther King, Jr."
    pub fn in_order(&self) -> String {
        let name = given(&[&self.given, &self.family], " ");
        if self.suffix.is_empty() { name } else { format!("{name}, {}", self.suffix) }
    }

    /// "Woods, David D."
    pub fn sorted(&self) -> String {
        given(&[&self.family, &self.given, &self.suffix], ", ")
    }

    /// What belongs before a family name, "van der", and the rest of it.
    pub fn particle(&self) -> (&str, &str) {
        let family = self.family.as_str();
        let begins = family
            .split_inclusive(' ')
            .scan(0, |at, word| {
                let start = *at;
                *at += word.len();
                Some((start, word))
            })
            .find(|(_, word)| !word.starts_with(char::is_lowercase))
            .map_or(0, |(start, _)| start);
        if self.is_whole() { ("", family) } else { (family[..begins].trim(), &family[begins..]) }
    }
}

/// What stands in braces that enclose all of a text.
fn whole(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('{')?.strip_suffix('}')?;
    (!inside.contains(['{', '}'])).then_some(inside.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_their_parts_and_written_as_they_were() {
        for (written, family, given, suffix, in_order) in [
            ("Woods, David D.", "Woods", "David D.", "", "David D. Woods"),
            ("van der Schaaf, Tjerk", "van der Schaaf", "Tjerk", "", "Tjerk van der Schaaf"),
            ("King, Martin Luther, Jr.", "King", "Martin Luther", "Jr.", "Martin Luther King, Jr."),
            ("World Health Organization", "World Health Organization", "", "", "World Health Organization"),
            ("{Bell, Book and Candle}", "Bell, Book and Candle", "", "", "Bell, Book and Candle"),
        ] {
            let name = Name::read(written);
            assert_eq!(
                (name.family.as_str(), name.given.as_str(), name.suffix.as_str()),
                (family, given, suffix)
            );
            assert_eq!(name.in_order(), in_order);
            assert_eq!(name.written(), written);
        }
    }

    #[test]
    fn what_belongs_before_a_family_name_is_known_by_its_small_letters() {
        assert_eq!(Name::read("van der Schaaf, Tjerk").particle(), ("van der", "Schaaf"));
        assert_eq!(Name::read("Van der Schaaf, Tjerk").particle(), ("", "Van der Schaaf"));
        assert_eq!(Name::read("hooks, bell").particle(), ("", "hooks"));
        assert_eq!(Name::read("d.school").particle(), ("", "d.school"));
    }

    #[test]
    fn others_are_nobody_by_name() {
        assert!(Name::read("others").is_others() && Name::read("et al.").is_others());
        assert!(!Name::read("Others, Anna").is_others());
    }
}
