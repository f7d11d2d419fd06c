//! What is taken out of pictures and what stays, format by format; what hostile files come to.

use proptest::prelude::*;

use super::*;

/// A block of Exif, by the byte order that cameras prefer: turned like this, with a position, a serial number,
/// a name, and words of a maker.
pub(super) fn telling(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II\x2a\0\x08\0\0\0".to_vec();
    let directory = |tiff: &mut Vec<u8>, entries: &[(u16, u16, u32, [u8; 4])]| {
        tiff.extend_from_slice(&(entries.len() as u16).to_le_bytes());
        for (tag, kind, count, value) in entries {
            tiff.extend_from_slice(&tag.to_le_bytes());
            tiff.extend_from_slice(&kind.to_le_bytes());
            tiff.extend_from_slice(&count.to_le_bytes());
            tiff.extend_from_slice(value);
        }
        tiff.extend_from_slice(&[0; 4]);
    };
    let (own, fields) = (8 + 2 + 4 * 12 + 4_u32, 2 + 12 + 4_u32);
    directory(
        &mut tiff,
        &[
            (0x0112, 3, 1, [orientation, 0, 0, 0]),
            (0x013b, 2, 4, *b"Ada\0"),
            (0x8769, 4, 1, own.to_le_bytes()),
            (0x8825, 4, 1, (own + fields).to_le_bytes()),
        ],
    );
    directory(&mut tiff, &[(0xa431, 2, 4, *b"S77\0")]);
    directory(&mut tiff, &[(1, 2, 2, *b"N\0\0\0")]);
    tiff.extend_from_slice(b"SECRET of the maker");
    tiff
}

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let mut segment = vec![0xff, marker];
    segment.extend_from_slice(&(body.len() as u16 + 2).to_be_bytes());
    segment.extend_from_slice(body);
    segment
}

const JFIF_BARE: &[u8] = b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0";
const HEAD: &[u8] = &[8, 0, 1, 0, 1, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];
const SCAN: &[u8] = &[3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0];

/// A JPEG of one scan, with these segments before it.
fn jpeg_with(segments: &[Vec<u8>]) -> Vec<u8> {
    let mut jpeg = vec![0xff, 0xd8];
    jpeg.extend(segments.concat());
    jpeg.extend(segment(0xdb, &[7; 65]));
    jpeg.extend(segment(0xc0, HEAD));
    jpeg.extend(segment(0xda, SCAN));
    jpeg.extend_from_slice(&[1, 2, 0xff, 0, 3, 0xff, 0xd1, 4, 0xff, 0xd9]);
    jpeg
}

fn exif_segment(orientation: u8) -> Vec<u8> {
    segment(0xe1, &[b"Exif\0\0".to_vec(), telling(orientation)].concat())
}

/// A JPEG as a telephone makes it.
fn photograph() -> Vec<u8> {
    let mut jpeg = jpeg_with(&[
        segment(0xe0, b"JFIF\0\x01\x02\0\0\x01\0\x01\x01\x01SECRET thumbnail"),
        exif_segment(6),
        segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SECRET</x:xmpmeta>"),
        segment(0xe2, b"MPF\0SECRET"),
        segment(0xe2, b"ICC_PROFILE\0\x01\x01colours"),
        segment(0xed, b"Photoshop 3.0\08BIM\x04\x04\0\0\0\0\0\x0c\x1c\x02\x50\0\x06SECRET"),
        segment(0xee, b"Adobe\0\x64\0\0\0\0\x01"),
        segment(0xe7, b"SECRET of a program"),
        segment(0xfe, b"SECRET comment"),
    ]);
    jpeg.extend_from_slice(b"SECRET second picture");
    jpeg
}

fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut chunk = (body.len() as u32).to_be_bytes().to_vec();
    chunk.extend_from_slice(name);
    chunk.extend_from_slice(body);
    chunk.extend_from_slice(b"sum.");
    chunk
}

fn png() -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, body) in [
        (b"IHDR", &b"\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0"[..]),
        (b"gAMA", b"\0\0\xb1\x8f"),
        (b"tEXt", b"Author\0SECRET"),
        (b"tIME", b"SECRET."),
        (b"iCCP", b"colours"),
        (b"IDAT", b"pixels"),
        (b"eXIf", &telling(8)),
        (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0SECRET exif:GPSLatitude"),
        (b"prVt", b"SECRET"),
        (b"IEND", b""),
    ] {
        png.extend(chunk(name, body));
    }
    png.extend_from_slice(b"SECRET");
    png
}

