//! What the forms of a word have in common, so that who looks for `running` finds `runs`.
//!
//! The Snowball algorithms are made for words as they are written. Ours come folded, without accents
//! and in lower case, as [`tokens`](super::tokens) cuts them. Most algorithms take the accents off
//! themselves or do not rest on them; for the others the accents of common endings are put back first.

use std::borrow::Cow;

use frostem::{Algorithm, Stemmer};

/// The stem of a folded word: equal for two forms of one word, and good for nothing else, as it need
/// not be a word. A word is its own stem if its language (BCP 47) is one we know no rules for, if it
/// holds a digit and if it has less than three letters.
pub fn stem<'a>(language: &str, word: &'a str) -> Cow<'a, str> {
    let plain = word.chars().nth(2).is_none() || word.contains(char::is_numeric);
    match algorithm(language) {
        Some(algorithm) if !plain => match with_accents(algorithm, word) {
            Cow::Borrowed(word) => Stemmer::new(algorithm).stem(word),
            Cow::Owned(word) => Cow::Owned(Stemmer::new(algorithm).stem(&word).into_owned()),
        },
        _ => Cow::Borrowed(word),
    }
}

fn algorithm(language: &str) -> Option<Algorithm> {
    let primary = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    Some(match primary.as_str() {
        "ar" => Algorithm::Arabic,
        "ca" => Algorithm::Catalan,
        "cs" => Algorithm::Czech,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "eo" => Algorithm::Esperanto,
        "es" => Algorithm::Spanish,
        "et" => Algorithm::Estonian,
        "eu" => Algorithm::Basque,
        "fa" => Algorithm::Persian,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "ga" => Algorithm::Irish,
        "hi" => Algorithm::Hindi,
        "hu" => Algorithm::Hungarian,
        "hy" => Algorithm::Armenian,
        "id" => Algorithm::Indonesian,
        "it" => Algorithm::Italian,
        "lt" => Algorithm::Lithuanian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "ne" => Algorithm::Nepali,
        "nl" => Algorithm::Dutch,
        "pl" => Algorithm::Polish,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sr" => Algorithm::Serbian,
        "st" => Algorithm::Sesotho,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        "uk" => Algorithm::Ukrainian,
        "yi" => Algorithm::Yiddish,
        _ => return None,
    })
}

/// Endings that the algorithm of a language knows with accents alone, as they are once folded and as
/// they were. A guess that is wrong for a word is wrong for all its forms with that ending alike.
fn endings(algorithm: Algorithm) -> &'static [(&'static str, &'static str)] {
    match algorithm {
        Algorithm::Czech => &[
            ("ych", "ých"),
            ("ymi", "ými"),
            ("ym", "ým"),
            ("eho", "ého"),
            ("emu", "ému"),
            ("ach", "ách"),
            ("am", "ám"),
            ("ich", "ích"),
            ("imi", "ími"),
            ("im", "ím"),
        ],
        Algorithm::French => {
            &[("ee", "ée"), ("ees", "ées"), ("erent", "èrent"), ("ite", "ité"), ("ites", "ités")]
        }
        Algorithm::Hungarian => &[
            ("bol", "ból"),
            ("tol", "tól"),
            ("rol", "ról"),
            ("nal", "nál"),
            ("ert", "ért"),
            ("kent", "ként"),
            ("keppen", "képpen"),
        ],
        Algorithm::Polish => &[
            ("ow", "ów"),
            ("ac", "ać"),
            ("ic", "ić"),
            ("yc", "yć"),
            ("al", "ał"),
            ("ala", "ała"),
            ("alo", "ało"),
            ("aly", "ały"),
            ("il", "ił"),
            ("ila", "iła"),
            ("ilo", "iło"),
            ("ily", "iły"),
            ("yl", "ył"),
            ("yla", "yła"),
            ("ylo", "yło"),
            ("yly", "yły"),
            ("ajac", "ając"),
            ("ajaca", "ająca"),
            ("ajace", "ające"),
            ("ajacy", "ający"),
            ("ajacych", "ających"),
        ],
        Algorithm::Portuguese => &[("cao", "ção"), ("coes", "ções"), ("avel", "ável"), ("ivel", "ível")],
        Algorithm::Russian => &[("ыи", "ый"), ("ои", "ой"), ("еи", "ей"), ("ии", "ий")],
        Algorithm::Spanish => {
            &[("ia", "ía"), ("ian", "ían"), ("ias", "ías"), ("iamos", "íamos"), ("io", "ió")]
        }
        Algorithm::Ukrainian => &[("ии", "ий"), ("іи", "ій"), ("еи", "ей"), ("оі", "ої"), ("іі", "ії")],
        _ => &[],
    }
}

