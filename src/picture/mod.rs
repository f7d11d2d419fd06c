//! Pictures as bytes: what their headers say, the same picture without what it tells about people,
//! the same picture in a smaller size.
//!
//! Knows nothing of a site and opens nothing. Which pictures are cleaned, which widths are made, and
//! where they stand, is left to `plan`; reading and keeping them, to `io`.

mod boxes;
mod chunks;
mod exif;
mod gif;
mod input;
mod jpeg;
#[cfg(feature = "images")]
mod scale;

use std::borrow::Cow;
use std::io::{BufRead, Cursor, Seek};
use std::sync::Arc;

use input::Input;

/// Pictures with more pixels are not made smaller: each needs four bytes while it is.
pub const MOST_PIXELS: u64 = 64_000_000;

/// No picture is looked through that is longer, in bytes: it has to be in memory for that.
pub const LONGEST: u64 = 512 << 20;

/// Changes whenever the same picture would be made smaller in another way, so that none is kept from
/// before.
pub const EDITION: u32 = 1;

/// Whether this program makes pictures smaller: the feature `images`.
pub const MAKES_SMALLER: bool = cfg!(feature = "images");

/// A format, by what a file holds and not by how it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JPEG (ITU-T T.81), with JFIF or Exif.
    Jpeg,
    /// PNG, moving or not (W3C PNG, third edition).
    Png,
    /// WebP (RFC 9649).
    Webp,
    /// GIF89a and before.
    Gif,
    /// AVIF and HEIC: HEIF (ISO/IEC 23008-12).
    Heif,
    /// JPEG XL in a container (ISO/IEC 18181-2); a bare one tells nothing.
    JpegXl,
    /// TIFF, and the raw formats of cameras that are built like it: nothing can be taken out.
    Tiff,
}

impl Format {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Format::Jpeg => "JPEG",
            Format::Png => "PNG",
            Format::Webp => "WebP",
            Format::Gif => "GIF",
            Format::Heif => "AVIF or HEIC",
            Format::JpegXl => "JPEG XL",
            Format::Tiff => "TIFF",
        }
    }

    /// The format that these first bytes of a file are of.
    fn of(head: &[u8]) -> Option<Format> {
        let brand = |brand: &[u8]| {
            [&b"avif"[..], b"avis", b"mif1", b"msf1", b"miaf", b"heic", b"heix", b"heim", b"hevc", b"hevx"]
                .contains(&brand)
        };
        match head {
            [0xff, 0xd8, 0xff, ..] => Some(Format::Jpeg),
            [0x89, b'P', b'N', b'G', 13, 10, 26, 10, ..] => Some(Format::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Format::Webp),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Format::Gif),
            [0, 0, 0, 12, b'J', b'X', b'L', b' ', ..] => Some(Format::JpegXl),
            [_, _, _, _, b'f', b't', b'y', b'p', name @ ..] if name.len() >= 4 && brand(&name[..4]) => {
                Some(Format::Heif)
            }
            [b'I', b'I', 42 | 43 | 0x55, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Some(Format::Tiff),
            // Olympus and Fujifilm begin their raw files in their own ways.
            [b'I', b'I', b'R', b'O' | b'S', ..] | [b'F', b'U', b'J', b'I', b'F', b'I', b'L', b'M', ..] => {
                Some(Format::Tiff)
            }
            _ => None,
        }
    }
}

/// What a picture tells about people besides what can be seen on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tells {
    /// Where it was taken.
    pub position: bool,
    /// The number of the camera or lens, which is in all pictures of one owner.
    pub serial: bool,
    /// The name of somebody: owner, maker, who holds the rights.
    pub name: bool,
}

impl Tells {
    /// Whether it tells anything.
    pub fn any(self) -> bool {
        self.position || self.serial || self.name
    }

    fn and(&mut self, other: Tells) {
        self.position |= other.position;
        self.serial |= other.serial;
        self.name |= other.name;
    }
}

/// What is known of a picture without decoding it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Its format.
    pub format: Format,
    /// How it is to be turned, 1 to 8 as Exif counts; 1 is not at all.
    pub orientation: u8,
    /// What it tells.
    pub tells: Tells,
    /// Whether it could be read to its end; else what follows the damage is not published, but for AVIF and
    /// HEIC, whose parts lie anywhere.
    pub whole: bool,
    /// Whether it can be made smaller: it stands still, and its colours can be written again.
    pub scales: bool,
    /// Whether it is longer than [`LONGEST`].
    pub too_long: bool,
}

impl Facts {
    /// Whether all that it tells can be taken out.
    pub fn can_be_cleaned(&self) -> bool {
        self.format != Format::Tiff && !self.too_long
    }

    /// Whether it is shown with its sides exchanged.
    pub fn lies_on_its_side(&self) -> bool {
        self.orientation >= 5
    }
}

/// What is made of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Making {
    /// The same pixels, byte for byte, without what it tells about people.
    Clean,
    /// A narrower one.
    Narrow(Narrow),
}