fn webp() -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    for (name, inside) in [
        (b"VP8X", &[0x2c, 0, 0, 0, 1, 0, 0, 1, 0, 0][..]),
        (b"ICCP", b"colours."),
        (b"VP8L", b"pixels"),
        (b"EXIF", &telling(3)),
        (b"XMP ", b"SECRET"),
        (b"SECR", b"ET"),
    ] {
        body.extend_from_slice(name);
        body.extend_from_slice(&(inside.len() as u32).to_le_bytes());
        body.extend_from_slice(inside);
        body.extend_from_slice(&[0][..inside.len() % 2]);
    }
    [b"RIFF".to_vec(), (body.len() as u32).to_le_bytes().to_vec(), body, b"SECRET".to_vec()].concat()
}

fn gif() -> Vec<u8> {
    [
        &b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff"[..],
        b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0",
        b"\x21\xfe\x06SECRET\0",
        b"\x21\xff\x0bXMP DataXMP\x06SECRET\0",
        b"\x21\xf9\x04\0\0\0\0\0",
        b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0",
        b"\x3bSECRET",
    ]
    .concat()
}

fn a_box(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&(body.len() as u32 + 8).to_be_bytes()[..], name, body].concat()
}

/// An AVIF with an item of pixels, one of Exif and one of XMP.
fn avif() -> Vec<u8> {
    let info = |id: u8, name: &[u8; 4], rest: &[u8]| {
        a_box(b"infe", &[&[2, 0, 0, 0, 0, id, 0, 0][..], name, rest].concat())
    };
    let exif = [&[0, 0, 0, 0][..], &telling(1)].concat();
    let parts: [&[u8]; 3] = [b"pixels", &exif, b"<x:xmpmeta>SECRET exif:GPSLatitude"];
    let make = |data: u32| {
        let mut places = vec![1, 0, 0, 0, 0x44, 0, 0, 3];
        let mut at = data;
        for (number, part) in parts.iter().enumerate() {
            places.extend_from_slice(&[0, number as u8 + 1, 0, 0, 0, 0, 0, 1]);
            places.extend_from_slice(&at.to_be_bytes());
            places.extend_from_slice(&(part.len() as u32).to_be_bytes());
            at += part.len() as u32;
        }
        let infos = [
            &[0, 0, 0, 0, 0, 3][..],
            &info(1, b"av01", b"\0"),
            &info(2, b"Exif", b"\0"),
            &info(3, b"mime", b"\0application/rdf+xml\0"),
        ];
        let meta = [&[0; 4][..], &a_box(b"iinf", &infos.concat()), &a_box(b"iloc", &places)].concat();
        [a_box(b"ftyp", b"avif\0\0\0\0avifmif1"), a_box(b"meta", &meta)].concat()
    };
    let head = make(0).len() as u32 + 8;
    [make(head), a_box(b"mdat", &parts.concat()), a_box(b"uuid", b"SECRET")].concat()
}

fn jpeg_xl() -> Vec<u8> {
    [
        a_box(b"JXL ", b"\r\n\x87\n"),
        a_box(b"ftyp", b"jxl \0\0\0\0jxl "),
        a_box(b"Exif", &[&[0; 4][..], &telling(1)].concat()),
        a_box(b"xml ", b"SECRET"),
        a_box(b"jxlc", b"pixels"),
        a_box(b"brob", b"SECRET"),
    ]
    .concat()
}

fn all() -> Vec<(Format, Vec<u8>)> {
    vec![
        (Format::Jpeg, photograph()),
        (Format::Png, png()),
        (Format::Webp, webp()),
        (Format::Gif, gif()),
        (Format::Heif, avif()),
        (Format::JpegXl, jpeg_xl()),
    ]
}

fn holds(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}

fn facts(bytes: &[u8]) -> Facts {
    look(Cursor::new(bytes)).unwrap()
}

#[test]
fn nothing_is_left_of_what_a_picture_tells_in_any_format() {
    for (format, picture) in all() {
        let before = facts(&picture);
        assert_eq!((before.format, before.whole), (format, true));
        assert!(holds(&picture, b"SECRET"), "{format:?}");
        let clean = clean(&picture);
        assert!(!holds(&clean, b"SECRET"), "{format:?}: {}", String::from_utf8_lossy(&clean));
        for told in [&b"S77"[..], b"Ada\0", b"GPSLatitude"] {
            assert!(!holds(&clean, told), "{format:?}");
        }
        let after = facts(&clean);
        assert_eq!((after.format, after.whole, after.tells.any()), (format, true, false));
        assert_eq!(after.orientation, before.orientation, "{format:?}");
    }
}

