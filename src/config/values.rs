//! Checks of single settings: what a text must be to be a language, a folder, an address.
//!
//! Each gives the value as it is used. An error is one sentence's end: "it …"; where it is told is
//! for the reading to say.

use crate::url::check_path;

/// A tag as BCP 47 forms it, for a language of two or three letters, as all are that there are; whether it is
/// spoken is not asked.
pub(super) fn language(tag: &str) -> Result<String, String> {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    let is_language = matches!(first.len(), 2..=3) && first.bytes().all(|byte| byte.is_ascii_alphabetic());
    let rest = parts
        .all(|part| matches!(part.len(), 1..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    if is_language && rest {
        Ok(tag.to_owned())
    } else {
        Err(format!("is no language tag: `{tag}`; such a tag is `en`, `nb` or `pt-BR`"))
    }
}

/// The name of a theme.
pub(super) fn folder_name(name: &str) -> Result<String, String> {
    check_path(name)?;
    if name.contains('/') {
        return Err("is the name of one folder under `themes/`, without `/`".into());
    }
    Ok(name.to_owned())
}

/// The folder that is written, without a slash at its end.
pub(super) fn output_dir(written: &str) -> Result<String, String> {
    let path = written.strip_prefix("./").unwrap_or(written).trim_end_matches('/');
    if path.is_empty() || path == "." || written.starts_with('/') {
        return Err("is a folder inside the site's, like `public`".into());
    }
    check_path(path)?;
    let first = path.split('/').next().unwrap_or(path);
    if ["content", "data", "static", "themes"].contains(&first) {
        return Err(format!("lies in `{first}/`, which the site is made from"));
    }
    if path == "retell.toml" {
        return Err("is the settings file".into());
    }
    Ok(path.to_owned())
}

/// Where a reader can propose a change to a page.
pub(super) fn edit_url(url: &str) -> Result<String, String> {
    let web = url.starts_with("https://") || url.starts_with("http://");
    match url {
        "" => Ok(String::new()),
        _ if !web => Err("begins with neither `https://` nor `http://`".into()),
        _ if !url.contains("{path}") => Err("lacks `{path}`, which becomes the path of each file".into()),
        _ => Ok(url.to_owned()),
    }
}

/// Where a reader can answer.
pub(super) fn reply(url: &str) -> Result<String, String> {
    if url.is_empty() || ["https://", "http://", "mailto:"].iter().any(|begin| url.starts_with(begin)) {
        Ok(url.to_owned())
    } else {
        Err("begins with none of `mailto:`, `https://` and `http://`".into())
    }
}

/// RFC 4151: a host or address one has, and a day one had it.
pub(super) fn authority(text: &str) -> Result<String, String> {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_@".contains(&byte))
    };
    let is_day = |day: &str| {
        matches!(day.len(), 4 | 7 | 10) && day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
    };
    match text.split_once(',') {
        Some((name, day)) if is_name(name) && is_day(day) => Ok(text.to_owned()),
        None if text.is_empty() => Ok(String::new()),
        _ => Err("is a host and a year or day, like `ebb.example,2024`".into()),
    }
}
