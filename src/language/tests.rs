//! Days, rows and counts as languages say them, and how files of words lie over each other.

use super::*;
use crate::diagnostic::Severity;
use crate::source::{BUILT_IN, Sources};

fn sources(own: &[(&str, &str)]) -> Sources {
    let mut sources = Sources::default();
    for (tag, text) in [
        ("en", include_str!("../../themes/default/languages/en.toml")),
        ("de", include_str!("../../themes/default/languages/de.toml")),
    ] {
        sources.insert_text(&format!("{BUILT_IN}{FOLDER}{tag}.toml"), text);
    }
    for (tag, text) in own {
        sources.insert_text(&format!("themes/harbour/{FOLDER}{tag}.toml"), text);
    }
    sources
}

/// The words of a site in a language, and what was found.
fn words(own: &[(&str, &str)], site: &str) -> (Languages, Vec<(Severity, String)>) {
    let told = read(&sources(own), "harbour", site);
    let found = told.diagnostics.iter().map(|one| (one.severity, one.message.clone())).collect();
    (told.value, found)
}

#[test]
fn our_own_files_have_no_mistake() {
    assert_eq!(words(&[], "de").1, []);
}

#[test]
fn days_weeks_and_rows_are_said_as_a_language_says_them() {
    let (languages, _) = words(&[], "en");
    let week = |day: &str| {
        let zone = crate::date::Zone::utc();
        Week::of(crate::date::Instant::parse(day, &zone).unwrap(), &zone)
    };
    let (english, german) = (languages.of("en"), languages.of("de"));
    let day = Date::parse("2025-05-03").unwrap();
    assert_eq!((english.date(day), german.date(day)), ("3 May 2025".into(), "3. Mai 2025".into()));
    for (of, in_english, in_german) in [
        ("2026-03-04", "2 to 8 March 2026", "2. bis 8. März 2026"),
        ("2026-04-01", "30 March to 5 April 2026", "30. März bis 5. April 2026"),
        ("2026-01-01", "29 December 2025 to 4 January 2026", "29. Dezember 2025 bis 4. Januar 2026"),
    ] {
        assert_eq!(english.week(&week(of)), in_english);
        assert_eq!(english.week(&week(of)), week(of).long(), "as the command line says it");
        assert_eq!(german.week(&week(of)), in_german);
    }
    assert_eq!(english.row::<&str>(&[]), "");
    assert_eq!(english.row(&["Nele"]), "Nele");
    assert_eq!(english.row(&["Nele", "Kiran"]), "Nele and Kiran");
    assert_eq!(german.row(&["Nele", "Kiran", "Ada"]), "Nele, Kiran und Ada");
}

#[test]
fn a_site_changes_single_words_and_all_others_stay() {
    let (languages, found) = words(&[("de", "read_next = \"Noch mehr\"")], "de");
    assert_eq!(found, []);
    let german = languages.of_the_site();
    assert_eq!(german.say("read_next", &[]), "Noch mehr");
    assert_eq!(german.say("skip", &[]), "Zum Text springen");
}

#[test]
fn a_language_falls_back_to_the_one_it_is_of_and_to_english() {
    let own = [(
        "de-AT",
        "months = [\"Jänner\", \"Februar\", \"März\", \"April\", \"Mai\", \"Juni\", \"Juli\", \"August\", \"September\", \"Oktober\", \"November\", \"Dezember\"]",
    )];
    let (languages, found) = words(&own, "de-at");
    assert_eq!(found, [], "what de-AT lacks is in de");
    let day = Date::parse("2025-01-03").unwrap();
    assert_eq!(languages.of_the_site().date(day), "3. Jänner 2025");
    assert_eq!(languages.of("de-CH").date(day), "3. Januar 2025");
    assert_eq!(languages.of_the_site().say("skip", &[]), "Zum Text springen");
    assert_eq!(languages.of("nl").say("skip", &[]), "Zum Text springen", "the site's, where a page has none");
}

