//! A colour as themes and settings write it, and how well it can be read on another one.

use std::fmt;

/// Ends the sentence "`accent` …" of what is no colour.
pub const WANTED: &str = "is no colour: write three or six digits, 0 to f, after a `#`, like \"#7a1f1f\"";

/// In how many steps a colour is made lighter or darker.
const STEPS: u32 = 40;

/// Red, green and blue, as sRGB has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour([u8; 3]);

impl Colour {
    /// Reads `#7a1f1f`, or `#723` for `#772233`.
    pub fn parse(written: &str) -> Option<Colour> {
        let digits = written.trim().strip_prefix('#')?;
        let value = |at: usize| digits.chars().nth(at)?.to_digit(16).map(|digit| digit as u8);
        let part = |part: usize| match digits.len() {
            3 => Some(value(part)? * 17),
            6 => Some(value(2 * part)? * 16 + value(2 * part + 1)?),
            _ => None,
        };
        Some(Colour([part(0)?, part(1)?, part(2)?]))
    }

    /// The contrast with another colour, from 1 (none) to 21 (WCAG 2.2, "contrast ratio").
    pub fn contrast(self, other: Colour) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// The nearest shade of this colour that has such a contrast on a ground: lighter on a dark one,
    /// darker on a light one, as vivid as it was; at last white or black.
    pub fn readable_on(self, ground: Colour, contrast: f64) -> Colour {
        let [hue, saturation, lightness] = self.hsl();
        let end = if ground.luminance() < 0.18 { 1.0 } else { 0.0 };
        let shade = |step: u32| match step {
            // What can be read stays as it is, to the last digit.
            0 => self,
            _ => {
                let way = f64::from(step) / f64::from(STEPS);
                Colour::of_hsl(hue, saturation, lightness + (end - lightness) * way)
            }
        };
        (0..STEPS).map(shade).find(|shade| shade.contrast(ground) >= contrast).unwrap_or_else(|| shade(STEPS))
    }

    /// Hue in sixths of the circle, saturation and lightness from 0 to 1 (CSS Color 4, section 7).
    fn hsl(self) -> [f64; 3] {
        let [red, green, blue] = self.0.map(|part| f64::from(part) / 255.0);
        let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
        let (lightness, range) = (f64::midpoint(most, least), most - least);
        if range == 0.0 {
            return [0.0, 0.0, lightness];
        }
        let saturation = (most - lightness) / lightness.min(1.0 - lightness);
        let hue = if most == red {
            (green - blue) / range + if green < blue { 6.0 } else { 0.0 }
        } else if most == green {
            (blue - red) / range + 2.0
        } else {
            (red - green) / range + 4.0
        };
        [hue, saturation, lightness]
    }

    /// The other way round.
    fn of_hsl(hue: f64, saturation: f64, lightness: f64) -> Colour {
        let reach = saturation * lightness.min(1.0 - lightness);
        let part = |offset: f64| {
            let at = (offset + hue * 2.0) % 12.0;
            let value = lightness - reach * (at - 3.0).min(9.0 - at).clamp(-1.0, 1.0);
            (value * 255.0).round() as u8
        };
        Colour([part(0.0), part(8.0), part(4.0)])
    }

    /// How bright it is, from 0 to 1 (WCAG 2.2, "relative luminance").
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(written: &str) -> Colour {
        Colour::parse(written).unwrap_or_else(|| panic!("{written} is no colour"))
    }

    #[test]
    fn a_colour_has_three_or_six_digits() {
        assert_eq!(colour("#7A1f1F").to_string(), "#7a1f1f");
        assert_eq!(colour("#723").to_string(), "#772233");
        for wrong in ["7a1f1f", "#7a1f1", "#ggg", "red", "#", "", "#\u{e4}\u{e4}\u{e4}", "#7a1f1fff"] {
            assert_eq!(Colour::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn hue_and_lightness_lead_back_to_the_colour() {
        for written in
            ["#7a1f1f", "#0b5a63", "#86d3d6", "#00ff00", "#1234ff", "#808080", "#ffffff", "#ff00fe"]
        {
            let [hue, saturation, lightness] = colour(written).hsl();
            assert_eq!(Colour::of_hsl(hue, saturation, lightness).to_string(), written);
        }
    }

    #[test]
    fn black_on_white_has_the_greatest_contrast() {
        assert!((colour("#000").contrast(colour("#fff")) - 21.0).abs() < 0.001);
        assert!((colour("#777").contrast(colour("#fff")) - 4.48).abs() < 0.01);
        assert!((colour("#123456").contrast(colour("#123456")) - 1.0).abs() < 0.001);
    }

    #[test]
    fn a_shade_keeps_away_from_its_ground_and_else_stays_as_it_is() {
        let dark = colour("#16181b");
        let light = colour("#7a1f1f").readable_on(dark, 7.0);
        assert!(light.contrast(dark) >= 7.0, "{light}");
        assert_eq!(light.to_string(), "#e28d8d");
        assert_eq!(colour("#7a1f1f").readable_on(colour("#fff"), 4.5), colour("#7a1f1f"));
        assert_eq!(colour("#ffff00").readable_on(colour("#777"), 20.0), colour("#000"));
    }
}
