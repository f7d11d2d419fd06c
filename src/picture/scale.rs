//! The same picture in a smaller size, in its own format, the right way up and in its own colours.
//!
//! The one home of the decoders and encoders. What a candidate holds is pixels and what their colours
//! mean; nothing of what the original tells is ever copied. Which widths are made is `plan`'s to say.

use std::io::Cursor;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, Resizer};
use image_webp::{WebPDecoder, WebPEncoder};
use jpeg_encoder::ChromaSubsamplingMethod;
use png::{BitDepth, Compression, Transformations};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::{Format, MOST_PIXELS, chunks, jpeg};

/// The quality of what is written as JPEG, of 100: high enough that readers see no difference on a page.
const QUALITY: u8 = 82;

/// Pixels in rows from the top, each of as many bytes as there are channels: grey, grey with
/// transparency, red green blue, or those with transparency.
struct Raster {
    width: u32,
    height: u32,
    channels: usize,
    bytes: Vec<u8>,
}

/// The picture in these widths, in their order. The error is a sentence's end: "it …".
pub fn narrower(bytes: &[u8], widths: &[u32]) -> Result<Vec<Vec<u8>>, String> {
    let facts = super::look(Cursor::new(bytes)).filter(|facts| facts.scales);
    let facts = facts.ok_or("is no picture that can be made smaller")?;
    let (original, profile) = match facts.format {
        Format::Jpeg => from_jpeg(bytes)?,
        Format::Png => from_png(bytes)?,
        Format::Webp => from_webp(bytes)?,
        _ => return Err("is of a format that is not made smaller".to_owned()),
    };
    let mut resizer = Resizer::new();
    widths
        .iter()
        .map(|width| {
            let narrow = turned(
                resized(&original, *width, facts.lies_on_its_side(), &mut resizer)?,
                facts.orientation,
            );
            match facts.format {
                Format::Jpeg => to_jpeg(&narrow, &profile),
                Format::Png => to_png(opaque(narrow), &profile),
                _ => to_webp(&narrow, profile.clone()),
            }
        })
        .collect()
}

fn broken(error: impl std::fmt::Display) -> String {
    format!("cannot be decoded ({error})")
}

fn check_size(width: u64, height: u64) -> Result<(), String> {
    if width * height > MOST_PIXELS {
        return Err(format!("has more than {} million pixels", MOST_PIXELS / 1_000_000));
    }
    Ok(())
}

fn from_jpeg(bytes: &[u8]) -> Result<(Raster, Vec<u8>), String> {
    let options = DecoderOptions::default().set_max_width(65_535).set_max_height(65_535);
    let mut decoder = JpegDecoder::new_with_options(Cursor::new(bytes), options);
    decoder.decode_headers().map_err(broken)?;
    let info = decoder.info().ok_or("has no head")?;
    check_size(info.width.into(), info.height.into())?;
    let (space, channels) = if info.components == 1 { (ColorSpace::Luma, 1) } else { (ColorSpace::RGB, 3) };
    decoder.set_options(options.jpeg_set_out_colorspace(space));
    let pixels = decoder.decode().map_err(broken)?;
    Raster::new(info.width.into(), info.height.into(), channels, pixels)
        .map(|raster| (raster, jpeg::profile(bytes)))
}

fn from_png(bytes: &[u8]) -> Result<(Raster, Vec<u8>), String> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let info = decoder.read_header_info().map_err(broken)?;
    check_size(info.width.into(), info.height.into())?;
    let mut reader = decoder.read_info().map_err(broken)?;
    let mut pixels = vec![0; reader.output_buffer_size().ok_or("is too large")?];
    let frame = reader.next_frame(&mut pixels).map_err(broken)?;
    let channels = frame.color_type.samples();
    pixels.truncate(frame.buffer_size());
    Raster::new(frame.width, frame.height, channels, pixels).map(|raster| (raster, chunks::colours(bytes)))
}

fn from_webp(bytes: &[u8]) -> Result<(Raster, Vec<u8>), String> {
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(broken)?;
    let (width, height) = decoder.dimensions();
    check_size(width.into(), height.into())?;
    let mut pixels = vec![0; decoder.output_buffer_size().ok_or("is too large")?];
    decoder.read_image(&mut pixels).map_err(broken)?;
    let channels = if decoder.has_alpha() { 4 } else { 3 };
    let profile = decoder.icc_profile().map_err(broken)?.unwrap_or_default();
    Raster::new(width, height, channels, pixels).map(|raster| (raster, profile))
}

impl Raster {
    fn new(width: u32, height: u32, channels: usize, bytes: Vec<u8>) -> Result<Raster, String> {
        let needed = (width as usize).saturating_mul(height as usize).saturating_mul(channels);
        if needed == 0 || bytes.len() != needed {
            return Err("has another size than it says".to_owned());
        }
        Ok(Raster { width, height, channels, bytes })
    }
}

