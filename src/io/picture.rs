//! What the head of a picture says of it: width and height, how it is turned, what it tells. The one home of
//! `imagesize`.

use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::picture::{self, Facts};
use crate::source::SourcePath;

/// How much of an SVG file is looked at.
const SVG_HEAD: u64 = 4096;

/// Width and height of a picture as it is shown, and what else its file says of itself. Beside documents
/// any file may be one, whatever it is called.
pub(super) fn look(path: &SourcePath, extension: &str, file: File) -> (Option<(u32, u32)>, Option<Facts>) {
    let named = is_picture(extension);
    if !named && !path.as_str().starts_with("content/") {
        return (None, None);
    }
    let facts = match file.try_clone() {
        Ok(file) if extension != "svg" => picture::look(BufReader::new(file)),
        _ => None,
    };
    let pixels = if named { again(file).and_then(|file| size(file, extension)) } else { None };
    let on_its_side = facts.is_some_and(|facts| facts.lies_on_its_side());
    (pixels.map(|(width, height)| if on_its_side { (height, width) } else { (width, height) }), facts)
}

/// The file from its beginning: its clone shares how far it has been read.
fn again(mut file: File) -> Option<File> {
    file.rewind().ok().map(|()| file)
}

/// Whether files with this extension (in lower case) may be pictures.
fn is_picture(extension: &str) -> bool {
    matches!(extension, "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "svg")
}

/// Width and height in pixels, if the file's header says so.
fn size(file: File, extension: &str) -> Option<(u32, u32)> {
    if extension == "svg" {
        let mut head = Vec::new();
        file.take(SVG_HEAD).read_to_end(&mut head).ok()?;
        return svg_size(&String::from_utf8_lossy(&head));
    }
    // Anybody's bytes go to a foreign parser here; if it gives up, the size is merely unknown.
    let size = catch_unwind(AssertUnwindSafe(|| imagesize::reader_size(BufReader::new(file)))).ok()?.ok()?;
    let pixels = (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?);
    (pixels.0 > 0 && pixels.1 > 0).then_some(pixels)
}

/// The size an SVG file's outermost tag states: `width` and `height`, else its `viewBox`.
fn svg_size(head: &str) -> Option<(u32, u32)> {
    let start = head
        .match_indices("<svg")
        .map(|(start, _)| start + 4)
        .find(|start| head[*start..].starts_with(|c: char| c.is_whitespace() || c == '>' || c == '/'))?;
    let tag = &head[start..start + head[start..].find('>')?];
    let pixels = |number: f64| (0.5..100_000.0).contains(&number).then(|| number.round() as u32);
    let length = |text: &str| {
        let text = text.trim();
        text.strip_suffix("px").unwrap_or(text).parse::<f64>().ok().and_then(pixels)
    };
    let own = attribute(tag, "width").and_then(length).zip(attribute(tag, "height").and_then(length));
    own.or_else(|| {
        let numbers: Vec<f64> = attribute(tag, "viewBox")?
            .split(|c: char| c.is_whitespace() || c == ',')
            .filter(|number| !number.is_empty())
            .map(|number| number.parse().ok())
            .collect::<Option<_>>()?;
        match numbers[..] {
            [_, _, width, height] => pixels(width).zip(pixels(height)),
            _ => None,
        }
    })
}

/// The value of an attribute of a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.match_indices(name).find_map(|(at, _)| {
        // `stroke-width` is not `width`.
        if !tag[..at].ends_with(char::is_whitespace) {
            return None;
        }
        let value = tag[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        value[1..].split(quote).next()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_svg_file_says_its_size_in_one_of_two_ways() {
        for (head, size) in [
            (r#"<?xml version="1.0"?><svg width="40" height="30px">"#, Some((40, 30))),
            (r#"<svg viewBox="0 0 24.4,16" xmlns="x">"#, Some((24, 16))),
            (r#"<svg width="100%" height="100%" viewBox='0 0 24 16'>"#, Some((24, 16))),
            (r#"<svg stroke-width="9" height="3">"#, None),
            ("<svgx width='1' height='1'>", None),
            ("<svg width='NaN' height='1e99'>", None),
            ("<svg", None),
        ] {
            assert_eq!(svg_size(head), size, "{head}");
        }
    }
}
