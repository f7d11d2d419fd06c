//! The view of the page that tells of all feeds.

use std::collections::BTreeMap;

use super::list;
use super::scene::Scene;
use super::view::{FeedGroupView, FeedView, FeedsView, LinkView};
use crate::config::FeedFormat;
use crate::corpus::order::sort_title;
use crate::plan::recipe::feed_address;
use crate::plan::{FeedId, List, ListId};

/// The groups, in the order they stand in; topics and the like come between, by their own names.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Site,
    Newsletter,
    Podcast,
    Kinds,
    // Its place among the taxonomies.
    Terms(usize),
    Series,
    People,
    Letters,
}

/// The view of all feeds.
pub fn view(scene: &Scene) -> FeedsView {
    let mut groups: BTreeMap<Group, Vec<FeedView>> = BTreeMap::new();
    for (id, feed) in &scene.plan.feeds {
        if let Some((group, list)) = place(scene, id) {
            groups.entry(group).or_default().push(one(scene, id, feed, &list));
        }
    }
    let groups = groups.into_iter().map(|(group, mut feeds)| {
        feeds.sort_by_cached_key(|feed| (sort_title(&feed.of.title), feed.of.href.clone()));
        let (title, carries) = words(scene, &group);
        FeedGroupView { title, carries, feeds }
    });
    FeedsView { title: scene.site_words().say("feeds", &[]), groups: groups.collect() }
}

/// The group a feed stands in, and the list that shows the same.
fn place(scene: &Scene, id: &FeedId) -> Option<(Group, ListId)> {
    Some(match id {
        FeedId::Site => (Group::Site, ListId::Home),
        FeedId::Kind(folder) => {
            let group = if scene.kind_name(folder) == "issue" { Group::Newsletter } else { Group::Kinds };
            (group, ListId::Kind(folder.clone()))
        }
        FeedId::Term(taxonomy, slug) => {
            let place = scene.config.taxonomies.iter().position(|settings| settings.name == *taxonomy)?;
            (Group::Terms(place), ListId::Term(taxonomy.clone(), slug.clone()))
        }
        FeedId::Person(slug) => (Group::People, ListId::Person(slug.clone())),
        FeedId::Series(slug) => (Group::Series, ListId::Series(slug.clone())),
        FeedId::Show(slug) => (Group::Podcast, ListId::Show(slug.clone())),
        FeedId::MailPosts | FeedId::Weekly => {
            (Group::Letters, ListId::Kind(super::feed::mail::FOLDER.to_owned()))
        }
    })
}

fn words(scene: &Scene, group: &Group) -> (String, String) {
    let words = scene.site_words();
    let (title, carries) = match group {
        Group::Site => ("feeds_everything", "feeds_everything_about"),
        Group::Newsletter => ("feeds_newsletter", "feeds_newsletter_about"),
        Group::Podcast => ("feeds_podcasts", "feeds_podcasts_about"),
        Group::Kinds => ("feeds_kinds", "feeds_kinds_about"),
        Group::Terms(place) => {
            let taxonomy = scene.config.taxonomies.get(*place);
            let title = taxonomy.map(|taxonomy| taxonomy.title.clone()).unwrap_or_default();
            return (title, words.say("feeds_terms_about", &[]));
        }
        Group::Series => ("feeds_series", "feeds_series_about"),
        Group::People => ("feeds_people", "feeds_people_about"),
        Group::Letters => ("feeds_letters", "feeds_letters_about"),
    };
    (words.say(title, &[]), words.say(carries, &[]))
}

fn one(scene: &Scene, id: &FeedId, feed: &List, of: &ListId) -> FeedView {
    let list = scene.plan.lists.get(of);
    let forms = id.formats(&scene.config.feeds.formats).iter().map(|&format| {
        let title = match (format, id) {
            (FeedFormat::Atom, _) => "Atom".to_owned(),
            (FeedFormat::Json, _) => "JSON Feed".to_owned(),
            (FeedFormat::Rss, FeedId::Show(_)) => scene.site_words().say("feed_podcast", &[]),
            (FeedFormat::Rss, _) => "RSS".to_owned(),
        };
        let url = scene.url(&feed_address(&feed.address, format));
        LinkView { title, href: Some(url) }
    });
    FeedView {
        of: LinkView {
            title: match id {
                FeedId::MailPosts => scene.site_words().say("each_new_piece", &[]),
                FeedId::Weekly => scene.site_words().say("week_by_week", &[]),
                _ => list.map(|list| list::named(scene, of, list).title).unwrap_or_default(),
            },
            href: list.map(|list| scene.href(&list.address)),
        },
        forms: forms.collect(),
    }
}
