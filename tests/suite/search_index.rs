//! The files of a search index: what they hold, that they are the same for the same posts, and what of
//! them is made again.

mod reader;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use reader::{Entry, Read};
use retell::fingerprint::Fingerprint;
use retell::search::{self, Facet, Index, Memory, Post, Section, Settings, Synonym, tokens};

/// A post and its text.
type Text = (Post, Vec<Section>);

fn text(url: &str, date: &str, language: &str, title: &str, parts: &[(&str, &str)]) -> Text {
    let sections: Vec<Section> = (1..)
        .zip(parts)
        .map(|(n, (heading, text))| Section {
            anchor: format!("s{n}"),
            heading: (*heading).to_owned(),
            text: (*text).to_owned(),
        })
        .collect();
    let post = Post {
        url: url.to_owned(),
        title: title.to_owned(),
        kind: "story".to_owned(),
        date: date.to_owned(),
        language: language.to_owned(),
        people: Vec::new(),
        tags: Vec::new(),
        facets: Vec::new(),
        words: Vec::new(),
        weight: 1.0,
        text: Fingerprint::of(format!("{parts:?}").as_bytes()),
    };
    (post, sections)
}

fn facet(facet: &str, slug: &str, label: &str) -> Facet {
    Facet { facet: facet.to_owned(), slug: slug.to_owned(), label: label.to_owned() }
}

/// Many different words, most of them beginning with `w`, some in every text.
fn made_up(seed: u32, count: u32) -> String {
    let mut state = seed;
    let mut text = String::new();
    for n in 0..count {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let letters = [state >> 28, state >> 24 & 15, state >> 20 & 15, state >> 16 & 15];
        let word: String = letters.iter().map(|n| char::from(b'a' + *n as u8)).collect();
        text +=
            &if n % 3 == 0 { format!("{} ", &word[..3]) } else { format!("w{word}q{} ", state >> 14 & 3) };
    }
    text
}

/// A small site with a bit of everything.
fn site() -> Vec<Text> {
    let mut texts = vec![
        text(
            "b/",
            "2024-05-03",
            "en",
            "Queue backlog",
            &[("", "The queue. A café queue!"), ("Next", "東京都 runs 7 db_pool")],
        ),
        text(
            "a/",
            "2024-05-03",
            "en-GB",
            "Running late",
            &[("Why", "Run, runs, running. Queues were queued.")],
        ),
        text("c/", "", "en", "", &[]),
        text("d/", "2019-01-01", "nl", "De rij", &[("", "Lopen, loopt. De queue en de runs stoerung.")]),
        text("e/", "2020-02-02", "ar", "الكتاب", &[("", "كتاب")]),
        text("f/", "2020-02-02", "en", "한국어", &[("", "데이터베이스 🙂 &c <b>“quoted”</b>")]),
    ];
    for n in 0..4 {
        texts.push(text(
            &format!("w{n}/"),
            &format!("2021-01-0{n}"),
            "en",
            "Words",
            &[("", &made_up(n, 2500))],
        ));
    }
    texts[0].0.people = vec!["Ana Ünal".to_owned()];
    texts[0].0.tags = vec!["Caches".to_owned()];
    texts[0].0.words = vec!["10.1000/182".to_owned(), "1986".to_owned()];
    texts[0].0.facets = vec![facet("person", "ana", "Ana"), facet("year", "2024", "2024")];
    texts[1].0.facets =
        vec![facet("year", "2024", "2024"), facet("tag", "late", "Late"), facet("tag", "late", "Late")];
    texts[3].0.facets = vec![facet("tag", "late", "late"), facet("year", "2019", "2019")];
    texts
}

fn settings() -> Settings {
    Settings { language: "en".to_owned(), synonyms: Vec::new(), module: "export {};".into() }
}

/// The index of texts, and the addresses of those that were read.
fn index_with(texts: &[Text], settings: &Settings, memory: &Memory) -> (Index, Vec<String>) {
    let posts: Vec<Post> = texts.iter().map(|text| text.0.clone()).collect();
    let read = Mutex::new(Vec::new());
    let sections = |place: usize| {
        read.lock().unwrap().push(posts[place].url.clone());
        texts[place].1.clone()
    };
    let index = search::index(&posts, &sections, settings, memory);
    (index, read.into_inner().unwrap())
}

fn index(texts: &[Text]) -> Index {
    index_with(texts, &settings(), &Memory::default()).0
}

fn words(text: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    tokens::words(text, &mut |word| {
        all.insert(word.to_owned());
    });
    all
}

