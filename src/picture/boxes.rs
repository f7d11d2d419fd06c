//! AVIF, HEIC and JPEG XL: boxes inside boxes (ISO/IEC 14496-12).
//!
//! Boxes name places of their file by number, so nothing moves: what tells is overwritten with zeros
//! where it stands. In JPEG XL nothing is named by place, and boxes go.

use std::collections::BTreeMap;
use std::io::{BufRead, Seek};
use std::ops::Range;

use super::input::Input;
use super::{Piece, Walk, exif};

/// The longest box that is read, in bytes.
const LONGEST_READ: u64 = 8 << 20;
/// Parts of items that are looked at.
const MOST_PARTS: usize = 64;
/// Boxes that are looked at, so that a file of empty ones ends.
const MOST_BOXES: usize = 100_000;

/// Where a box stands in its file.
struct Place {
    name: [u8; 4],
    start: u64,
    inside: u64,
    end: u64,
}

/// The box that begins where the input is, within something that ends at `end`.
fn next<R: BufRead + Seek>(input: &mut Input<R>, end: u64) -> Option<Place> {
    let start = input.at();
    let [a, b, c, d, name @ ..] = input.array::<8>()?;
    let len = match u32::from_be_bytes([a, b, c, d]) {
        0 => end.checked_sub(start)?,
        1 => u64::from_be_bytes(input.array()?),
        len => u64::from(len),
    };
    let (inside, own_end) = (input.at(), start.checked_add(len)?);
    (own_end >= inside && own_end <= end).then_some(Place { name, start, inside, end: own_end })
}

/// Walks through a JPEG XL in boxes.
pub fn jpeg_xl<R: BufRead + Seek>(input: &mut Input<R>) -> Walk {
    let mut walk = Walk::default();
    let end = input.len();
    while input.at() < end {
        let Some(place) = next(input, end) else {
            walk.damaged = true;
            break;
        };
        let mut body = |walk: &mut Walk| {
            let len = place.end - place.inside;
            input.take(if len <= LONGEST_READ { len } else { 0 }).inspect(|body| match &place.name {
                b"Exif" => walk.tells.and(exif::read(exif_of(body)).tells),
                b"xml " => walk.tells.and(exif::xmp(body)),
                _ => {}
            })
        };
        match &place.name {
            b"Exif" | b"xml " => drop(body(&mut walk)),
            // Packed boxes, provenance, boxes of programs, and how a JPEG is to be made of it again, with all
            // that stood in that.
            b"brob" | b"jumb" | b"uuid" | b"jbrd" | b"free" | b"skip" => {}
            _ => walk.keep(place.start, place.end),
        }
        if input.go_to(place.end).is_none() {
            break;
        }
    }
    walk
}

/// What is inside an item or a box of Exif: first how far it is to the block.
fn exif_of(body: &[u8]) -> &[u8] {
    let offset = body.get(..4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_be_bytes);
    let tiff = body.get(4..).and_then(|rest| rest.get(offset as usize..)).unwrap_or_default();
    tiff.strip_prefix(b"Exif\0\0").unwrap_or(tiff)
}

/// Walks through an AVIF or HEIC.
pub fn heif<R: BufRead + Seek>(input: &mut Input<R>) -> Walk {
    let mut walk = Walk::default();
    let mut blanks: Vec<(u64, u64)> = Vec::new();
    let end = input.len();
    let mut seen = 0;
    let mut within = vec![end];
    while input.at() < end && seen < MOST_BOXES {
        seen += 1;
        while within.len() > 1 && within.last().is_some_and(|end| input.at() >= *end) {
            within.pop();
        }
        let Some(place) = next(input, within.last().copied().unwrap_or(end)) else {
            walk.damaged = true;
            break;
        };
        match &place.name {
            b"meta" if within.len() == 1 => {
                let read = place.end - place.inside <= LONGEST_READ;
                let body = if read { input.take(place.end - place.inside) } else { None };
                match body.and_then(|body| items(&body, place.inside)) {
                    Some((found, own)) => {
                        for (name, from, to) in found {
                            // Never what says where all the rest is; what lies beside it in the box may be.
                            let is_own = from >= own.start && to <= own.end;
                            let overlaps = from < place.end && to > place.start && !is_own;
                            if to > end || overlaps || from < 16 {
                                walk.damaged = true;
                                continue;
                            }
                            if input.go_to(from).is_some() && to - from <= LONGEST_READ {
                                let body = input.take(to - from).unwrap_or_default();
                                let tells = match &name {
                                    b"Exif" => exif::read(exif_of(&body)).tells,
                                    _ => exif::xmp(&body),
                                };
                                walk.tells.and(tells);
                            }
                            blanks.push((from, to));
                        }
                    }
                    None => walk.damaged = true,
                }
            }
            // A film of pictures: what is said of it and of its tracks.
            b"moov" | b"trak" if within.len() < 8 => {
                within.push(place.end);
                continue;
            }
            b"udta" | b"uuid" | b"free" | b"skip" | b"meta" => blanks.push((place.inside, place.end)),
            _ => {}
        }
        if input.go_to(place.end).is_none() {
            walk.damaged = true;
            break;
        }
    }
    blanks.sort_unstable();
    let mut at = 0;
    for (from, to) in blanks {
        let from = from.max(at);
        if from < to {
            walk.keep(at, from);
            walk.pieces.push(Piece::Blank(to - from));
            at = to;
        }
    }
    walk.keep(at, end);
    walk
}

