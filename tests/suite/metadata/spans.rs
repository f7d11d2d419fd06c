//! What Zotero makes of a COinS span: the same keys in the same places, as its OpenURL reader has it.

use retell::url::decode_exactly;

/// What is saved.
#[derive(Debug, Default, PartialEq)]
pub struct Item {
    /// Zotero's type: `journalArticle`.
    pub item_type: String,
    /// Its title.
    pub title: String,
    /// "Family, Given", or an organisation's name.
    pub authors: Vec<String>,
    /// The year.
    pub date: String,
    /// What it stands in.
    pub inside: String,
    /// From and to.
    pub pages: String,
    /// The DOI.
    pub doi: String,
}

/// Reads the title of a span; the error says what is wrong with it.
pub fn read(span: &str) -> Result<Item, String> {
    let mut pairs = Vec::new();
    for part in span.split('&') {
        let (key, value) = part.split_once('=').ok_or_else(|| format!("`{part}` has no value"))?;
        let value =
            decode_exactly(&value.replace('+', " ")).ok_or_else(|| format!("`{value}` is no text"))?;
        pairs.push((key, value));
    }
    let all = |key: &str| -> Vec<String> {
        pairs.iter().filter(|(own, _)| *own == key).map(|(_, value)| value.clone()).collect()
    };
    let one = |key: &str| all(key).into_iter().next().unwrap_or_default();
    if one("ctx_ver") != "Z39.88-2004" {
        return Err("its version is not told".to_owned());
    }
    let genre = one("rft.genre");
    let format = one("rft_val_fmt");
    let item_type = match (format.strip_prefix("info:ofi/fmt:kev:mtx:"), genre.as_str()) {
        (Some("journal"), "article") => "journalArticle".to_owned(),
        (Some("book"), "book") => "book".to_owned(),
        (Some("book"), "bookitem") => "bookSection".to_owned(),
        (Some("book"), "report") => "report".to_owned(),
        (Some("dissertation"), "") => "thesis".to_owned(),
        (Some("dc"), "") => one("rft.type"),
        _ => return Err(format!("the format `{format}` with the genre `{genre}` is none")),
    };
    let (title, inside) = match item_type.as_str() {
        "journalArticle" => ("rft.atitle", "rft.jtitle"),
        "bookSection" => ("rft.atitle", "rft.btitle"),
        "book" | "report" => ("rft.btitle", "rft.series"),
        _ => ("rft.title", "rft.source"),
    };
    let authors: Vec<String> = ["rft.au", "rft.aucorp", "rft.creator"].into_iter().flat_map(all).collect();
    // A first author in parts who is none of the others would be one more.
    let (last, first) = (one("rft.aulast"), one("rft.aufirst"));
    if !last.is_empty() && !authors.contains(&format!("{last}, {first}")) {
        return Err(format!("{first} {last} would be an author twice"));
    }
    let doi = all("rft_id").iter().find_map(|id| id.strip_prefix("info:doi/").map(str::to_owned));
    Ok(Item {
        title: one(title),
        inside: one(inside),
        authors,
        date: one("rft.date"),
        pages: one("rft.pages"),
        doi: doi.unwrap_or_default(),
        item_type,
    })
}