/// Texts in order of their ids.
fn by_id(texts: &[Text]) -> Vec<&Text> {
    let mut texts: Vec<&Text> = texts.iter().collect();
    texts.sort_by_key(|text| (&text.0.date, &text.0.url));
    texts
}

/// The words of a post.
fn words_of((post, sections): &Text) -> BTreeSet<String> {
    let mut all = words(&post.title);
    for section in sections {
        all.extend(words(&section.heading));
        all.extend(words(&section.text));
    }
    for chosen in post.people.iter().chain(&post.tags).chain(&post.words) {
        all.extend(words(chosen));
    }
    all
}

#[test]
fn the_files_give_back_exactly_the_words_of_each_post() {
    let texts = site();
    let read = Read::index(&index(&texts));
    let mut forms: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for word in read.words() {
        forms.entry(read.leader(word).unwrap_or(word)).or_default().insert(word);
    }
    let all: Vec<BTreeSet<String>> = by_id(&texts).into_iter().map(words_of).collect();
    for (leader, forms) in &forms {
        let has = |words: &BTreeSet<String>| forms.iter().any(|form| words.contains(*form));
        let expected: Vec<u32> = (0..).zip(&all).filter(|(_, words)| has(words)).map(|(id, _)| id).collect();
        let found = read.posts_of(leader).unwrap().iter().map(|posting| posting.0);
        assert_eq!(found.collect::<Vec<u32>>(), expected, "{leader}: {forms:?}");
        assert_eq!(forms.first(), Some(leader), "a leader is the first of its forms");
    }
    let expected: BTreeSet<&str> = all.iter().flatten().map(String::as_str).collect();
    assert_eq!(read.words(), expected.into_iter().collect::<Vec<_>>(), "ascending, each once");
    for word in read.words() {
        assert!(read.posts_of(word).is_some(), "{word} is not where it is looked for");
    }
    assert_eq!(read.posts_of("aa"), None);
    assert_eq!(read.posts_of("zzzz"), None);
}

#[test]
fn shards_end_past_their_size_and_where_the_first_byte_changes() {
    let read = Read::index(&index(&site()));
    let bucket = |word: &str| if word.as_bytes()[0].is_ascii_digit() { b'0' } else { word.as_bytes()[0] };
    let mut cut_by_size = 0;
    for (number, (first, size, entries)) in read.shards.iter().enumerate() {
        assert_eq!(first, &entries[0].0);
        assert!(entries.iter().all(|entry| bucket(&entry.0) == bucket(first)));
        // No entry of this site is longer than 400 bytes.
        assert!(*size <= 12 * 1024 + 400, "{first}: {size}");
        if read.shards.get(number + 1).is_some_and(|next| bucket(&next.0) == bucket(first)) {
            assert!(*size > 12 * 1024, "{first}: {size}");
            cut_by_size += 1;
        }
    }
    assert!(cut_by_size > 2, "{cut_by_size}");
    assert!(read.shards.len() > cut_by_size + 20);
}

#[test]
fn ids_rise_with_day_and_address_and_posts_without_a_day_are_first() {
    let read = Read::index(&index(&site()));
    let urls: Vec<&str> = read.posts.iter().map(|post| post["u"].as_str().unwrap()).collect();
    assert_eq!(urls, ["c/", "d/", "e/", "f/", "w0/", "w1/", "w2/", "w3/", "a/", "b/"]);
}

#[test]
fn a_post_is_given_for_excerpts_as_it_reads() {
    let read = Read::index(&index(&site()));
    let expected = serde_json::json!({
        "u": "b/", "t": "Queue backlog", "k": "story", "d": "2024-05-03", "l": "en",
        "p": ["Ana Ünal"], "g": ["Caches"],
        "s": [["s1", "", "The queue. A café queue!"], ["s2", "Next", "東京都 runs 7 db_pool"]],
    });
    assert_eq!(read.posts[9], expected);
    assert_eq!(read.posts[0]["s"], serde_json::json!([]));
}

#[test]
fn filters_list_each_value_once_under_its_newest_label() {
    let read = Read::index(&index(&site()));
    let row = |facet: &str, slug: &str, label: &str, ids: &[u32]| {
        (facet.to_owned(), slug.to_owned(), label.to_owned(), ids.to_vec())
    };
    let expected = [
        row("person", "ana", "Ana", &[9]),
        row("tag", "late", "Late", &[1, 8]),
        row("year", "2019", "2019", &[1]),
        row("year", "2024", "2024", &[8, 9]),
    ];
    assert_eq!(read.filters, expected);
}

