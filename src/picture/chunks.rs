//! PNG and WebP: chunks with a name and a length, of which those stay that the picture needs.

use std::io::{BufRead, Seek};

use super::input::Input;
use super::{Walk, exif};

/// The chunks of a PNG that stay: pixels, colours, movement, the size of a pixel.
#[rustfmt::skip]
const OF_PNG: [&[u8; 4]; 21] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV",
    b"cLLI", b"mDCv", b"cLLi", b"bKGD", b"hIST", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];
/// Those that say what its colours mean.
#[cfg(feature = "images")]
const COLOURS: [&[u8; 4]; 5] = [b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"cICP"];
/// The chunks of a WebP that stay.
const OF_WEBP: [&[u8; 4]; 7] = [b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
/// Text of a program that tells is no longer than this, in bytes.
const LONGEST_TEXT: u64 = 1 << 20;
/// The sort of PNG whose pixels are numbers of colours.
const INDEXED: u8 = 3;
/// The flags of a `VP8X` chunk.
const MOVES: u8 = 0x02;
const HAS_XMP: u8 = 0x04;
const HAS_EXIF: u8 = 0x08;

/// Walks through a PNG.
pub fn png<R: BufRead + Seek>(input: &mut Input<R>) -> Walk {
    let mut walk = Walk { scales: true, ..Walk::default() };
    let _ = input.skip(8);
    walk.keep(0, 8);
    let mut turned = false;
    loop {
        let start = input.at();
        let Some([a, b, c, d, name @ ..]) = input.array::<8>() else {
            walk.damaged = true;
            return walk;
        };
        let len = u64::from(u32::from_be_bytes([a, b, c, d]));
        // What no decoder may pass over has a capital letter in front.
        let stays = OF_PNG.contains(&&name) || name[0].is_ascii_uppercase();
        if input.left() < len + 4 {
            // Cut off within the pixels: what is there is shown.
            if stays {
                walk.keep(start, input.len());
            }
            walk.damaged = true;
            return walk;
        }
        match &name {
            b"acTL" => walk.scales = false,
            // Of few colours, many would be made.
            b"IHDR" => walk.scales &= input.peek(10).is_some_and(|head| head.get(9) != Some(&INDEXED)),
            b"eXIf" if len <= LONGEST_TEXT => {
                let body = input.peek(len).unwrap_or_default();
                walk.exif(&body);
                if let Some(turn @ 2..=8) = walk.orientation.filter(|_| !turned) {
                    walk.put(png_chunk(b"eXIf", &exif::turned(turn)));
                    turned = true;
                }
            }
            b"iTXt" if len <= LONGEST_TEXT => {
                let body = input.peek(len).unwrap_or_default();
                walk.tells.and(exif::xmp(&body));
            }
            b"tEXt" | b"zTXt" => {
                let key = input.peek(len.min(16)).unwrap_or_default();
                walk.tells.name |= key.starts_with(b"Author\0") || key.starts_with(b"Copyright\0");
            }
            _ => {}
        }
        if input.skip(len + 4).is_none() {
            walk.damaged = true;
            return walk;
        }
        if stays {
            walk.keep(start, input.at());
        }
        if &name == b"IEND" {
            return walk;
        }
    }
}

/// Walks through a WebP. The length in its head is that of the old file: see [`state_length`].
pub fn webp<R: BufRead + Seek>(input: &mut Input<R>) -> Walk {
    let mut walk = Walk::default();
    let head = input.take(12).unwrap_or_default();
    let stated = head.get(4..8).and_then(|len| len.try_into().ok()).map_or(0, u32::from_le_bytes);
    // What follows the stated end is nobody's.
    let end = (u64::from(stated) + 8).min(input.len());
    walk.damaged = u64::from(stated) + 8 > input.len();
    walk.keep(0, 12);
    let mut flags: Option<(usize, Vec<u8>)> = None;
    while input.at() < end {
        let start = input.at();
        let Some([a, b, c, d, e, f, g, h]) = input.array::<8>() else {
            walk.damaged = true;
            break;
        };
        let (name, len) = ([a, b, c, d], u64::from(u32::from_le_bytes([e, f, g, h])));
        if input.left() < len {
            if OF_WEBP.contains(&&name) {
                walk.keep(start, input.len());
            }
            walk.damaged = true;
            break;
        }
        match &name {
            b"VP8X" if flags.is_none() && len == 10 => {
                let mut chunk = vec![a, b, c, d, e, f, g, h];
                chunk.extend(input.peek(len).unwrap_or_default());
                flags = Some((walk.pieces.len(), chunk));
                // Its place; what is in it is known at the end.
                walk.put(Vec::new());
            }
            b"VP8L" => walk.scales = true,
            b"EXIF" if len <= LONGEST_TEXT => {
                let body = input.peek(len).unwrap_or_default();
                walk.exif(body.strip_prefix(b"Exif\0\0").unwrap_or(&body));
            }
            b"XMP " if len <= LONGEST_TEXT => {
                let body = input.peek(len).unwrap_or_default();
                walk.tells.and(exif::xmp(&body));
            }
            _ => {}
        }
        let padded = (len + len % 2).min(input.left());
        let _ = input.skip(padded);
        if OF_WEBP.contains(&&name) && &name != b"VP8X" {
            walk.keep(start, input.at());
            if padded < len + len % 2 {
                walk.put(vec![0]);
            }
        }
    }
    // After a chunk that is cut off nothing would be found.
    let turn = walk.orientation.filter(|turn| (2..=8).contains(turn) && !walk.damaged);
    if let Some((place, mut chunk)) = flags {
        walk.scales &= chunk[8] & MOVES == 0;
        chunk[8] &= !(HAS_EXIF | HAS_XMP);
        if let Some(turn) = turn {
            chunk[8] |= HAS_EXIF;
            let tiff = exif::turned(turn);
            let mut block = b"EXIF".to_vec();
            block.extend_from_slice(&(tiff.len() as u32).to_le_bytes());
            block.extend_from_slice(&tiff);
            walk.put(block);
        }
        walk.pieces[place] = super::Piece::Put(chunk);
    } else {
        // Without that chunk nobody reads how it is turned.
        walk.orientation = None;
    }
    walk
}

/// Writes the length of a WebP into its head.
pub fn state_length(bytes: &mut [u8]) {
    let len = u32::try_from(bytes.len().saturating_sub(8)).unwrap_or(u32::MAX);
    if let Some(place) = bytes.get_mut(4..8) {
        place.copy_from_slice(&len.to_le_bytes());
    }
}

/// The chunks of a PNG that say what its colours mean, as they are.
#[cfg(feature = "images")]
pub fn colours(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut at = 8_usize;
    while let Some([a, b, c, d, name @ ..]) = bytes.get(at..at + 8) {
        let end = (u32::from_be_bytes([*a, *b, *c, *d]) as usize).saturating_add(at + 12);
        let Some(chunk) = bytes.get(at..end).filter(|_| name != b"IDAT") else { break };
        if COLOURS.iter().any(|known| *known == name) {
            out.extend_from_slice(chunk);
        }
        at = end;
    }
    out
}

fn png_chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut chunk = (body.len() as u32).to_be_bytes().to_vec();
    chunk.extend_from_slice(name);
    chunk.extend_from_slice(body);
    let sum = checksum(&chunk[4..]);
    chunk.extend_from_slice(&sum.to_be_bytes());
    chunk
}

/// The CRC of a chunk (W3C PNG, annex D), bit by bit: what is summed is short.
pub(super) fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg()))
    })
}
