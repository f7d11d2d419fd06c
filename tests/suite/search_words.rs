//! The index and the reader's browser cut texts into the same words: by the cases of
//! `tests/search/tokens.json`, which node runs as well, and by random texts given to both.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use retell::search::tokens::words;
use serde::Deserialize;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search")
}

fn cut(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    words(text, &mut |word| found.push(word.to_owned()));
    found
}

#[test]
fn words_are_cut_as_the_cases_say() {
    let cases = std::fs::read_to_string(folder().join("tokens.json")).unwrap();
    let cases: BTreeMap<String, Vec<(String, String)>> = serde_json::from_str(&cases).unwrap();
    assert!(cases.values().map(Vec::len).sum::<usize>() >= 200);
    let mut wrong = String::new();
    for (section, cases) in &cases {
        for (text, expected) in cases {
            let found = cut(text).join(" ");
            if found != *expected {
                writeln!(wrong, "{section}: {text:?} is {found:?}, not {expected:?}").unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What `cut.mjs` says.
#[derive(Deserialize)]
struct Answer {
    unicode: String,
    cut: Vec<Cut>,
}

#[derive(Deserialize)]
struct Cut {
    text: String,
    words: Vec<String>,
    placed: bool,
}

/// The same texts cut by the module that readers get; nothing if there is no Node, or too old a one.
fn cut_by_the_module(texts: &[String]) -> Option<Answer> {
    let script = folder().join("cut.mjs");
    let node = Command::new("node").arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut node = match node {
        Ok(node) => node,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        Err(error) => panic!("node does not start: {error}"),
    };
    let mut stdin = node.stdin.take().unwrap();
    let texts = serde_json::to_vec(texts).unwrap();
    // It reads all before it writes anything, unless it is too old.
    let given = stdin.write_all(&texts);
    drop(stdin);
    let answer = node.wait_with_output().unwrap();
    if answer.status.code() == Some(3) {
        return None;
    }
    assert!(answer.status.success(), "cut.mjs failed");
    given.unwrap();
    Some(serde_json::from_slice(&answer.stdout).unwrap())
}

/// Numbers that look random and are the same every time: the method of Marsaglia, "Xorshift RNGs", 2003.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }

    fn of<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// Characters that go wrong together, of which each text has some.
const NASTY: [&str; 14] = [
    "aAzZ019 _-.'\n\0",
    "éÉßẞæŒøŁđÐþıİIςΣσσſÅǿĳŉ½⅜²ªﬁﬃ",
    "\u{300}\u{301}\u{307}\u{308}\u{323}\u{328}\u{338}\u{345}\u{34f}\u{36f}",
    "\u{483}\u{591}\u{5b0}\u{64b}\u{653}\u{654}\u{655}\u{670}\u{1dc0}\u{20d0}\u{20dd}\u{fe20}\u{1e000}",
    "йЙёїўґ\u{456}\u{418}\u{438}\u{460}ԥѦ",
    "\u{915}\u{93c}\u{94d}\u{958}\u{93f}\u{9c7}\u{9be}\u{9d7}\u{9df}\u{b47}\u{b56}\u{bc6}\u{bbe}\u{bd7}\u{dd9}\u{dcf}",
    "\u{1100}\u{1112}\u{1161}\u{1175}\u{11a7}\u{11a8}\u{11c2}가각힣ㄱㄳㅏㅋ\u{3164}ﾡￂ\u{ffc3}\u{d7b0}\u{d7cb}\u{a960}",
    "がか\u{3099}は\u{309a}ｶﾞﾊﾟﾞﾟーｰ々〇〆〱ゟヿ・。、「",
    "東京都二〇㍿㈱㋀㌔㎏﨑\u{f900}\u{2f800}𠮷\u{30000}〡⼀⺀㊗",
    "กน้ำ\u{e31}\u{e33}\u{e4d}๑\u{e2f}ຂ\u{eb3}\u{ecd}ខ\u{17d2}មែ១\u{1000}\u{1039}\u{103c}\u{1025}\u{102e}ꩠ\u{116d0}",
    "\u{200b}\u{200c}\u{200d}\u{200e}\u{202e}\u{2060}\u{feff}\u{ad}\u{a0}\u{3000}\u{2028}\u{85}\u{e000}\u{fffd}",
    "👩🏽\u{fe0f}\u{20e3}🇳🇱🎉❤№™℃①⒈⑴ⓐⅣ🄰🅰\u{e0100}\u{fdfa}\u{fdf2}\u{fefb}",
    "𝐇𝟘𝒳𝛓𐐔𐐼𞤀𞤢\u{16d67}\u{16d68}\u{16d63}\u{113c2}\u{113b8}\u{11127}\u{11131}\u{1133e}\u{11347}\u{1d15e}",
    "“”‘’«»„…–—·\u{2bb}\u{2bc}×→§¿",
];

/// Blocks, so that one text has several characters of one script.
const BLOCK: u32 = 0x80;

fn random_text(numbers: &mut Numbers, nasty: &[Vec<char>]) -> String {
    let mut text = String::new();
    for _ in 0..=numbers.below(6) {
        // Most blocks that are in use are at the beginning.
        let planes = numbers.of(&[0x3000, 0x3000, 0x10000, 0x1_2000, 0x1_f000, 0x3_2000]);
        let block = numbers.below(planes) as u32 / BLOCK * BLOCK;
        let sample = numbers.below(nasty.len());
        let sort = numbers.below(3);
        for _ in 0..=numbers.below(9) {
            let c = match sort {
                0 => char::from_u32(block + numbers.below(BLOCK as usize) as u32),
                1 => Some(numbers.of(&nasty[sample])),
                _ => {
                    let sample = numbers.below(nasty.len());
                    Some(numbers.of(&nasty[sample]))
                }
            };
            text.extend(c);
        }
    }
    text
}

/// The version of Unicode that all who have a say in words know at least.
fn known_here() -> [u8; 3] {
    let (std, normal) = (char::UNICODE_VERSION, unicode_normalization::UNICODE_VERSION);
    std.min(normal).into()
}

#[test]
fn index_and_reader_cut_random_texts_alike() {
    let many = std::env::var("RETELL_TEXTS").ok().map_or(5_000, |many| many.parse().unwrap());
    let nasty: Vec<Vec<char>> = NASTY.iter().map(|sample| sample.chars().collect()).collect();
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let texts: Vec<String> = (0..many).map(|_| random_text(&mut numbers, &nasty)).collect();
    let Some(mut answer) = cut_by_the_module(&texts) else {
        assert!(
            std::env::var("RETELL_TESTS").as_deref() != Ok("all"),
            "there is no Node 20.19 or newer here"
        );
        println!(
            "NOT CHECKED: words in the browser, since there is no Node here: https://nodejs.org, 20.19 or newer"
        );
        return;
    };
    let version: Vec<u8> = answer.unicode.split('.').map(|part| part.parse().unwrap()).collect();
    if version.as_slice() > known_here().as_slice() {
        leave_out_what_is_new(&mut answer.cut);
    }
    answer.cut.retain(|theirs| !theirs.placed || theirs.words != cut(&theirs.text));
    answer.cut.sort_by_key(|theirs| theirs.text.chars().count());
    let mut wrong = String::new();
    for theirs in answer.cut.iter().take(5) {
        let (text, words) = (theirs.text.escape_unicode(), &theirs.words);
        writeln!(
            wrong,
            "{text}\n  index: {:?}\n  reader: {words:?}, in their places: {}",
            cut(&theirs.text),
            theirs.placed
        )
        .unwrap();
    }
    assert!(wrong.is_empty(), "{} of {many} texts, the shortest first:\n{wrong}", answer.cut.len());
}

/// Leaves out texts with a character that node knows and we do not yet. There is no way to ask for
/// those; they are among those that are cut otherwise if each stands by itself.
fn leave_out_what_is_new(cuts: &mut Vec<Cut>) {
    let mut characters: Vec<String> =
        cuts.iter().flat_map(|theirs| theirs.text.chars()).map(String::from).collect();
    characters.sort();
    characters.dedup();
    let alone = cut_by_the_module(&characters).map(|answer| answer.cut).unwrap_or_default();
    let new: Vec<char> = alone
        .iter()
        .filter(|theirs| theirs.words != cut(&theirs.text))
        .flat_map(|theirs| theirs.text.chars())
        .collect();
    cuts.retain(|theirs| !theirs.text.contains(new.as_slice()));
}
