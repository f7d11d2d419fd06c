//! Character references in the values of attributes, undone as browsers undo them.
//!
//! A scheme may be spelt `java&Tab;script&colon;`; whoever judges an address must see what the
//! browser will see. Text is left to the Markdown parser and to the browser.

use pulldown_cmark::{Event, Parser};

/// Names that browsers know without a semicolon too.
const WITHOUT_SEMICOLON: &str = "AElig AMP Aacute Acirc Agrave Aring Atilde Auml COPY Ccedil ETH Eacute Ecirc \
    Egrave Euml GT Iacute Icirc Igrave Iuml LT Ntilde Oacute Ocirc Ograve Oslash Otilde Ouml QUOT REG THORN \
    Uacute Ucirc Ugrave Uuml Yacute aacute acirc acute aelig agrave amp aring atilde auml brvbar ccedil cedil \
    cent copy curren deg divide eacute ecirc egrave eth euml frac12 frac14 frac34 gt iacute icirc iexcl igrave \
    iquest iuml laquo lt macr micro middot nbsp not ntilde oacute ocirc ograve ordf ordm oslash otilde ouml \
    para plusmn pound quot raquo reg sect shy sup1 sup2 sup3 szlig thorn times uacute ucirc ugrave uml uuml \
    yacute yen yuml";

/// Longer than every name there is.
const LONGEST_NAME: usize = 32;

/// What the numbers 128 to 159 mean: characters of an old Windows alphabet, not controls.
const WINDOWS: [u32; 32] = [
    0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d,
    0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a,
    0x153, 0x9d, 0x17e, 0x178,
];

/// The value of an attribute as the browser takes it.
pub fn decode(written: &str) -> String {
    let mut decoded = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = rest.find(['&', '\0']) {
        decoded.push_str(&rest[..at]);
        let (text, length) = if rest.as_bytes()[at] == 0 {
            (Some("\u{fffd}".to_owned()), 1)
        } else {
            reference(&rest[at + 1..]).map_or((None, 1), |(text, length)| (Some(text), length + 1))
        };
        match text {
            Some(text) => decoded.push_str(&text),
            None => decoded.push('&'),
        }
        rest = &rest[at + length..];
    }
    decoded.push_str(rest);
    decoded
}

/// Whether a browser may take what follows an `&` in text for a reference.
pub fn is_reference(after: &str) -> bool {
    if let Some(number) = after.strip_prefix('#') {
        return numeric(number).is_some();
    }
    let length = after.bytes().take(LONGEST_NAME + 1).take_while(u8::is_ascii_alphanumeric).count();
    let ended = length > 0 && after.as_bytes().get(length) == Some(&b';');
    // In text, unlike in attributes, a name may run on: `&copyleft` is a sign and `left`.
    ended || (2..=length.min(6)).any(|length| without_semicolon(&after[..length]))
}

/// What the reference after an `&` stands for, and how many bytes it takes.
fn reference(after: &str) -> Option<(String, usize)> {
    if let Some(number) = after.strip_prefix('#') {
        return numeric(number).map(|(c, length)| (c.to_string(), length + 1));
    }
    let length = after.bytes().take(LONGEST_NAME + 1).take_while(u8::is_ascii_alphanumeric).count();
    let name = &after[..length];
    if name.is_empty() || length > LONGEST_NAME {
        return None;
    }
    let next = after.as_bytes().get(length);
    if next == Some(&b';') {
        return named(name).map(|text| (text, length + 1));
    }
    // `?a=1&copy=2` is a query, not a copyright sign.
    let known = next != Some(&b'=') && without_semicolon(name);
    if known { named(name).map(|text| (text, length)) } else { None }
}

fn without_semicolon(name: &str) -> bool {
    WITHOUT_SEMICOLON.split(' ').any(|known| known == name)
}

fn numeric(after: &str) -> Option<(char, usize)> {
    let (radix, start) = if after.starts_with(['x', 'X']) { (16, 1) } else { (10, 0) };
    let mut number: u32 = 0;
    let mut end = start;
    for byte in after[start..].bytes() {
        let Some(digit) = char::from(byte).to_digit(radix) else { break };
        number = number.saturating_mul(radix).saturating_add(digit);
        end += 1;
    }
    if end == start {
        return None;
    }
    if after.as_bytes().get(end) == Some(&b';') {
        end += 1;
    }
    let number = match number {
        0x80..=0x9f => WINDOWS[number as usize - 0x80],
        0 => 0xfffd,
        number => number,
    };
    Some((char::from_u32(number).unwrap_or('\u{fffd}'), end))
}

/// The characters of a name. The Markdown parser holds the whole table of HTML and shows it only by
/// reading a document, so it is given one of a single reference.
fn named(name: &str) -> Option<String> {
    match name {
        "amp" => return Some("&".into()),
        "lt" => return Some("<".into()),
        "gt" => return Some(">".into()),
        "quot" => return Some("\"".into()),
        _ => {}
    }
    let reference = format!("&{name};");
    let text: String = Parser::new(&reference)
        .filter_map(|event| match event {
            Event::Text(text) => Some(text.into_string()),
            _ => None,
        })
        .collect();
    (text != reference && !text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_undone_as_browsers_do() {
        for (written, decoded) in [
            ("a &amp; b", "a & b"),
            ("caf&eacute; caf&eacute caf&eacutes", "café café caf&eacutes"),
            ("?a=1&copy=2&copy;", "?a=1&copy=2©"),
            ("java&Tab;script&colon;x&NewLine;", "java\tscript:x\n"),
            ("&#106;&#x6A;&#X6a&#0000106avascript", "jjjjavascript"),
            ("&#128;&#0;&#x110000;&#99999999999;", "€\u{fffd}\u{fffd}\u{fffd}"),
            ("&nosuch; &; & &# &#x; &", "&nosuch; &; & &# &#x; &"),
            ("&lt;b&gt;&quot;&apos;\0", "<b>\"'\u{fffd}"),
            ("&NotEqualTilde;", "≂̸"),
        ] {
            assert_eq!(decode(written), decoded, "{written}");
        }
    }
}