/// A narrower picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narrow {
    /// How wide, in pixels, as it is shown.
    pub width: u32,
    /// How wide all are that are made of this picture, this one among them.
    pub widths: Arc<[u32]>,
    /// How many pixels the original has.
    pub pixels: u64,
    /// Whether the original is published without what it tells. What is narrower never tells.
    pub clean: bool,
}

/// What is published of bytes in memory: where nothing narrower can be made, or it would be heavier, the
/// original.
pub fn made(bytes: &[u8], making: &Making) -> Vec<u8> {
    let (narrow, as_clean) = match making {
        Making::Clean => (None, true),
        Making::Narrow(narrow) => (narrower(bytes, &[narrow.width]).ok(), narrow.clean),
    };
    let narrow = narrow.and_then(|mut made| made.pop()).filter(|made| made.len() < bytes.len());
    narrow.unwrap_or_else(|| if as_clean { clean(bytes).into_owned() } else { bytes.to_vec() })
}

/// What a format's walk through a file has found: the parts that stay, and the rest of the facts.
#[derive(Debug, Default)]
struct Walk {
    pieces: Vec<Piece>,
    orientation: Option<u8>,
    tells: Tells,
    damaged: bool,
    scales: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Piece {
    /// Bytes of the file, from and to.
    Keep(u64, u64),
    /// These.
    Put(Vec<u8>),
    /// So many zeros.
    Blank(u64),
}

impl Walk {
    fn keep(&mut self, from: u64, to: u64) {
        match self.pieces.last_mut() {
            Some(Piece::Keep(_, end)) if *end == from => *end = to,
            _ if from < to => self.pieces.push(Piece::Keep(from, to)),
            _ => {}
        }
    }

    fn put(&mut self, bytes: Vec<u8>) {
        self.pieces.push(Piece::Put(bytes));
    }

    /// Notes what a block of Exif tells. Of several, the first says how the picture is turned.
    fn exif(&mut self, tiff: &[u8]) {
        let read = exif::read(tiff);
        self.tells.and(read.tells);
        self.orientation.get_or_insert(read.orientation);
    }
}

fn walk<R: BufRead + Seek>(from: R, to_the_end: bool) -> Option<(Format, u64, Walk)> {
    let mut input = Input::new(from)?;
    let head = input.peek(16)?;
    let format = Format::of(&head)?;
    let walk = match format {
        Format::Jpeg => jpeg::walk(&mut input, to_the_end),
        Format::Png => chunks::png(&mut input),
        Format::Webp => chunks::webp(&mut input),
        Format::Gif => gif::walk(&mut input),
        Format::Heif => boxes::heif(&mut input),
        Format::JpegXl => boxes::jpeg_xl(&mut input),
        Format::Tiff => Walk::default(),
    };
    Some((format, input.len(), walk))
}

/// What the file says of itself, if it is a picture of a format that may tell something. Reads little
/// of it; never all.
pub fn look<R: BufRead + Seek>(from: R) -> Option<Facts> {
    let (format, len, walk) = walk(from, false)?;
    Some(Facts {
        format,
        orientation: walk.orientation.filter(|turn| (1..=8).contains(turn)).unwrap_or(1),
        tells: walk.tells,
        whole: !walk.damaged,
        scales: walk.scales && !walk.damaged,
        too_long: len > LONGEST,
    })
}

/// The picture without what it tells about people: the pixels, their colours, how they are turned and
/// move, and nothing else. What is no picture comes back as it is. Twice is as good as once.
pub fn clean(bytes: &[u8]) -> Cow<'_, [u8]> {
    let Some((format, _, walk)) = walk(Cursor::new(bytes), true) else { return Cow::Borrowed(bytes) };
    if format == Format::Tiff || walk.pieces == [Piece::Keep(0, bytes.len() as u64)] {
        return Cow::Borrowed(bytes);
    }
    let mut out = Vec::with_capacity(bytes.len() + exif::LONGEST);
    for piece in &walk.pieces {
        match piece {
            Piece::Keep(from, to) => {
                out.extend_from_slice(bytes.get(*from as usize..*to as usize).unwrap_or_default())
            }
            Piece::Put(put) => out.extend_from_slice(put),
            Piece::Blank(len) => out.resize(out.len() + *len as usize, 0),
        }
    }
    if format == Format::Webp {
        chunks::state_length(&mut out);
    }
    Cow::Owned(out)
}

/// The picture in these widths, in their order. The error is a sentence's end: "it …".
#[cfg(feature = "images")]
pub fn narrower(bytes: &[u8], widths: &[u32]) -> Result<Vec<Vec<u8>>, String> {
    scale::narrower(bytes, widths)
}

/// The picture in these widths: without the feature `images`, never.
#[cfg(not(feature = "images"))]
pub fn narrower(_: &[u8], _: &[u32]) -> Result<Vec<Vec<u8>>, String> {
    Err("this program was built without the feature `images`".to_owned())
}

#[cfg(all(test, feature = "images"))]
pub use scale::sample;

#[cfg(test)]
mod tests;