#[test]
fn pixels_colours_and_movement_stay_byte_for_byte() {
    let stay: [(&[u8], &[&[u8]]); 5] = [
        (
            &photograph(),
            &[
                b"ICC_PROFILE\0\x01\x01colours",
                b"Adobe",
                b"JFIF",
                &[1, 2, 0xff, 0, 3, 0xff, 0xd1, 4, 0xff, 0xd9],
            ],
        ),
        (&png(), &[b"pixelssum.", b"gAMA\0\0\xb1\x8fsum.", b"iCCPcolours"]),
        (&webp(), &[b"VP8L\x06\0\0\0pixels", b"ICCP\x08\0\0\0colours."]),
        (&gif(), &[b"NETSCAPE2.0\x03\x01\0\0\0", b"\x02\x02\x44\x01\0\x3b"]),
        (&avif(), &[b"pixels"]),
    ];
    for (picture, parts) in stay {
        let clean = clean(picture);
        for part in parts {
            assert!(holds(&clean, part), "{}", String::from_utf8_lossy(part));
        }
    }
    // Places are named by number there.
    assert_eq!(clean(&avif()).len(), avif().len());
}

#[test]
fn what_tells_nothing_stays_as_it_is() {
    let plain = jpeg_with(&[segment(0xe0, JFIF_BARE)]);
    assert!(matches!(clean(&plain), Cow::Borrowed(same) if same == plain));
    for foreign in [&b""[..], b"no picture at all", b"\xff\xd8", b"II\x2a\0SECRET"] {
        assert!(matches!(clean(foreign), Cow::Borrowed(same) if same == foreign));
    }
}

#[test]
fn what_is_told_is_known_without_reading_the_pixels() {
    for (format, picture) in all().into_iter().filter(|(format, _)| *format != Format::Gif) {
        let tells = facts(&picture).tells;
        assert!(tells.position && tells.serial && tells.name, "{format:?}: {tells:?}");
    }
    assert_eq!(facts(&photograph()).orientation, 6);
    assert_eq!(facts(&jpeg_with(&[exif_segment(1)])).orientation, 1);
    assert_eq!(facts(&jpeg_with(&[exif_segment(77)])).orientation, 1);
}

#[test]
fn a_picture_the_right_way_up_gets_no_block_that_says_so() {
    assert_eq!(clean(&jpeg_with(&[exif_segment(1)])).as_ref(), jpeg_with(&[]));
}

#[test]
fn only_what_stands_still_and_can_be_written_again_is_made_smaller() {
    assert!(facts(&photograph()).scales && facts(&png()).scales && facts(&webp()).scales);
    assert!(!facts(&gif()).scales && !facts(&avif()).scales);
    let moving = [&png()[..33], &chunk(b"acTL", &[0; 8]), &png()[33..]].concat();
    assert!(!facts(&moving).scales);
    let mut for_printers = jpeg_with(&[]);
    let at = for_printers.windows(HEAD.len()).position(|window| window == HEAD).unwrap();
    for_printers[at + 5] = 4;
    assert!(!facts(&for_printers).scales);
}

#[test]
fn a_file_that_is_cut_off_gives_its_beginning_and_never_what_was_hidden() {
    for (format, picture) in all() {
        for end in 0..picture.len() {
            let clean_cut = clean(&picture[..end]);
            assert!(clean_cut.len() <= end + exif::LONGEST, "{format:?} at {end}");
            // A format that is known by its first bytes; boxes are found by a table that may be cut off.
            if end >= 16 && format != Format::Heif {
                assert!(!holds(&clean_cut, b"SECRET"), "{format:?} at {end}");
            }
            assert_eq!(clean(&clean_cut), clean_cut, "{format:?} at {end}");
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_panic_grow_or_change_at_a_second_time(
        which in 0_usize..6,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in any::<prop::sample::Index>(),
        more in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let (_, mut picture) = all().swap_remove(which);
        for (place, byte) in changes {
            let at = place.index(picture.len());
            picture[at] = byte;
        }
        let at = cut.index(picture.len());
        picture.splice(at..at, more);
        let once = clean(&picture).into_owned();
        prop_assert!(once.len() <= picture.len() + exif::LONGEST);
        prop_assert_eq!(&*clean(&once), &*once);
        let _ = look(Cursor::new(&picture));
        let _ = narrower(&picture, &[1]);
    }

    #[test]
    fn a_block_of_exif_of_any_bytes_is_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut block = bytes;
        let turn = exif::read(&block).orientation;
        prop_assert!((1..=8).contains(&turn));
        block.splice(0..0, *b"II\x2a\0\x08\0\0\0");
        let _ = exif::read(&block);
    }
}
