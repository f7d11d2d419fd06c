//! From SVG to PNG.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};

use super::{font, layout};

// One font, and never those of the machine.
static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(font::FILE.to_vec());
    Arc::new(fonts)
});

/// Colours of which a palette has room for no more.
const PALETTE: usize = 256;

/// Draws a card. The error says what could not be done; it is a mistake of ours.
pub fn png(svg: &str) -> Result<Vec<u8>, String> {
    // A text of a family that is not there would be left out without a word: this one always is.
    let options =
        Options { fontdb: Arc::clone(&FONTS), font_family: font::FAMILY.to_owned(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|error| format!("the SVG cannot be read ({error})"))?;
    let mut pixels = Pixmap::new(layout::WIDTH, layout::HEIGHT).ok_or("there is no room for the pixels")?;
    resvg::render(&tree, Transform::default(), &mut pixels.as_mut());
    // Paper covers all of it, so no pixel lets anything through.
    let colours = pixels.data().chunks_exact(4).map(|pixel| [pixel[0], pixel[1], pixel[2]]);
    write(&colours.collect::<Vec<_>>()).map_err(|error| format!("the PNG cannot be written ({error})"))
}

/// A PNG of these pixels. A card has some eighty colours, and so a palette.
fn write(pixels: &[[u8; 3]]) -> Result<Vec<u8>, png::EncodingError> {
    // Nearly every pixel is like the one before it, and need not be looked up.
    let runs = || pixels.chunk_by(|a, b| a == b);
    let mut palette: BTreeMap<[u8; 3], u8> = BTreeMap::new();
    for run in runs() {
        if palette.len() <= PALETTE {
            palette.insert(run[0], 0);
        }
    }
    let indexed = palette.len() <= PALETTE;
    for (place, (_, index)) in (0_u8..=255).zip(palette.iter_mut()) {
        *index = place;
    }
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, layout::WIDTH, layout::HEIGHT);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Balanced);
    if indexed {
        encoder.set_color(ColorType::Indexed);
        encoder.set_palette(palette.keys().flatten().copied().collect::<Vec<u8>>());
        // What is filtered is how colours differ, and their places in a palette say nothing of that.
        encoder.set_filter(Filter::NoFilter);
    } else {
        encoder.set_color(ColorType::Rgb);
    }
    let bytes: Vec<u8> = if indexed {
        let index = |run: &[[u8; 3]]| palette.get(&run[0]).copied().unwrap_or_default();
        runs().flat_map(|run| std::iter::repeat_n(index(run), run.len())).collect()
    } else {
        pixels.iter().flatten().copied().collect()
    };
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&bytes)?;
    writer.finish()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::super::facts::Facts;
    use super::*;

    /// The colours of a card, row by row.
    fn drawn(facts: &Facts) -> Vec<[u8; 3]> {
        let file = png(&layout::svg(facts)).unwrap();
        let mut decoder = ::png::Decoder::new(std::io::Cursor::new(&file));
        decoder.set_transformations(::png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bytes).unwrap();
        assert_eq!((info.width, info.height), (layout::WIDTH, layout::HEIGHT));
        bytes.chunks_exact(3).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect()
    }

    fn story(title: &str) -> Facts {
        Facts {
            title: title.to_owned(),
            kind: "story".to_owned(),
            sort: "Story".to_owned(),
            authors: vec!["Nele Vogt".to_owned()],
            date: "5 March 2026".to_owned(),
            site: "Ebb & Relay".to_owned(),
            place: "ebb.example/".to_owned(),
            ..Facts::default()
        }
    }

    /// How many pixels are not paper in these rows and columns.
    fn ink(pixels: &[[u8; 3]], rows: std::ops::Range<usize>, columns: std::ops::Range<usize>) -> usize {
        let row = |row: usize| &pixels[row * layout::WIDTH as usize..][columns.clone()];
        rows.flat_map(|at| row(at).iter()).filter(|pixel| **pixel != PAPER).count()
    }

    const PAPER: [u8; 3] = [0xfb, 0xfa, 0xf7];

    #[test]
    fn each_line_of_a_card_is_there_and_the_margins_are_free() {
        let pixels = drawn(&story("The tide table was right"));
        assert_eq!(pixels[0], PAPER);
        assert_eq!(pixels[75 * layout::WIDTH as usize + 600], [0x8f, 0x3d, 0x10], "the rule is the story's");
        for (what, rows) in [("sort", 110..140), ("title", 170..390), ("made", 465..500), ("foot", 545..580)]
        {
            assert!(ink(&pixels, rows, 88..600) > 500, "{what} is missing");
        }
        assert!(ink(&pixels, 545..580, 900..1112) > 500, "the address is missing");
        assert_eq!(ink(&pixels, 0..630, 0..80) + ink(&pixels, 0..630, 1115..1200), 0);
        assert_eq!(ink(&pixels, 0..70, 0..1200) + ink(&pixels, 590..630, 0..1200), 0);
    }

    #[test]
    fn a_card_has_a_palette_and_stays_small() {
        let file = png(&layout::svg(&story("The tide table was right"))).unwrap();
        assert!(file.windows(4).any(|chunk| chunk == b"PLTE"));
        assert!(file.len() < 30_000, "{} bytes", file.len());
    }

    #[test]
    fn any_title_gives_a_card_that_keeps_its_margins() {
        let zalgo = format!("e{}", "\u{301}".repeat(2000));
        for title in [
            "",
            "   \u{200b}\t",
            "\u{0}\u{7}\u{1b}[31m",
            "🔥👩‍🚒🏳️‍🌈",
            &"x".repeat(10_000),
            &"Wm ".repeat(4_000),
            &zalgo,
            "\u{202e}desrever",
            "<text>&amp;]]></svg>",
            "静かな修理",
        ] {
            let pixels = drawn(&story(title));
            let beside = ink(&pixels, 0..630, 0..80) + ink(&pixels, 0..630, 1118..1200);
            assert_eq!(beside, 0, "{:?} runs into the margin", title.chars().take(20).collect::<String>());
            assert_eq!(ink(&pixels, 425..460, 0..1200), 0, "the title runs into what is below");
        }
        drawn(&Facts::default());
    }
}