#[test]
fn the_spelling_list_has_the_words_of_two_posts_or_more() {
    let texts = site();
    let read = Read::index(&index(&texts));
    let mut posts: BTreeMap<String, u32> = BTreeMap::new();
    for text in &texts {
        words_of(text).into_iter().for_each(|word| *posts.entry(word).or_default() += 1);
    }
    let spelt = |word: &str| word.chars().count() > 2 && word.chars().all(char::is_alphabetic);
    let expected = posts.into_iter().filter(|(word, posts)| *posts > 1 && spelt(word));
    let expected: Vec<(String, u8)> = expected.map(|(word, posts)| (word, posts.ilog2() as u8)).collect();
    assert!(expected.len() > 100 && expected.contains(&("runs".to_owned(), 1)));
    assert_eq!(read.spell, expected);
}

#[test]
fn the_manifest_says_what_there_is() {
    let alike = Synonym::Alike(vec!["Post-mortem".to_owned(), "Incident  Review".to_owned(), "…".to_owned()]);
    let leads =
        Synonym::Leads { from: "K8s".to_owned(), to: vec!["Kubernetes".to_owned(), "kubernetes".to_owned()] };
    let none = Synonym::Leads { from: "Same".to_owned(), to: vec!["same".to_owned()] };
    let settings = Settings { synonyms: vec![alike, leads, none], ..settings() };
    let (index, _) = index_with(&site(), &settings, &Memory::default());
    let manifest = Read::index(&index).manifest;
    let said = |key: &str| manifest[key].clone();
    assert_eq!(
        (said("v"), said("n"), said("levels"), said("norm")),
        (1.into(), 10.into(), 31.into(), 2.6.into())
    );
    assert_eq!(said("languages"), serde_json::json!(["ar", "en", "en-GB", "nl"]));
    let expected = serde_json::json!([
        {"from": ["post mortem", "incident review"], "to": ["post mortem", "incident review"]},
        {"from": ["k8s"], "to": ["kubernetes"]},
    ]);
    assert_eq!(said("synonyms"), expected);
    assert_eq!(said("module"), search::module_name(&settings.module));
    assert_eq!(index.files[&search::module_name(&settings.module)].here(), Some(&b"export {};"[..]));
    let api = format!("export * from \"./{}\";\n", search::module_name(&settings.module));
    assert_eq!(index.files["api.js"].here(), Some(api.as_bytes()));
}

#[test]
fn the_generation_changes_with_any_text_and_with_nothing_else() {
    let generation = |texts: &[Text]| Read::index(&index(texts)).manifest["g"].clone();
    let mut texts = site();
    let before = generation(&texts);
    texts[0].0.weight = 2.0;
    texts[0].0.facets.clear();
    assert_eq!(generation(&texts), before);
    texts[0].1[1].anchor.push('x');
    assert_ne!(generation(&texts), before);
}

#[test]
fn forms_of_a_word_have_their_posts_together() {
    let read = Read::index(&index(&site()));
    // Posts a/ and b/, and d/, which is Dutch, but has a word that English posts have too.
    assert_eq!(read.leader("runs"), Some("run"));
    assert_eq!(read.leader("running"), Some("run"));
    assert_eq!(
        read.posts_of("running").unwrap().iter().map(|posting| posting.0).collect::<Vec<_>>(),
        [1, 8, 9]
    );
    assert_eq!(read.leader("queues"), Some("queue"));
    // They count together: one word that is there three times, and in the title.
    let alone = [text("a/", "", "en", "Run late", &[("Why", "Run, run, run. Queues were queued.")])];
    let forms = [text("a/", "", "en", "Running late", &[("Why", "Run, runs, running. Queues were queued.")])];
    let (alone, forms) = (Read::index(&index(&alone)), Read::index(&index(&forms)));
    assert_eq!(alone.impact("run", 0), forms.impact("run", 0));
}

#[test]
fn how_forms_of_one_word_differ_is_said_if_two_words_do_so() {
    let endings = |words: &str| {
        let read = Read::index(&index(&[text("a/", "", "en", "", &[("", words)])]));
        read.manifest["endings"].clone()
    };
    let two = "lock locks walk walks walking hop hops sky";
    assert_eq!(endings(two), serde_json::json!([["", "s"]]));
    // The commonest first, then by the letters.
    let more = "lock locks locking walk walks walking talk talked talks";
    assert_eq!(endings(more), serde_json::json!([["", "s"], ["", "ing"], ["ing", "s"]]));
    // Two letters alike are no ending of one word.
    assert_eq!(endings("be being do doing"), serde_json::json!([]));
}

