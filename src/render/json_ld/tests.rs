//! Whether every page says what it is.

use proptest::prelude::*;

use super::*;

fn site() -> Site {
    Site {
        name: "Ebb & Relay".into(),
        url: "https://ebb.example/".into(),
        description: Some("Stories of things that went wrong".into()),
        language: Some("en".into()),
    }
}

fn to(name: &str) -> Link {
    Link { name: name.into(), url: Some(format!("https://ebb.example/{name}/")) }
}

fn kiran() -> Person {
    Person {
        name: "Kiran".into(),
        organization: false,
        url: Some("https://ebb.example/people/kiran/".into()),
    }
}

fn facts() -> Facts {
    Facts {
        url: "https://ebb.example/x/".into(),
        title: "The quiet fix".into(),
        description: Some("A fix nobody saw.".into()),
        image: Some(Image { url: "https://ebb.example/x/q.png".into(), width: Some(800), height: None }),
        language: Some("en".into()),
        published: Some("2024-05-03".into()),
        updated: None,
        authors: vec![kiran()],
        keywords: vec!["handover".into()],
        about: vec![to("near-miss")],
        citations: vec![book()],
        license: Some("CC-BY-SA-4.0".into()),
        words: Some(1200),
        series: Some((to("nights"), 2)),
    }
}

fn book() -> Work {
    Work {
        work_type: "book".into(),
        name: "Normal Accidents".into(),
        authors: vec![Person { name: "Charles Perrow".into(), ..Person::default() }],
        publisher: Some("Basic Books".into()),
        published: Some("1984".into()),
        isbn: Some("9780465051434".into()),
        pages: Some(386),
        same_as: vec!["https://doi.org/10.1000/x".into()],
        ..Work::default()
    }
}

/// One of each, and the type it must say it has.
fn subjects() -> Vec<(&'static str, Subject)> {
    let audio = Audio {
        url: "https://ebb.example/1.mp3".into(),
        media_type: "audio/mpeg".into(),
        bytes: Some(5),
        seconds: Some(3723),
        captions: Some("https://ebb.example/x/transcript.vtt".into()),
    };
    let video = Video { watch_url: Some("https://video.example/1".into()), ..Video::default() };
    let online = Some("https://meet.example/1".to_owned());
    let event = |place: Option<&str>, online| Subject::Event {
        starts: "2024-06-01T18:00:00+02:00".into(),
        ends: None,
        place: place.map(Into::into),
        online,
        sessions: Vec::new(),
        works: vec![book()],
    };
    vec![
        ("WebPage", Subject::Page("WebPage".into())),
        ("CollectionPage", Subject::Page("CollectionPage".into())),
        ("BlogPosting", Subject::Text("BlogPosting".into())),
        ("Review", Subject::Review { of: vec![book()], rating: Some(4.0) }),
        ("ItemList", Subject::List { items: vec![to("a"), to("b")], in_sequence: true }),
        (
            "PodcastEpisode",
            Subject::Episode { show: to("show"), number: Some(3), audio: Some(audio), guests: vec![kiran()] },
        ),
        ("PodcastSeries", Subject::Show { feed_url: Some("https://ebb.example/podcast/show.xml".into()) }),
        ("VideoObject", Subject::Talk { video: Some(video), seconds: Some(60), event: Some("LFI".into()) }),
        ("CreativeWork", Subject::Talk { video: None, seconds: Some(60), event: None }),
        ("DefinedTerm", Subject::Term { aka: vec!["close call".into()], set: to("concepts") }),
        ("DefinedTermSet", Subject::TermSet { terms: vec![to("near-miss")] }),
        (
            "ProfilePage",
            Subject::Profile {
                summary: Some("Kiran mends things.".into()),
                photo: None,
                aka: vec!["K.".into()],
                same_as: vec!["https://social.example/@k".into()],
            },
        ),
        ("CreativeWorkSeries", Subject::Series { parts: vec![to("a"), to("b")] }),
        ("Event", event(Some("Harbour house"), online.clone())),
        ("Event", event(None, online)),
        ("Article", Subject::Issue { number: Some(7), periodical: to("newsletter") }),
        ("Periodical", Subject::Periodical),
        ("Book", Subject::Work(book())),
    ]
}