fn with_accents(algorithm: Algorithm, word: &str) -> Cow<'_, str> {
    if matches!(algorithm, Algorithm::Turkish) {
        return Cow::Owned(with_dotless_i(word));
    }
    let longest = endings(algorithm).iter().filter(|(folded, _)| word.ends_with(folded));
    match longest.max_by_key(|(folded, _)| folded.len()) {
        Some((folded, written)) => Cow::Owned(word[..word.len() - folded.len()].to_owned() + written),
        None => Cow::Borrowed(word),
    }
}

/// Turkish endings follow the vowel before them: after an `a` or `ı` there is no `i`.
fn with_dotless_i(word: &str) -> String {
    let mut dark = false;
    let letters = word.chars().map(|c| match c {
        'i' if dark => 'ı',
        'a' => {
            dark = true;
            c
        }
        'e' | 'i' | 'o' | 'u' => {
            dark = false;
            c
        }
        c => c,
    });
    letters.collect()
}

#[cfg(test)]
mod tests {
    use super::super::tokens::words;
    use super::*;

    fn stems(language: &str, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        words(text, &mut |word| found.push(stem(language, word).into_owned()));
        found.dedup();
        found
    }

    /// Each row is one word in several forms, as people write them.
    #[test]
    fn forms_of_a_word_have_one_stem() {
        for (language, forms) in [
            ("en", "running runs run"),
            ("en-GB", "failure failures"),
            ("de", "Störung Stoerung Störungen"),
            ("de-CH", "Straße Strasse Straßen"),
            ("nl", "storing storingen"),
            ("fr", "réveillé réveillée réveillées réveiller réveillèrent"),
            ("es", "perdía perdían perdido"),
            ("pt-BR", "decisão decisao"),
            ("cs", "politický politického politických"),
            ("pl", "dodatki dodatków dodatkami"),
            ("hu", "üzemzavar üzemzavarról"),
            ("fi", "häiriö häiriössä"),
            ("nb", "feil feilen"),
            ("ru", "новый новая новой"),
            ("uk", "новий нова нової"),
            ("el", "βάση βάσεις βάσης"),
            ("tr", "kuralları kurallar kural"),
            ("ar", "قاعدة القاعدة"),
            ("sr", "сервери серверима serveri"),
        ] {
            assert_eq!(stems(language, forms).len(), 1, "{language}: {forms} → {:?}", stems(language, forms));
        }
    }

    #[test]
    fn words_that_have_little_in_common_stay_apart() {
        assert_eq!(stems("en", "database failure").len(), 2);
        assert_eq!(stems("de", "Störung Straße").len(), 2);
        assert_eq!(stems("fr", "visite image").len(), 2);
    }

    #[test]
    fn short_words_numbers_and_unknown_languages_are_left_alone() {
        for (language, word) in [
            ("en", "as"),
            ("en", "2024s"),
            ("en", "k8s"),
            ("x-klingon", "cats"),
            ("", "cats"),
            ("ja", "東京"),
        ] {
            assert_eq!(stem(language, word), word, "{language}");
        }
    }
}
