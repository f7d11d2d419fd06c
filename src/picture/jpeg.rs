//! JPEG: segments one after another, the first of each scan followed by its pixels.
//!
//! What is not needed to show the picture is left out by not being on a list of what is, so that a
//! maker's own block of tomorrow is left out as well; and so is what follows the picture's end, where
//! telephones put a second picture or a film.

use std::io::{BufRead, Seek};

use super::input::Input;
use super::{Walk, exif};

/// The JFIF block without its little picture, which may show what has been cut off.
const JFIF: usize = 14;
/// Adobe's block, which says how colours are written.
const ADOBE: usize = 12;

/// Walks through the segments; without `to_the_end`, up to the first pixels.
pub fn walk<R: BufRead + Seek>(input: &mut Input<R>, to_the_end: bool) -> Walk {
    let mut walk = Walk { damaged: true, ..Walk::default() };
    let _ = input.skip(2);
    walk.keep(0, 2);
    let mut turned = false;
    loop {
        // Whatever stands between two segments is passed over, as every decoder does.
        let mut after_mark = false;
        let found = input.seek_by(|byte| {
            let ends = after_mark && byte != 0xff && byte != 0;
            after_mark = byte == 0xff;
            ends
        });
        let (true, Some(marker)) = (found, input.byte()) else { return walk };
        let start = input.at() - 2;
        match marker {
            0x01 | 0xd0..=0xd8 => continue,
            0xd9 => {
                walk.keep(start, start + 2);
                return walk;
            }
            _ => {}
        }
        let Some(length) = input.array().map(u16::from_be_bytes).filter(|length| *length >= 2) else {
            walk.damaged = true;
            return walk;
        };
        let Some(body) = input.take(u64::from(length) - 2) else {
            walk.damaged = true;
            return walk;
        };
        let end = input.at();
        match marker {
            // The head of the picture: how many colours it has.
            0xc0..=0xcf if ![0xc4, 0xc8, 0xcc].contains(&marker) => {
                // Four colours are for printers; lossless and arithmetic coding are not decoded.
                let common = [0xc0, 0xc1, 0xc2].contains(&marker) && body.first() == Some(&8);
                walk.scales = common && matches!(body.get(5), Some(1 | 3));
                walk.keep(start, end);
            }
            0xda => {
                walk.damaged = false;
                walk.keep(start, end);
                if !to_the_end {
                    return walk;
                }
                if !pixels(input) {
                    // Cut off within the pixels: what is there is shown.
                    walk.keep(end, input.len());
                    return walk;
                }
                walk.keep(end, input.at());
            }
            0xe0 if body.starts_with(b"JFIF\0") && body.len() >= JFIF => {
                let bare = body.len() == JFIF && body[12..] == [0, 0];
                if bare {
                    walk.keep(start, end);
                } else {
                    let mut block = vec![0xff, 0xe0, 0, JFIF as u8 + 2];
                    block.extend_from_slice(&body[..JFIF - 2]);
                    block.extend_from_slice(&[0, 0]);
                    walk.put(block);
                }
            }
            0xe1 if body.starts_with(b"Exif\0") && body.len() > 6 => {
                walk.exif(&body[6..]);
                if let Some(turn @ 2..=8) = walk.orientation.filter(|_| !turned) {
                    walk.put(block(turn));
                    turned = true;
                }
            }
            0xe1 if body.starts_with(b"http://ns.adobe.com/") => walk.tells.and(exif::xmp(&body)),
            0xe2 if body.starts_with(b"ICC_PROFILE\0") => walk.keep(start, end),
            0xed => walk.tells.and(exif::iptc(&body)),
            0xee if body.starts_with(b"Adobe") && body.len() == ADOBE => walk.keep(start, end),
            0xc4 | 0xc8 | 0xcc | 0xdb..=0xdf => walk.keep(start, end),
            // Blocks of programs, comments, and what has no meaning.
            _ => {}
        }
    }
}

/// Goes to the marker after the pixels of a scan; false if the file ends first.
fn pixels<R: BufRead + Seek>(input: &mut Input<R>) -> bool {
    let mut after_mark = false;
    let found = input.seek_by(|byte| {
        let ends = after_mark && !matches!(byte, 0 | 0xd0..=0xd7 | 0xff);
        after_mark = byte == 0xff;
        ends
    });
    found && input.go_to(input.at() - 1).is_some()
}

/// The segment that says how the picture is turned.
fn block(orientation: u8) -> Vec<u8> {
    let tiff = exif::turned(orientation);
    let mut block = vec![0xff, 0xe1, 0, (tiff.len() + 8) as u8];
    block.extend_from_slice(b"Exif\0\0");
    block.extend_from_slice(&tiff);
    block
}

/// The segments with the colour profile, as they are.
#[cfg(feature = "images")]
pub fn profile(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut at = 2;
    while let Some([0xff, marker, high, low]) = bytes.get(at..at + 4) {
        let end = at + 2 + usize::from(u16::from_be_bytes([*high, *low]));
        let Some(segment) = bytes.get(at..end).filter(|_| *marker != 0xda) else { break };
        if *marker == 0xe2 && segment[4..].starts_with(b"ICC_PROFILE\0") {
            out.extend_from_slice(segment);
        }
        at = end;
    }
    out
}