/// The items of Exif and XMP that a `meta` box names: what each is, and where its parts stand. `inside` is
/// where the box's content stands in the file. With them, where items stand that the box holds itself.
fn items(meta: &[u8], inside: u64) -> Option<(Vec<Item>, Range<u64>)> {
    let (mut infos, mut places, mut own) = (None, None, 0..0);
    let mut at = 4;
    while at + 8 <= meta.len() {
        let len = u32::from_be_bytes(meta[at..at + 4].try_into().ok()?) as usize;
        let body = meta.get(at + 8..at.checked_add(len)?)?;
        match &meta[at + 4..at + 8] {
            b"iinf" => infos = Some(body),
            b"iloc" => places = Some(body),
            b"idat" => {
                let start = inside + at as u64 + 8;
                own = start..start + body.len() as u64;
            }
            _ => {}
        }
        at += len.max(8);
    }
    let telling = telling(infos.unwrap_or_default());
    let Some(places) = places.filter(|_| !telling.is_empty()) else { return Some((Vec::new(), own)) };
    let mut places = Numbers { bytes: places };
    let version = places.number(1)?;
    places.number(3)?;
    let sizes = places.number(2)?;
    let size = |shift: u32| (sizes >> shift & 15) as usize;
    let indexes = if version == 0 { 0 } else { size(0) };
    if size(8) == 0 {
        // Without a length a part is the whole file.
        return None;
    }
    let wide = if version < 2 { 2 } else { 4 };
    let mut found = Vec::new();
    for _ in 0..places.number(wide)? {
        let id = places.number(wide)?;
        let method = if version == 0 { 0 } else { places.number(2)? & 15 };
        places.number(2)?;
        let base = places.number(size(4))?;
        let tells = telling.get(&id);
        for _ in 0..places.number(2)? {
            places.number(indexes)?;
            let (offset, len) = (places.number(size(12))?, places.number(size(8))?);
            let Some(name) = tells else { continue };
            let within = if method == 1 { own.start } else { 0 };
            let from = within.checked_add(base)?.checked_add(offset)?;
            found.push((*name, from, from.checked_add(len)?));
            if found.len() > MOST_PARTS {
                return None;
            }
        }
    }
    Some((found, own))
}

/// A part of an item: what the item is, and from where to where the part stands in the file.
type Item = ([u8; 4], u64, u64);

/// The ids of the items that tell, and what each is.
fn telling(infos: &[u8]) -> BTreeMap<u64, [u8; 4]> {
    let mut found = BTreeMap::new();
    let mut at = if infos.first() == Some(&0) { 6 } else { 8 };
    while let Some(head) = infos.get(at..at + 8) {
        let len = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some(body) = at.checked_add(len).and_then(|end| infos.get(at + 8..end)) else { break };
        let wide = if body.first() == Some(&2) { 2 } else { 4 };
        let mut numbers = Numbers { bytes: body.get(4..).unwrap_or_default() };
        let id = numbers.number(wide);
        numbers.number(2);
        let name: Option<[u8; 4]> = numbers.bytes.get(..4).and_then(|name| name.try_into().ok());
        if let (Some(id), Some(name)) = (id, name)
            && [b"Exif", b"mime", b"uri "].contains(&&name)
        {
            found.insert(id, name);
        }
        at += len.max(8);
    }
    found
}

/// Numbers of given sizes, one after another.
struct Numbers<'a> {
    bytes: &'a [u8],
}

impl Numbers<'_> {
    /// The next number of so many bytes, 0 for none; nothing if there are fewer or it is too large.
    fn number(&mut self, size: usize) -> Option<u64> {
        if size > 8 {
            return None;
        }
        let (number, rest) = self.bytes.split_at_checked(size)?;
        self.bytes = rest;
        Some(number.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    }
}