#[test]
fn every_page_has_the_type_of_its_subject_and_its_facts_on_the_page_or_the_thing() {
    for (schema_type, subject) in subjects() {
        let said = describe(&site(), &facts(), &subject);
        assert_eq!(said["@type"], schema_type);
        let page = if said["datePublished"] == "2024-05-03" { &said } else { &said["mainEntityOfPage"] };
        assert_eq!(page["datePublished"], "2024-05-03", "{said:#}");
        assert_eq!(page["author"][0]["name"], "Kiran", "{said:#}");
        assert_eq!(page["license"], "https://creativecommons.org/licenses/by-sa/4.0/");
        assert_eq!(page["url"], "https://ebb.example/x/");
    }
}

#[test]
fn what_is_not_given_is_not_said() {
    fn empty(value: &Value) -> bool {
        match value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty() || items.iter().any(empty),
            Value::Object(map) => map.is_empty() || map.values().any(empty),
            _ => false,
        }
    }
    let bare = Facts { url: "https://ebb.example/x/".into(), title: "X".into(), ..Facts::default() };
    for (_, subject) in subjects() {
        let said = describe(&site(), &bare, &subject);
        assert!(!empty(&said), "{said:#}");
    }
    let unrated = describe(&site(), &bare, &Subject::Review { of: vec![Work::default()], rating: None });
    assert_eq!(unrated.get("reviewRating"), None);
    let nonsense = describe(&site(), &bare, &Subject::Review { of: vec![book()], rating: Some(f64::NAN) });
    assert_eq!(nonsense.get("reviewRating"), None);
}

