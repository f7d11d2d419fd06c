//! Pictures as they are published: without what they tell about people, and in several widths.

use std::fs;
use std::path::Path;

use crate::commands::{Ran, Site};

const STORY: &str = "+++\ntitle = \"The ferry\"\nsummary = \"S.\"\ndate = 2026-03-05\nauthors = [\"Nele\"]\nimage = { src = \"deck.jpg\", alt = \"A deck\" }\n+++\n\nIt began.\n\n![A quay](quay.jpg)\n\n![Small](small.jpg)\n\n[The chart](chart.png)\n\n<img src=\"quay.jpg\" alt=\"by hand\">\n";

/// A photograph of so many pixels, too varied to be light, on its side, with a position and a serial number.
fn photograph(width: u16, height: u16) -> Vec<u8> {
    let mut noise = 7_u32;
    let bytes: Vec<u8> = (0..usize::from(width) * usize::from(height) * 3)
        .map(|at| {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (at / 600) as u8 ^ (noise >> 27) as u8
        })
        .collect();
    let mut jpeg = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut jpeg, 80);
    encoder.encode(&bytes, width, height, jpeg_encoder::ColorType::Rgb).unwrap();
    // In the order of Exif: turned a quarter, where its fields are, where its position is; then these.
    let tiff =
        b"MM\0\x2a\0\0\0\x08\0\x03\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\x87\x69\0\x04\0\0\0\x01\0\0\0\x32\
        \x88\x25\0\x04\0\0\0\x01\0\0\0\x44\0\0\0\0\0\x01\xa4\x31\0\x02\0\0\0\x04S77\0\0\0\0\0\
        \0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0SECRET of the maker";
    let exif = [&b"Exif\0\0"[..], tiff].concat();
    let head = [0xff, 0xe1, 0, exif.len() as u8 + 2];
    jpeg.splice(2..2, head.into_iter().chain(exif));
    jpeg
}

fn site() -> Site {
    let site = Site::small();
    site.write("content/stories/ferry/index.md", STORY);
    fs::remove_file(site.path().join("content/stories/ferry.md")).unwrap();
    let put = |name: &str, bytes: &[u8]| {
        fs::write(site.path().join("content/stories/ferry").join(name), bytes).unwrap()
    };
    put("quay.jpg", &photograph(600, 1300));
    put("deck.jpg", &photograph(900, 700));
    put("small.jpg", &photograph(300, 400));
    put("chart.png", &photograph(300, 300));
    site
}

fn built(site: &Site, threads: &str) -> Ran {
    let ran = Ran::of(site.command(&["build"]).env("RAYON_NUM_THREADS", threads).output().unwrap());
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran
}

fn holding(site: &Site, words: &[u8]) -> Vec<String> {
    let files = site.files("public").into_iter();
    let holds = |bytes: &[u8]| bytes.windows(words.len()).any(|window| window == words);
    files.filter(|(_, bytes)| holds(bytes)).map(|(path, _)| path.display().to_string()).collect()
}