/// The raster so that it is `width` wide as it is shown: if it lies on its side, so high.
fn resized(
    original: &Raster,
    width: u32,
    on_its_side: bool,
    resizer: &mut Resizer,
) -> Result<Raster, String> {
    let (across, along) =
        if on_its_side { (original.height, original.width) } else { (original.width, original.height) };
    if width == 0 || width >= across {
        return Err("is not wider than what is to be made of it".to_owned());
    }
    let high = (u64::from(along) * u64::from(width) + u64::from(across) / 2) / u64::from(across);
    let high = u32::try_from(high).unwrap_or(u32::MAX).max(1);
    let (to_width, to_height) = if on_its_side { (high, width) } else { (width, high) };
    let pixel = match original.channels {
        1 => PixelType::U8,
        2 => PixelType::U8x2,
        3 => PixelType::U8x3,
        _ => PixelType::U8x4,
    };
    let from = ImageRef::new(original.width, original.height, &original.bytes, pixel).map_err(broken)?;
    let mut to = Image::new(to_width, to_height, pixel);
    resizer.resize(&from, &mut to, None).map_err(broken)?;
    Raster::new(to_width, to_height, original.channels, to.into_vec())
}

/// The raster the right way up, as Exif counts the ways.
fn turned(raster: Raster, orientation: u8) -> Raster {
    if !(2..=8).contains(&orientation) {
        return raster;
    }
    let (width, height) = (raster.width as usize, raster.height as usize);
    let (to_width, to_height) = if orientation >= 5 { (height, width) } else { (width, height) };
    let mut bytes = Vec::with_capacity(raster.bytes.len());
    for y in 0..to_height {
        for x in 0..to_width {
            let (from_x, from_y) = match orientation {
                2 => (width - 1 - x, y),
                3 => (width - 1 - x, height - 1 - y),
                4 => (x, height - 1 - y),
                5 => (y, x),
                6 => (y, height - 1 - x),
                7 => (width - 1 - y, height - 1 - x),
                _ => (width - 1 - y, x),
            };
            let at = (from_y * width + from_x) * raster.channels;
            bytes.extend_from_slice(&raster.bytes[at..at + raster.channels]);
        }
    }
    Raster { width: to_width as u32, height: to_height as u32, channels: raster.channels, bytes }
}

/// Without transparency that is nowhere.
fn opaque(raster: Raster) -> Raster {
    let channels = raster.channels;
    if channels % 2 == 1
        || raster.bytes.iter().skip(channels - 1).step_by(channels).any(|alpha| *alpha != 255)
    {
        return raster;
    }
    let bytes =
        raster.bytes.chunks_exact(channels).flat_map(|pixel| &pixel[..channels - 1]).copied().collect();
    Raster { channels: channels - 1, bytes, ..raster }
}

fn to_jpeg(raster: &Raster, profile: &[u8]) -> Result<Vec<u8>, String> {
    let side = |side: u32| u16::try_from(side).map_err(|_| "is too long for a JPEG".to_owned());
    let (width, height) = (side(raster.width)?, side(raster.height)?);
    let mut out = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut out, QUALITY);
    encoder.set_progressive(true);
    encoder.set_optimized_huffman_tables(true);
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    let colours =
        if raster.channels == 1 { jpeg_encoder::ColorType::Luma } else { jpeg_encoder::ColorType::Rgb };
    encoder.encode(&raster.bytes, width, height, colours).map_err(broken)?;
    // The profile follows the block of JFIF, which has to be the first.
    let after = match out.get(2..6) {
        Some([0xff, 0xe0, high, low]) => 4 + usize::from(u16::from_be_bytes([*high, *low])),
        _ => 2,
    };
    out.splice(after..after, profile.iter().copied());
    Ok(out)
}

fn to_png(raster: Raster, colours: &[u8]) -> Result<Vec<u8>, String> {
    /// The signature and the first chunk.
    const HEAD: usize = 33;
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, raster.width, raster.height);
    encoder.set_color(match raster.channels {
        1 => png::ColorType::Grayscale,
        2 => png::ColorType::GrayscaleAlpha,
        3 => png::ColorType::Rgb,
        _ => png::ColorType::Rgba,
    });
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::High);
    let mut writer = encoder.write_header().map_err(broken)?;
    writer.write_image_data(&raster.bytes).map_err(broken)?;
    writer.finish().map_err(broken)?;
    out.splice(HEAD..HEAD, colours.iter().copied());
    Ok(out)
}

fn to_webp(raster: &Raster, profile: Vec<u8>) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let mut encoder = WebPEncoder::new(&mut out);
    encoder.set_icc_profile(profile);
    let colours =
        if raster.channels == 4 { image_webp::ColorType::Rgba8 } else { image_webp::ColorType::Rgb8 };
    encoder.encode(&raster.bytes, raster.width, raster.height, colours).map_err(broken)?;
    Ok(out)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub use tests::sample;
