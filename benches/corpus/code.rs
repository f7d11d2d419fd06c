//! Code in five languages: what stands there is not run by anybody, but it is coloured.

use std::fmt::Write as _;

use super::random::Random;

/// Some lines of code from three names and a number.
type Piece = fn(&[String; 3], usize) -> String;

/// Writes a fenced block; each three names make some lines of it.
pub fn block(text: &mut String, names: &[[String; 3]], random: &mut Random) {
    let languages: [(&str, Piece); 5] =
        [("rust", rust), ("python", python), ("yaml", yaml), ("sh", sh), ("json", json)];
    let (language, piece) = random.of(&languages);
    let _ = write!(text, "```{language}");
    let pieces: Vec<String> = names.iter().map(|three| piece(three, random.below(1_000))).collect();
    if language == "json" {
        let _ = write!(text, "\n[\n{}\n]", pieces.join(",\n"));
    } else {
        pieces.iter().for_each(|piece| {
            let _ = write!(text, "\n{piece}");
        });
    }
    text.push_str("\n```");
}

fn rust([one, two, three]: &[String; 3], number: usize) -> String {
    format!(
        "/// How much of {one} is left after {two}.\nfn {one}_{two}({three}: &[u32], most: u32) -> Option<u32> {{\n    \
         let mut {two} = {number};\n    for step in {three}.iter().filter(|step| **step < most) {{\n        \
         {two} = step.checked_add({two})?; // {one}\n    }}\n    println!(\"{one}: {{{two}}}\");\n    ({two} > 0).then_some({two})\n}}\n"
    )
}

fn python([one, two, three]: &[String; 3], number: usize) -> String {
    format!(
        "def {one}({two}, *, {three}=None):\n    \"\"\"Waits for {two}, at most {number} times.\"\"\"\n    \
         for attempt in range({number}):\n        if {two}.get(\"{three}\") is not None:\n            \
         return f\"{one} after {{attempt}} of {number}\"\n    raise TimeoutError(\"{two} {three}\")  # {one}\n"
    )
}

fn yaml([one, two, three]: &[String; 3], number: usize) -> String {
    format!(
        "{one}:\n  {two}: {number}\n  {three}:\n    - name: \"{one}-{two}\"\n      copies: {}\n      enabled: true\n  # {two} {three}\n  wait: {number}s",
        number % 9
    )
}

fn sh([one, two, three]: &[String; 3], number: usize) -> String {
    format!(
        "# {one} the {two}\nwhile read -r {two}; do\n  [ \"${two}\" = \"{three}\" ] && continue\n  \
         echo \"{one}: ${{{two}%%.*}}\" >> /var/log/{one}.log\ndone < <(tail -n {number} {three}.txt)\n"
    )
}

fn json([one, two, three]: &[String; 3], number: usize) -> String {
    format!(
        "  {{ \"{one}\": {{ \"{two}\": {number}, \"{three}\": [true, false, null] }}, \"note\": \"{three} {one}\" }}"
    )
}