/// The words of a table without the room between its columns.
fn in_one_space(table: &str) -> String {
    table.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn size(bytes: &[u8]) -> (usize, usize) {
    let mut decoder = zune_jpeg::JpegDecoder::new(std::io::Cursor::new(bytes));
    decoder.decode_headers().unwrap();
    let info = decoder.info().unwrap();
    (info.width.into(), info.height.into())
}

#[test]
fn a_photograph_tells_nothing_in_any_file_and_stays_turned() {
    let site = site();
    built(&site, "2");
    for secret in [&b"SECRET"[..], b"S77"] {
        assert_eq!(holding(&site, secret), [""; 0]);
    }
    let files = site.files("public");
    let quay = &files[Path::new("stories/ferry/quay.jpg")];
    let before = photograph(600, 1300);
    // The pixels are those of the author, byte for byte; that it lies on its side is still said.
    let pixels = before.windows(2).position(|window| window == [0xff, 0xdb]).unwrap();
    assert!(quay.ends_with(&before[pixels..]));
    assert!(quay.windows(12).any(|window| window == b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"));
    // By its name it would be no JPEG.
    assert!(files[Path::new("stories/ferry/chart.png")].len() < photograph(300, 300).len());
}

#[test]
fn pages_name_the_widths_there_are_and_none_that_is_wider_than_the_picture() {
    let site = site();
    built(&site, "2");
    let page = site.read("public/stories/ferry/index.html");
    let img = |alt: &str| {
        let end = page.find(&format!("alt=\"{alt}\"")).unwrap_or_else(|| panic!("{alt}: {page}"));
        let start = page[..end].rfind("<img").unwrap();
        page[start..].split_inclusive('>').next().unwrap().to_owned()
    };
    let sizes = "sizes=\"(min-width: 40rem) 38rem, calc(100vw - 2rem)\"";
    let in_text = img("A quay");
    assert!(in_text.contains("width=\"1300\" height=\"600\""), "{in_text}");
    assert!(in_text.contains("srcset=\"/stories/ferry/quay.480w.jpg 480w, /stories/ferry/quay.800w.jpg 800w, /stories/ferry/quay.jpg 1300w\""), "{in_text}");
    assert!(in_text.contains(sizes) && !in_text.contains("lazy"), "{in_text}");
    let above = img("A deck");
    assert!(
        above.contains("srcset=\"/stories/ferry/deck.480w.jpg 480w, /stories/ferry/deck.jpg 700w\""),
        "{above}"
    );
    assert!(!above.contains("lazy"), "{above}");
    let small = img("Small");
    assert!(!small.contains("srcset") && small.contains("loading=\"lazy\""), "{small}");
    assert!(!img("by hand").contains("srcset"));
    let files = site.files("public");
    for (name, sides) in [("quay.480w", (480, 222)), ("quay.800w", (800, 369)), ("deck.480w", (480, 617))] {
        let made = &files[Path::new(&format!("stories/ferry/{name}.jpg"))];
        assert_eq!(size(made), sides, "{name}");
    }
    let all = files.keys().filter(|path| path.to_string_lossy().contains("w.jpg")).count();
    assert_eq!(all, 3);
    for (path, bytes) in files.iter().filter(|(path, _)| path.to_string_lossy().ends_with(".xml")) {
        assert!(!String::from_utf8_lossy(bytes).contains("srcset"), "{}", path.display());
    }
}

#[test]
fn a_second_build_writes_nothing_and_a_damaged_cache_changes_nothing() {
    let site = site();
    built(&site, "2");
    let first = site.files("public");
    assert!(built(&site, "1").err.contains(": 0 files written"));
    let kept = site.path().join(".retell/pictures");
    for (number, entry) in fs::read_dir(&kept).unwrap().enumerate() {
        fs::write(entry.unwrap().path(), &b"retell picture 1\nand no more"[..number * 5 % 28]).unwrap();
    }
    assert!(built(&site, "4").err.contains(": 0 files written"));
    fs::remove_dir_all(&kept).unwrap();
    fs::remove_dir_all(site.path().join("public")).unwrap();
    built(&site, "1");
    assert_eq!(site.files("public"), first);
}

#[test]
fn a_note_for_each_picture_says_what_was_left_out_and_the_plan_names_the_widths() {
    let site = site();
    let ran = site.run(&["check", "--verbose"]);
    assert!(
        ran.out.contains("this picture says where it was taken and the number of the camera"),
        "{}",
        ran.out
    );
    assert_eq!(ran.out.matches("note[picture-data]").count(), 4, "{}", ran.out);
    let plan = in_one_space(&site.run(&["plan"]).out);
    assert!(plan.contains("/stories/ferry/quay.800w.jpg picture, 800 wide"), "{plan}");
    // What an author has put there stays.
    let own = site.path().join("content/stories/ferry/quay.800w.jpg");
    fs::write(&own, photograph(20, 20)).unwrap();
    let plan = in_one_space(&site.run(&["plan"]).out);
    assert!(plan.contains("/stories/ferry/quay.480w.jpg picture, 480 wide"), "{plan}");
    assert!(!plan.contains("picture, 800 wide"), "{plan}");
}

#[test]
fn what_is_no_picture_by_what_it_holds_gets_a_warning() {
    let site = site();
    site.write("content/stories/ferry/small.jpg", "version https://git-lfs.github.com/spec/v1\n");
    let ran = site.run(&["check"]);
    assert!(ran.out.contains("this picture is no picture by what it holds"), "{}", ran.out);
    let cut = photograph(300, 400);
    fs::write(site.path().join("content/stories/ferry/small.jpg"), &cut[..300]).unwrap();
    let ran = site.run(&["check"]);
    assert!(ran.out.contains("this picture is damaged"), "{}", ran.out);
}