#[test]
fn a_language_of_the_sites_own_says_once_how_much_it_lacks() {
    let (languages, found) = words(&[("pl", "skip = \"Przejdź do tekstu\"")], "pl");
    assert!(matches!(found.as_slice(), [(Severity::Note, _)]), "{found:?}");
    let polish = languages.of_the_site();
    assert_eq!(polish.say("skip", &[]), "Przejdź do tekstu");
    assert_eq!(polish.say("read_next", &[]), "Read next");
    assert_eq!(polish.say("locale", &[]), "pl", "numbers and days of scripts are Polish all the same");
}

#[test]
fn counts_have_the_forms_of_their_language() {
    let own = "pieces = { one = \"{count} wpis\", few = \"{count} wpisy\", many = \"{count} wpisów\", other = \"{count} wpisu\" }";
    let (languages, _) = words(&[("pl", own)], "pl");
    let said = |count| languages.of_the_site().count("pieces", count);
    assert_eq!([said(1), said(2), said(5), said(22)], ["1 wpis", "2 wpisy", "5 wpisów", "22 wpisy"]);
    // English words keep the rules of English, whatever language they stand in for.
    assert_eq!(languages.of_the_site().count("parts", 2), "2 parts");
    let (_, found) = words(&[("pl", "pieces = { one = \"{count} wpis\", other = \"{count} wpisu\" }")], "pl");
    assert!(found.iter().any(|(_, words)| words.contains("`pieces` lacks `few` and `many`")), "{found:?}");
    // One form for all numbers may do.
    let (languages, found) = words(&[("ja", "pieces = \"{count}件\"")], "ja");
    assert!(found.iter().all(|(severity, _)| *severity == Severity::Note), "{found:?}");
    assert_eq!(languages.of_the_site().count("pieces", 1), "1件");
}

#[test]
fn a_site_may_add_names_and_words_of_its_own() {
    let own = "[kinds]\nnear-miss = { one = \"Knapp daneben\", many = \"Knapp daneben\" }\n[own]\nmotto = \"Ebbe und {what}\"";
    let (languages, found) = words(&[("de", own)], "de");
    assert_eq!(found, []);
    let german = languages.of_the_site();
    assert_eq!(german.name("kinds", "near-miss"), "Knapp daneben");
    assert_eq!(german.name("kinds", "post-mortem"), "Post mortem", "spelled out where nothing is said");
    assert_eq!(german.say("own.motto", &[("what", "Flut")]), "Ebbe und Flut");
}

#[test]
fn every_mistake_is_told_where_it_is() {
    for (own, told) in [
        ("raed_next = \"x\"", "the interface says nothing under `raed_next`"),
        ("read_next = 3", "`read_next` wants text in quotes, not a number"),
        ("read_next = { other = \"x\" }", "`read_next` wants text in quotes, not a table"),
        ("by = \"Von {name}\"", "nothing is known for {name} in `by`"),
        ("by = \"Von\"", "`by` leaves out {names}"),
        ("by = \"Von {names\"", "`by` has a `{` or a `}` alone: a place is {like_this}"),
        (
            "by = \"Von {Names}\"",
            "`by` has the place `{Names}`; the name of a place has small letters and `_`",
        ),
        ("pieces = { one = \"x\" }", "`pieces` lacks `other`, which numbers ask for in `de`"),
        (
            "pieces = { one = \"x\", few = \"x\", other = \"x\" }",
            "`pieces` has the form `few`, which no number asks for in `de`",
        ),
        ("months = [\"Januar\"]", "`months` wants a list of twelve names, not a list"),
        ("kinds = \"x\"", "`kinds` wants a table, not text"),
        ("[kinds]\nstory = \"x\"", "`story` wants { one = \"…\", many = \"…\" }, not text"),
        ("[kinds]\nstory = { two = \"x\" }", "the words have no key `two` in `kinds.story`"),
        ("read_next = ", "this is no valid TOML"),
    ] {
        let (languages, found) = words(&[("de", own)], "de");
        assert!(found.iter().any(|(_, words)| words.starts_with(told)), "{own}: {found:?}");
        // Whatever is wrong, something is said.
        assert!(!languages.of_the_site().count("pieces", 2).is_empty());
    }
}
