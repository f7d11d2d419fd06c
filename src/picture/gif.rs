//! GIF: blocks, of which comments and what programs add go.

use std::io::{BufRead, Seek};

use super::Walk;
use super::input::Input;

/// Blocks of programs that change what is seen: how often it moves, and its colours.
const APPLICATIONS: [&[u8; 11]; 3] = [b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"];

/// Walks through a GIF.
pub fn walk<R: BufRead + Seek>(input: &mut Input<R>) -> Walk {
    let mut walk = Walk::default();
    if blocks(input, &mut walk).is_none() {
        // Cut off: a picture of which the beginning is there is shown as far as it goes.
        walk.damaged = true;
    }
    walk
}

fn blocks<R: BufRead + Seek>(input: &mut Input<R>, walk: &mut Walk) -> Option<()> {
    input.skip(10)?;
    colours(input)?;
    walk.keep(0, input.at());
    loop {
        let start = input.at();
        match input.byte()? {
            0x2c => {
                let whole = picture(input);
                walk.keep(start, input.at());
                whole?;
            }
            0x21 => {
                let label = input.byte()?;
                let stays = match label {
                    0xf9 | 0x01 => true,
                    0xff => {
                        let head = input.peek(12)?;
                        head.first() == Some(&11)
                            && APPLICATIONS.iter().any(|known| head.get(1..) == Some(known.as_slice()))
                    }
                    _ => false,
                };
                parts(input)?;
                if stays {
                    walk.keep(start, input.at());
                }
            }
            0x3b => {
                walk.keep(start, input.at());
                return Some(());
            }
            _ => return None,
        }
    }
}

fn picture<R: BufRead + Seek>(input: &mut Input<R>) -> Option<()> {
    input.skip(8)?;
    let flags = input.byte()?;
    if flags & 0x80 != 0 {
        input.skip(3 << ((flags & 7) + 1))?;
    }
    input.skip(1)?;
    parts(input)
}

/// Passes over the rest of the head and its table of colours.
fn colours<R: BufRead + Seek>(input: &mut Input<R>) -> Option<()> {
    let flags = input.byte()?;
    input.skip(2)?;
    if flags & 0x80 != 0 {
        input.skip(3 << ((flags & 7) + 1))?;
    }
    Some(())
}

/// Passes over the parts of a block, up to the empty one.
fn parts<R: BufRead + Seek>(input: &mut Input<R>) -> Option<()> {
    loop {
        match input.byte()? {
            0 => return Some(()),
            len => input.skip(u64::from(len))?,
        }
    }
}