#[test]
fn a_form_may_begin_with_another_byte_than_its_leader() {
    let read = Read::index(&index(&site()));
    let (book, the_book) = ("كتاب", "الكتاب");
    assert_ne!(book.as_bytes()[0], the_book.as_bytes()[0]);
    assert_eq!(read.leader(book), Some(the_book));
    assert_eq!(read.posts_of(book).unwrap().len(), 1);
}

#[test]
fn a_word_of_two_languages_is_taken_for_one_of_the_site() {
    // `water` is a word of both, `waters` a form of the English one and `wateren` of the Dutch one.
    let texts = [
        text("a/", "", "en", "", &[("", "waters water")]),
        text("b/", "", "nl", "", &[("", "water wateren")]),
    ];
    let of = |language: &str| {
        let settings = Settings { language: language.to_owned(), ..settings() };
        let read = Read::index(&index_with(&texts, &settings, &Memory::default()).0);
        (read.leader("waters").map(str::to_owned), read.leader("wateren").map(str::to_owned))
    };
    assert_eq!(of("en"), (Some("water".to_owned()), None));
    assert_eq!(of("nl"), (None, Some("water".to_owned())));
    // Neither: the first by name.
    assert_eq!(of("fr"), of("en"));
}

#[test]
fn impacts_follow_place_length_and_weight() {
    let mut texts = vec![
        text("a/", "", "en", "Quay", &[("", "water level")]),
        text("b/", "", "en", "Tide", &[("Quay", "water level")]),
        text("c/", "", "en", "Tide", &[("", "quay water level")]),
        text("d/", "", "en", "Tide", &[("", &format!("quay {}", "water level ".repeat(40)))]),
        text("e/", "", "en", "Tide", &[("", "quay water level")]),
        text("f/", "", "en", "The quay and all that is said of it", &[("", "water level")]),
    ];
    texts[4].0.weight = 1.7;
    let read = Read::index(&index(&texts));
    let [title, heading, text, long, heavy, long_title] =
        [0, 1, 2, 3, 4, 5].map(|id| read.impact("quay", id));
    assert!(title > long_title && long_title > heading && heading > text && text > long && heavy > text);
    assert_eq!(read.impact("tide", 0), 0);
}

#[test]
fn an_empty_site_and_a_site_of_one_post_have_an_index() {
    let none = Read::index(&index(&[]));
    assert_eq!((none.shards.len(), none.filters.len(), none.spell.len()), (0, 0, 0));
    assert_eq!(none.manifest["n"], 0);
    let one = Read::index(&index(&[text("a/", "", "en", "Tide", &[])]));
    assert_eq!(one.shards[0].2, [("tide".to_owned(), Entry::Posts(vec![(0, 28)]))]);
    let silent = Read::index(&index(&[text("a/", "", "", "", &[("", "")])]));
    assert_eq!((silent.shards.len(), silent.posts.len()), (0, 1));
}

#[test]
fn neither_order_nor_threads_nor_what_was_there_before_change_a_byte() {
    let texts = site();
    let expected = index(&texts).files;
    for threads in [1, 2, 8] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut turned = texts.clone();
        turned.rotate_left(threads);
        turned.reverse();
        let memory = Memory::default();
        pool.install(|| {
            // Other words first, so that all have other numbers.
            index_with(&[text("z/", "", "en", "", &[("", &made_up(77, 3000))])], &settings(), &memory);
            assert!(index_with(&turned, &settings(), &memory).0.files == expected, "{threads} threads");
        });
    }
}

#[test]
fn what_memory_knows_is_not_read_again() {
    let texts = site();
    let memory = Memory::default();
    let (first, read) = index_with(&texts, &settings(), &memory);
    assert_eq!(read.len(), texts.len());
    let (second, read) = index_with(&texts, &settings(), &memory);
    assert!(read.is_empty(), "{read:?}");
    assert!(first.files == second.files);
}

