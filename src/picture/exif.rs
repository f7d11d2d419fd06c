//! The block of Exif in a picture (CIPA DC-008): how the picture is turned, and what it tells; a new
//! block that says how it is turned and nothing else.

use super::Tells;

/// The longest block that is put into a picture, with what its format puts around it.
pub const LONGEST: usize = 64;

/// What a block says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    /// 1 to 8; 1 if it does not say.
    pub orientation: u8,
    /// What it tells about people.
    pub tells: Tells,
}

const ORIENTATION: u16 = 0x0112;
const ARTIST: u16 = 0x013b;
const COPYRIGHT: u16 = 0x8298;
const EXIF_FIELDS: u16 = 0x8769;
const POSITION_FIELDS: u16 = 0x8825;
const AUTHOR_IN_WINDOWS: u16 = 0x9c9d;
const OWNER: u16 = 0xa430;
const SERIALS: [u16; 3] = [0xa431, 0xa435, 0xc62f];
/// Entries of a directory that are looked at.
const MOST_ENTRIES: usize = 1000;

/// Reads a block: a little TIFF file.
pub fn read(tiff: &[u8]) -> Read {
    let mut read = Read { orientation: 1, tells: Tells::default() };
    let block = match tiff {
        [b'I', b'I', ..] => Block { bytes: tiff, little: true },
        [b'M', b'M', ..] => Block { bytes: tiff, little: false },
        _ => return read,
    };
    let Some(first) = block.long(4) else { return read };
    for (tag, at) in block.directory(first) {
        match tag {
            ORIENTATION => {
                let turn = block.short(at + 8).and_then(|turn| u8::try_from(turn).ok());
                read.orientation = turn.filter(|turn| (1..=8).contains(turn)).unwrap_or(1);
            }
            ARTIST | COPYRIGHT | AUTHOR_IN_WINDOWS => read.tells.name = true,
            POSITION_FIELDS => {
                // The first field is the version of the others; some cameras write it alone.
                let fields = block.long(at + 8).map(|at| block.directory(at)).unwrap_or_default();
                read.tells.position |= fields.iter().any(|(tag, _)| *tag != 0);
            }
            EXIF_FIELDS => {
                let fields = block.long(at + 8).map(|at| block.directory(at)).unwrap_or_default();
                read.tells.serial |= fields.iter().any(|(tag, _)| SERIALS.contains(tag));
                read.tells.name |= fields.iter().any(|(tag, _)| *tag == OWNER);
            }
            tag if SERIALS.contains(&tag) => read.tells.serial = true,
            _ => {}
        }
    }
    read
}

/// A block that says how the picture is turned.
pub fn turned(orientation: u8) -> [u8; 26] {
    let mut block = *b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x01\0\0\0\0\0\0";
    block[19] = orientation;
    block
}

/// What a block of XMP tells: it is looked through for the names of fields.
pub fn xmp(xml: &[u8]) -> Tells {
    let has = |name: &str| xml.windows(name.len()).any(|window| window == name.as_bytes());
    Tells {
        position: has("GPSLatitude") || has("GPSCoordinates"),
        serial: has("SerialNumber"),
        name: has("dc:creator") || has("OwnerName") || has("dc:rights"),
    }
}

/// What a block of Photoshop's with fields of IPTC tells: by-line, credit, rights.
pub fn iptc(block: &[u8]) -> Tells {
    let has = |field: u8| block.windows(3).any(|window| window == [0x1c, 2, field]);
    Tells { name: has(80) || has(110) || has(116), ..Tells::default() }
}

struct Block<'a> {
    bytes: &'a [u8],
    little: bool,
}

impl Block<'_> {
    fn short(&self, at: usize) -> Option<u16> {
        let bytes = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    }

    fn long(&self, at: usize) -> Option<usize> {
        let bytes = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        let long = if self.little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) };
        usize::try_from(long).ok()
    }

    /// The entries of a directory: the tag of each, and where it begins.
    fn directory(&self, at: usize) -> Vec<(u16, usize)> {
        let count = usize::from(self.short(at).unwrap_or(0)).min(MOST_ENTRIES);
        (0..count)
            .map_while(|number| {
                let entry = at.checked_add(2 + number * 12)?;
                self.bytes.get(entry..entry.checked_add(12)?)?;
                Some((self.short(entry)?, entry))
            })
            .collect()
    }
}
