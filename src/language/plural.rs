//! Which form of a phrase goes with a number, by the rules of CLDR. The one home of
//! `intl_pluralrules` and of `unic_langid`, in which it wants languages named.

use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use unic_langid::LanguageIdentifier;

/// A category of numbers; no language uses all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// As in Arabic, for 0.
    Zero,
    /// As in English, for 1.
    One,
    /// As in Welsh, for 2.
    Two,
    /// As in Polish, for 2 to 4.
    Few,
    /// As in Polish, for 5 to 21.
    Many,
    /// For all that have no other; every language has it.
    Other,
}

impl Category {
    /// All of them.
    pub const ALL: [Category; 6] =
        [Category::Zero, Category::One, Category::Two, Category::Few, Category::Many, Category::Other];

    /// As CLDR and the files of words name it.
    pub fn name(self) -> &'static str {
        match self {
            Category::Zero => "zero",
            Category::One => "one",
            Category::Two => "two",
            Category::Few => "few",
            Category::Many => "many",
            Category::Other => "other",
        }
    }

    /// The category of that name.
    pub fn named(name: &str) -> Option<Category> {
        Category::ALL.into_iter().find(|category| category.name() == name)
    }
}

/// The rules of a language.
#[derive(Clone)]
pub struct Rules(Option<PluralRules>);

impl Rules {
    /// Those of a BCP 47 tag, or of its language alone; without rules of its own, a language has one
    /// form for all numbers.
    pub fn of(tag: &str) -> Rules {
        let main = tag.split('-').next().unwrap_or(tag);
        let rules = [tag, main].into_iter().find_map(|tag| {
            let language: LanguageIdentifier = tag.parse().ok()?;
            PluralRules::create(language, PluralRuleType::CARDINAL).ok()
        });
        Rules(rules)
    }

    /// The category of a number as it is written.
    pub fn category(&self, count: &str) -> Category {
        match self.0.as_ref().and_then(|rules| rules.select(count).ok()) {
            Some(PluralCategory::ZERO) => Category::Zero,
            Some(PluralCategory::ONE) => Category::One,
            Some(PluralCategory::TWO) => Category::Two,
            Some(PluralCategory::FEW) => Category::Few,
            Some(PluralCategory::MANY) => Category::Many,
            Some(PluralCategory::OTHER) | None => Category::Other,
        }
    }

    /// The categories that whole numbers have.
    pub fn categories(&self) -> Vec<Category> {
        let met: Vec<Category> = (0..=200).map(|count: usize| self.category(&count.to_string())).collect();
        Category::ALL.into_iter().filter(|one| met.contains(one) || *one == Category::Other).collect()
    }
}

impl std::fmt::Debug for Rules {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.categories()).finish()
    }
}

impl PartialEq for Rules {
    fn eq(&self, other: &Rules) -> bool {
        let locale = |rules: &Rules| rules.0.as_ref().map(|rules| rules.get_locale().clone());
        locale(self) == locale(other)
    }
}