#[test]
fn a_review_says_what_it_is_about_and_how_good_that_is() {
    let said = describe(&site(), &facts(), &Subject::Review { of: vec![book()], rating: Some(4.0) });
    assert_eq!(said["headline"], "The quiet fix");
    assert_eq!(said["reviewRating"], json!({ "@type": "Rating", "ratingValue": 4 }));
    insta::assert_snapshot!(said["itemReviewed"], @r#"{"@type":"Book","name":"Normal Accidents","author":[{"@type":"Person","name":"Charles Perrow"}],"publisher":{"@type":"Organization","name":"Basic Books"},"datePublished":"1984","isbn":"9780465051434","numberOfPages":386,"sameAs":["https://doi.org/10.1000/x"]}"#);
    let paper = Work { work_type: "article".into(), container: Some("Safety Science".into()), ..book() };
    let said = describe(&site(), &facts(), &Subject::Review { of: vec![paper], rating: None });
    assert_eq!(said["itemReviewed"]["@type"], "ScholarlyArticle");
    assert_eq!(said["itemReviewed"]["isPartOf"], json!({ "@type": "Periodical", "name": "Safety Science" }));
    assert_eq!(said["itemReviewed"].get("isbn"), None, "only books have one");
}

#[test]
fn places_in_a_sequence_are_counted_from_one() {
    let list =
        Subject::List { items: vec![to("a"), Link { name: "b".into(), url: None }], in_sequence: false };
    let said = describe(&site(), &facts(), &list);
    assert_eq!(said["itemListOrder"], "https://schema.org/ItemListUnordered");
    assert_eq!(said["itemListElement"][1], json!({ "@type": "ListItem", "position": 2, "name": "b" }));
    assert_eq!(breadcrumbs(&[to("a"), to("b")])["itemListElement"][0]["position"], 1);
}

#[test]
fn an_event_says_how_one_can_be_there() {
    for (place, online, mode) in [
        (Some("Oslo"), None, json!("https://schema.org/OfflineEventAttendanceMode")),
        (None, Some("https://m.example"), json!("https://schema.org/OnlineEventAttendanceMode")),
        (Some("Oslo"), Some("https://m.example"), json!("https://schema.org/MixedEventAttendanceMode")),
        (None, None, Value::Null),
    ] {
        let event = Subject::Event {
            starts: "2024-06-01".into(),
            ends: None,
            place: place.map(Into::into),
            online: online.map(Into::into),
            sessions: vec![facts::Session {
                name: "A: chapter 1".into(),
                starts: "2024-06-01".into(),
                ..facts::Session::default()
            }],
            works: Vec::new(),
        };
        let said = describe(&site(), &facts(), &event);
        assert_eq!(said["eventAttendanceMode"], mode);
        let places = said["location"].as_array().map_or(0, Vec::len);
        assert_eq!(places, usize::from(place.is_some()) + usize::from(online.is_some()));
        let session = &said["subEvent"][0];
        assert_eq!(session["location"], said["location"], "a meeting is where the event is");
        assert_eq!(session["superEvent"]["url"], said["url"]);
    }
}

#[test]
fn licences_and_lengths_are_told_in_the_forms_of_their_standards() {
    for (license, url) in [
        ("CC-BY-4.0", Some("https://creativecommons.org/licenses/by/4.0/")),
        ("CC-BY-NC-ND-3.0", Some("https://creativecommons.org/licenses/by-nc-nd/3.0/")),
        ("CC0-1.0", Some("https://creativecommons.org/publicdomain/zero/1.0/")),
        ("https://ebb.example/terms/", Some("https://ebb.example/terms/")),
        ("CC-BY-XX-4.0", None),
        ("All rights reserved", None),
    ] {
        assert_eq!(license_url(license).as_deref(), url, "{license}");
    }
    for (seconds, text) in [(0, "PT0S"), (60, "PT1M"), (3723, "PT1H2M3S"), (90000, "PT25H")] {
        assert_eq!(duration(seconds), text);
    }
}

proptest! {
    #[test]
    fn no_text_leaves_the_script_and_every_text_comes_back(text in prop::collection::vec(prop_oneof![
        any::<char>().prop_map(String::from),
        prop::sample::select(vec!["</script>", "<!--", "]]>", "&lt;", "\\u003c", "\u{2028}", "\u{2029}", "\"", "\\"])
            .prop_map(String::from),
    ], 0..12)) {
        let facts = Facts { title: text.concat(), ..facts() };
        let said = graph(vec![web_site(&site()), describe(&site(), &facts, &Subject::Text("Article".into()))]);
        let script = script(&said);
        let leaves = script.contains(['<', '>', '&', '\u{2028}', '\u{2029}']);
        prop_assert!(!leaves, "{}", script);
        prop_assert_eq!(serde_json::from_str::<Value>(&script).unwrap(), said);
    }
}

#[test]
fn a_talk_is_a_video_only_if_there_is_a_picture_to_show_for_it() {
    let video = Video { watch_url: Some("https://video.example/1".into()), ..Video::default() };
    let talk = Subject::Talk { video: Some(video), seconds: None, event: None };
    let said = describe(&site(), &facts(), &talk);
    assert_eq!(said["@type"], "VideoObject");
    assert_eq!(said["thumbnailUrl"], "https://ebb.example/x/q.png");
    assert_eq!(said["uploadDate"], "2024-05-03");
    let said = describe(&site(), &Facts { image: None, ..facts() }, &talk);
    assert_eq!(said["@type"], "CreativeWork");
    assert_eq!(said["associatedMedia"], json!({ "@type": "MediaObject", "url": "https://video.example/1" }));
}

#[test]
fn what_nobody_signs_is_by_the_site_and_organisations_are_no_persons() {
    let unsigned = Facts { authors: Vec::new(), ..facts() };
    let said = describe(&site(), &unsigned, &Subject::Text("Article".into()));
    assert_eq!(said["author"][0]["@type"], "Organization");
    assert_eq!(said["author"][0]["name"], "Ebb & Relay");
    let who = Person { name: "World Health Organization".into(), organization: true, url: None };
    let report = Work { work_type: "report".into(), authors: vec![who], ..book() };
    let said = describe(&site(), &facts(), &Subject::Review { of: vec![report, book()], rating: None });
    assert_eq!(said["itemReviewed"][0]["author"][0]["@type"], "Organization");
    assert_eq!(said["itemReviewed"][1]["author"][0]["@type"], "Person");
}
