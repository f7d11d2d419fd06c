//! The words of a page for its template: functions over the words of one language, and nothing else.
//!
//! | in a template | gives |
//! |---|---|
//! | `say(key="part_of", number=2, of=3, series=…)` | a phrase, its places filled |
//! | `named(of="kinds", name="story")` | what is called so: "Story"; `unknown=` what is said of other names |
//! | `day(of=card.date)` | a day: "3 May 2024" |
//! | `row(of=[…])` | "A, B and C" |
//! | `joined(of=[…], between=", ")` | the same with one thing between |
//! | `json(key="search_count")` | a phrase for a script, its places open |
//! | `… \| capital` | the same with a capital at its beginning |
//!
//! What is finished HTML, such as a component's result, stays it; all else is escaped. The calls of
//! templates are checked when they are read, in [`super::calls`].

use std::sync::Arc;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use crate::date::Date;
use crate::diagnostic::did_you_mean;
use crate::language::{Piece, TABLES, Words, spelled_out};
use crate::words::capitalised;

/// Gives templates the words of a language.
pub fn speak(tera: &mut Tera, words: &Arc<Words>) {
    let own = Arc::clone(words);
    tera.register_function("say", move |given: Kwargs, state: &State| said(&own, &given, state));
    let own = Arc::clone(words);
    tera.register_function("named", move |given: Kwargs, _: &State| named(&own, &given));
    let own = Arc::clone(words);
    tera.register_function("day", move |given: Kwargs, _: &State| day(&own, &given));
    let own = Arc::clone(words);
    tera.register_function("row", move |given: Kwargs, state: &State| {
        let last = words_in_html(&own.say("row_last", &[]), state)?;
        in_a_row(&given, &words_in_html(&own.say("row_between", &[]), state)?, &last, state)
    });
    tera.register_function("joined", |given: Kwargs, state: &State| {
        let between = words_in_html(given.must_get::<&str>("between")?, state)?;
        in_a_row(&given, &between, &between, state)
    });
    let own = Arc::clone(words);
    tera.register_function("json", move |given: Kwargs, _: &State| json(&own, &given));
    tera.register_filter("capital", |value: &Value, _: Kwargs, _: &State| {
        let text = capitalised(value.as_str().unwrap_or_default());
        if value.is_safe() { Value::safe_string(&text) } else { Value::normal_string(&text) }
    });
}

fn said(words: &Words, given: &Kwargs, state: &State) -> TeraResult<Value> {
    let key = given.must_get::<&str>("key")?;
    let count = given.get::<&Value>("count")?.map(|count| state.escape_if_needed(count)).transpose()?;
    let Some(pattern) = words.pattern(key, count.as_deref()) else {
        return Err(Error::message(unknown(key, words.keys())));
    };
    let mut html = String::new();
    for piece in pattern.pieces() {
        match piece {
            Piece::Text(text) => html.push_str(&words_in_html(text, state)?),
            Piece::Slot(slot) => match given.get::<&Value>(slot)? {
                Some(value) if !value.is_undefined() => html.push_str(&state.escape_if_needed(value)?),
                _ => return Err(Error::message(format!("`{key}` wants {{{slot}}}, which is not given"))),
            },
        }
    }
    Ok(Value::safe_string(&html))
}

/// That a phrase is not there, and which one may be meant.
fn unknown<'k>(key: &str, known: impl Iterator<Item = &'k str>) -> String {
    format!("the interface says nothing under `{key}`{}", did_you_mean(key, known))
}

/// Words as HTML. A space where no line ends is written so that whoever reads the source sees it.
fn words_in_html(words: &str, state: &State) -> TeraResult<String> {
    Ok(state.escape(words)?.replace('\u{a0}', "&nbsp;"))
}

fn named(words: &Words, given: &Kwargs) -> TeraResult<Value> {
    let (table, name) = (given.must_get::<&str>("of")?, given.must_get::<&str>("name")?);
    if !TABLES.iter().any(|(known, _)| *known == table) {
        return Err(Error::message(unknown(table, TABLES.iter().map(|(table, _)| *table))));
    }
    Ok(match (words.called(table, name), given.get::<&Value>("unknown")?) {
        (Some(called), _) => Value::normal_string(&called),
        (None, Some(unknown)) => unknown.clone(),
        (None, None) => Value::normal_string(&spelled_out(name)),
    })
}

fn day(words: &Words, given: &Kwargs) -> TeraResult<Value> {
    let date = given.must_get::<&Value>("of")?;
    let machine = date.get_from_path("machine").and_then(Value::as_str).or(date.as_str());
    match machine.and_then(|machine| Date::parse(machine.get(..10)?)) {
        Some(date) => Ok(Value::normal_string(&words.date(date))),
        None => Err(Error::message("`of` is no date")),
    }
}

fn in_a_row(given: &Kwargs, between: &str, last: &str, state: &State) -> TeraResult<Value> {
    let items = given.must_get::<&Value>("of")?.as_array().unwrap_or_default();
    let mut html = String::new();
    for (number, item) in items.iter().enumerate() {
        match number {
            0 => {}
            _ if number + 1 == items.len() => html.push_str(last),
            _ => html.push_str(between),
        }
        html.push_str(&state.escape_if_needed(item)?);
    }
    Ok(Value::safe_string(&html))
}

fn json(words: &Words, given: &Kwargs) -> TeraResult<Value> {
    let key = given.must_get::<&str>("key")?;
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let object = |entries: Vec<(String, String)>| {
        let entries = entries.iter().map(|(name, words)| format!("{}: {}", text(name), text(words)));
        format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
    };
    let json = if TABLES.iter().any(|(table, _)| *table == key) {
        // Scripts spell out a name that they are told nothing of.
        let prefix = format!("{key}.");
        let names = words.keys().filter_map(|key| key.strip_prefix(&prefix)?.split('.').next());
        let mut names: Vec<(String, String)> =
            names.map(|name| (name.to_owned(), words.name(key, name))).collect();
        names.dedup();
        names.retain(|(name, called)| *called != spelled_out(name));
        object(names)
    } else {
        match words.forms(key).as_slice() {
            [] => return Err(Error::message(unknown(key, words.keys()))),
            [("", words)] => text(words),
            forms => object(forms.iter().map(|(form, words)| ((*form).to_owned(), words.clone())).collect()),
        }
    };
    // For an attribute in single quotes.
    let mut html = String::new();
    for letter in json.chars() {
        match letter {
            '\'' => html.push_str("&#39;"),
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            _ => html.push(letter),
        }
    }
    Ok(Value::safe_string(&html))
}