#[test]
fn after_an_edit_one_post_is_read_and_the_bytes_are_those_of_a_new_index() {
    let memory = Memory::default();
    let mut texts = site();
    index_with(&texts, &settings(), &memory);
    let check = |texts: &[Text], expected: &[&str]| {
        let (index, read) = index_with(texts, &settings(), &memory);
        assert_eq!(read, expected);
        assert!(index.files == self::index(texts).files, "{expected:?}");
        assert!(index_with(texts, &settings(), &memory).0.files == index.files);
    };
    texts[6] = text("w0/", "2021-01-00", "en", "Words", &[("", &format!("{} database", made_up(0, 2500)))]);
    check(&texts, &["w0/"]);
    texts[0].0.title = "Queues and backlogs".to_owned();
    check(&texts, &["b/"]);
    texts[0].0.people.push("Bo".to_owned());
    check(&texts, &["b/"]);
    texts[0].0.words.pop();
    check(&texts, &["b/"]);
    texts[1].0.language = "nl".to_owned();
    check(&texts, &["a/"]);
    // What does not change its words: weight, facets, the settings.
    texts[0].0.weight = 0.5;
    check(&texts, &[]);
    texts[0].0.facets.clear();
    check(&texts, &[]);
    // All others get other ids.
    texts.push(text("0/", "", "en", "First", &[("", "All others move.")]));
    check(&texts, &["0/"]);
    texts.remove(7);
    check(&texts, &[]);
    // The average text is much shorter now.
    texts.truncate(6);
    check(&texts, &[]);
}

#[test]
fn an_edit_changes_few_files() {
    let memory = Memory::default();
    let mut texts = site();
    let (before, _) = index_with(&texts, &settings(), &memory);
    let last = &mut texts[9].1[0].text;
    *last = last.replacen("waaaaq0 ", "", 1) + "zebra ";
    texts[9].0.text = Fingerprint::of(b"edited");
    let (after, _) = index_with(&texts, &settings(), &memory);
    let changed: Vec<&String> = after
        .files
        .iter()
        .filter(|(name, bytes)| before.files.get(*name) != Some(bytes))
        .map(|file| file.0)
        .collect();
    // The post, the shard of the new word, the manifest.
    assert_eq!(changed.len(), 3, "{changed:?}");
}

/// Five times or six, a word counts as much; with another form of it there once, not.
#[test]
fn memory_knows_when_forms_of_a_word_count_more_together() {
    let with = |walks: usize| {
        let all = format!("walked {} {}", "walk ".repeat(walks), "filler ".repeat(45 - walks));
        vec![text("a/", "2021-01-01", "en", "Title", &[("", &all)])]
    };
    let memory = Memory::default();
    let (before, _) = index_with(&with(5), &settings(), &memory);
    let (after, _) = index_with(&with(6), &settings(), &memory);
    assert!(after.files == index(&with(6)).files);
    let shards = |index: &Index| -> Vec<String> {
        index.files.keys().filter(|name| name.starts_with("t/")).cloned().collect()
    };
    assert_ne!(shards(&before), shards(&after));
}

#[test]
fn memory_lets_go_of_what_the_newest_index_had_no_use_for() {
    let texts = site();
    let memory = Memory::default();
    index_with(&texts, &settings(), &memory);
    index_with(&texts[1..], &settings(), &memory);
    let (_, read) = index_with(&texts, &settings(), &memory);
    assert_eq!(read, ["b/"]);
}

/// The same posts give the same files on every machine, compressed bytes included. If this changes without a
/// change of format, words, weights or compressor, a CPU makes a difference.
#[test]
fn these_posts_give_these_files() {
    let index = index(&site());
    let names: Vec<&str> = index.files.keys().map(String::as_str).collect();
    let mut all = Vec::new();
    for (name, bytes) in &index.files {
        all.extend(name.bytes());
        all.extend(Fingerprint::of(bytes.here().unwrap()).to_string().bytes());
    }
    insta::assert_snapshot!(format!("{}\n{}", names.join("\n"), Fingerprint::of(&all)));
}

#[test]
fn hostile_texts_come_to_an_index_that_can_be_read() {
    let long = "x".repeat(100_000);
    let texts = [
        text(
            "a/",
            "2024",
            "en",
            &long,
            &[(&long, &format!("{long} \0 \u{202e}abc\u{feff} {}", "é".repeat(500)))],
        ),
        text(
            "b/",
            "9999-99-99",
            "not a language",
            "\"</script>\u{2028}",
            &[("", "\u{1f469}\u{200d}\u{1f680} a\u{301}\u{327}")],
        ),
    ];
    let read = Read::index(&index(&texts));
    assert!(read.words().iter().all(|word| word.len() <= tokens::LONGEST));
    assert_eq!(reader::counts(&read, "kind").len(), 0);
    assert_eq!(read.posts[1]["t"], "\"</script>\u{2028}");
    let many = Read::index(&index(&[text(
        "a/",
        "",
        "en",
        &"word ".repeat(70_000),
        &[("", &"word ".repeat(70_000))],
    )]));
    assert_eq!(many.posts_of("word").unwrap().len(), 1);
}
