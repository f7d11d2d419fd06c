//! Narrower pictures, decoded again: sides, colours, which way up.

use super::*;
use crate::picture::tests::telling;

/// A picture that is red on the left and blue on the right.
fn colours(width: u32, height: u32) -> Raster {
    let pixel = |x: u32| if x < width / 2 { [250, 10, 10] } else { [10, 10, 250] };
    let bytes = (0..height).flat_map(|_| (0..width).flat_map(pixel)).collect();
    Raster { width, height, channels: 3, bytes }
}

fn jpeg_of(raster: &Raster, orientation: u8) -> Vec<u8> {
    let mut jpeg = to_jpeg(raster, b"\xff\xe2\0\x14ICC_PROFILE\0\x01\x01ends").unwrap();
    let exif = [b"Exif\0\0".to_vec(), telling(orientation)].concat();
    let head = [0xff, 0xe1, 0, exif.len() as u8 + 2];
    jpeg.splice(2..2, head.into_iter().chain(exif));
    jpeg
}

/// A photograph of these sides that tells what telephones tell, for tests elsewhere.
pub fn sample(width: u32, height: u32) -> Vec<u8> {
    jpeg_of(&colours(width, height), 1)
}

fn one(bytes: &[u8], width: u32) -> Vec<u8> {
    narrower(bytes, &[width]).unwrap().remove(0)
}

#[test]
fn a_jpeg_becomes_narrower_keeps_its_colours_and_tells_nothing() {
    let made = one(&jpeg_of(&colours(400, 200), 1), 100);
    let (raster, profile) = from_jpeg(&made).unwrap();
    assert_eq!((raster.width, raster.height), (100, 50));
    assert_eq!(profile, b"\xff\xe2\0\x14ICC_PROFILE\0\x01\x01ends");
    assert!(!made.windows(4).any(|window| window == b"Exif"));
    let (left, right) = (&raster.bytes[..3], &raster.bytes[297..300]);
    assert!(left[0] > 200 && left[2] < 60 && right[0] < 60 && right[2] > 200, "{left:?} {right:?}");
}

#[test]
fn a_picture_on_its_side_is_made_the_right_way_up() {
    // Turned clockwise, what was left is above.
    let made = one(&jpeg_of(&colours(400, 200), 6), 100);
    let (raster, _) = from_jpeg(&made).unwrap();
    assert_eq!((raster.width, raster.height), (100, 200));
    let (above, below) = (&raster.bytes[..3], &raster.bytes[raster.bytes.len() - 3..]);
    assert!(above[0] > 200 && below[2] > 200, "{above:?} {below:?}");
    assert_eq!(crate::picture::look(Cursor::new(&made)).unwrap().orientation, 1);
}

#[test]
fn each_way_to_turn_is_the_one_that_exif_means() {
    // 1 2
    // 3 4
    let raster = || Raster { width: 2, height: 2, channels: 1, bytes: vec![1, 2, 3, 4] };
    let ways = [
        (1, [1, 2, 3, 4]),
        (2, [2, 1, 4, 3]),
        (3, [4, 3, 2, 1]),
        (4, [3, 4, 1, 2]),
        (5, [1, 3, 2, 4]),
        (6, [3, 1, 4, 2]),
        (7, [4, 2, 3, 1]),
        (8, [2, 4, 1, 3]),
    ];
    for (orientation, expected) in ways {
        assert_eq!(turned(raster(), orientation).bytes, expected, "{orientation}");
    }
}

#[test]
fn a_png_keeps_its_transparency_and_what_its_colours_mean() {
    let bytes = (0..64 * 64).flat_map(|at| [9, 8, 7, (at % 64 * 4) as u8]).collect();
    let raster = Raster { width: 64, height: 64, channels: 4, bytes };
    let colours = b"\0\0\0\x04gAMA\0\0\xb1\x8f\x0b\xfc\x61\x05";
    let made = one(&to_png(raster, colours).unwrap(), 32);
    let (narrow, kept) = from_png(&made).unwrap();
    assert_eq!((narrow.width, narrow.height, narrow.channels), (32, 32, 4));
    assert_eq!(kept, colours);
    // What nothing shines through becomes plain colours.
    let solid = Raster { width: 64, height: 64, channels: 4, bytes: [9, 8, 7, 255].repeat(64 * 64) };
    assert_eq!(from_png(&one(&to_png(solid, b"").unwrap(), 32)).unwrap().0.channels, 3);
}

#[test]
fn a_webp_without_losses_stays_one() {
    let made = one(&to_webp(&colours(80, 40), b"profile.".to_vec()).unwrap(), 20);
    let (raster, profile) = from_webp(&made).unwrap();
    assert_eq!((raster.width, raster.height), (20, 10));
    assert_eq!(profile, b"profile.");
}

#[test]
fn nothing_is_made_wider_and_nothing_broken_is_made() {
    let jpeg = jpeg_of(&colours(40, 20), 1);
    assert!(narrower(&jpeg, &[40]).is_err());
    assert!(narrower(&jpeg, &[0]).is_err());
    assert!(narrower(b"GIF89a picture of text", &[1]).is_err());
    let mut broken = jpeg;
    broken.truncate(broken.len() / 3);
    let _ = narrower(&broken, &[10]);
}

#[test]
fn a_picture_of_too_many_pixels_is_not_decoded() {
    let mut huge = to_png(colours(8, 8), b"").unwrap();
    huge[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    // The sum of the first chunk, which says these sides.
    let sum = chunks::checksum(&huge[12..29]).to_be_bytes();
    huge[29..33].copy_from_slice(&sum);
    assert_eq!(narrower(&huge, &[480]).unwrap_err(), "has more than 64 million pixels");
}

#[test]
fn the_same_picture_gives_the_same_bytes() {
    let jpeg = jpeg_of(&colours(300, 300), 3);
    assert_eq!(narrower(&jpeg, &[200, 100]).unwrap(), [one(&jpeg, 200), one(&jpeg, 100)]);
}
