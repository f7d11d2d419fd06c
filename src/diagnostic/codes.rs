//! Every code a finding can have, with what `retell explain` says of it.
//!
//! One table: code, name, severity, and four short texts. Codes and names are stable for ever; the
//! code of a check that is gone is not used again. What a single finding says is in
//! [`super::catalog`].

use super::Severity::{self, Error, Note, Warning};

/// A sort of finding.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// `F03`: short, for settings and machines.
    pub code: &'static str,
    /// `unknown-field`: for people.
    pub name: &'static str,
    /// How much it matters unless the settings say otherwise.
    pub severity: Severity,
    /// What it means, in a sentence or two.
    pub meaning: &'static str,
    /// An example that brings it about.
    pub wrong: &'static str,
    /// The same, mended.
    pub right: &'static str,
    /// Why the check is there.
    pub why: &'static str,
}

/// The sort of finding that a user names by code or by name, in any case.
pub fn find(name: &str) -> Option<&'static Code> {
    ALL.iter()
        .copied()
        .find(|code| code.code.eq_ignore_ascii_case(name) || code.name.eq_ignore_ascii_case(name))
}

/// Reads and writes a sort of finding as its code.
pub mod by_code {
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Code;

    /// Writes the code.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn serialize<S: Serializer>(code: &&'static Code, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(code.code)
    }

    /// Finds the sort of finding again.
    ///
    /// # Errors
    ///
    /// There is none with this code.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<&'static Code, D::Error> {
        let code = String::deserialize(deserializer)?;
        super::find(&code).ok_or_else(|| D::Error::custom("no such code"))
    }
}

macro_rules! codes {
    ($($constant:ident $code:literal $name:literal $severity:ident
        meaning $meaning:literal
        wrong $wrong:literal
        right $right:literal
        why $why:literal)*) => {
        $(
            #[doc = $meaning]
            pub static $constant: Code = Code {
                code: $code, name: $name, severity: $severity,
                meaning: $meaning, wrong: $wrong, right: $right, why: $why,
            };
        )*
        /// All of them, in the order of this file.
        pub static ALL: &[&Code] = &[$(&$constant),*];
    };
}

codes! {
    BAD_FRONT_MATTER "F01" "bad-front-matter" Error
        meaning "The front matter is not TOML between +++ lines or YAML between --- lines, or its closing line is missing."
        wrong "+++\ntitle = \"A quiet fix\ndate = 2024-03-05\n+++"
        right "+++\ntitle = \"A quiet fix\"\ndate = 2024-03-05\n+++"
        why "A page whose facts cannot be read cannot be dated, listed or held back; publishing it anyway would guess."
    MISSING_FIELD "F02" "missing-field" Error
        meaning "The kind of this document requires a field that is not there."
        wrong "+++\ntitle = \"A quiet fix\"\n+++"
        right "+++\ntitle = \"A quiet fix\"\nsummary = \"A backup that nobody missed.\"\n+++"
        why "Lists, feeds and letters show these fields; a story without them is a gap in each."
    UNKNOWN_FIELD "F03" "unknown-field" Error
        meaning "The front matter has a key that the kind does not know. In a kind that is not strict it is a warning, and only where a known key is near."
        wrong "drfat = true"
        right "draft = true"
        why "A misspelt key that is ignored publishes drafts and loses dates. Free keys belong in the table `extra`."
    WRONG_TYPE "F04" "wrong-type" Error
        meaning "A field holds another sort of value than its kind says, such as text where a date is wanted."
        wrong "date = \"last Tuesday\""
        right "date = 2024-03-05"
        why "What is not understood would be left out silently."
    SETTINGS "F05" "settings" Error
        meaning "retell.toml, a _kind.toml or a theme.toml has an unknown key, a wrong value, or lacks a required one."
        wrong "titel = \"Ebb & Relay\""
        right "title = \"Ebb & Relay\""
        why "A setting that does nothing is a promise that is not kept."
    TWO_SPELLINGS "F09" "two-spellings" Error
        meaning "One field is given under two names with different values."
        wrong "summary = \"One\"\nexcerpt = \"Another\""
        right "summary = \"One\""
        why "Which of them was meant is for the author to say."
    KEPT_IN_EXTRA "F10" "kept-in-extra" Note
        meaning "A `type` or `layout` of another system names no kind here and was kept in `extra`."
        wrong "type: gallery"
        right "kind: page"
        why "So that nothing is lost, and a maintainer can map it under [kinds] in retell.toml."
    MISSING_DATE "F11" "missing-date" Warning
        meaning "A post has no date; it stands in no feed and after the dated ones in lists."
        wrong "+++\ntitle = \"Notes\"\n+++"
        right "+++\ntitle = \"Notes\"\ndate = 2024-03-05\n+++"
        why "Readers who follow by feed would never see it."
    PAGES_WITH_DATES "F12" "pages-with-dates" Note
        meaning "A folder without a kind holds pages with dates; two lines make them posts."
        wrong "content/diary/monday.md (dated, in a folder without _kind.toml)"
        right "content/diary/_kind.toml:\nname = \"diary\"\nbase = \"post\""
        why "Pages stand in no list and no feed, which is seldom meant for what has a date."
    READ_AS_DRAFT "F13" "read-as-draft" Note
        meaning "`render: false` of another system is read as `draft`: the document has no page here."
        wrong "render = false"
        right "draft = true"
        why "There is nothing like it here, and a page must not appear because a key was not understood."
    BROKEN_LINK "L01" "broken-link" Error
        meaning "A link leads to a page, file or address that this site does not have."
        wrong "[the story](@/stories/quite-fix.md)"
        right "[the story](@/stories/quiet-fix.md)"
        why "A reader who follows it finds nothing."
    BROKEN_ANCHOR "L02" "broken-anchor" Error
        meaning "The page is there, but no heading or element of it has that id."
        wrong "[the timeline](@/stories/quiet-fix.md#timline)"
        right "[the timeline](@/stories/quiet-fix.md#timeline)"
        why "A reader lands at the top and searches for what the link promised."
    LINK_TO_UNPUBLISHED "L03" "link-to-unpublished" Warning
        meaning "A link leads to a document that is a draft, scheduled or expired. Its words are shown without a link until that page is out."
        wrong "[next part](@/stories/part-2.md), where part-2.md says draft = true"
        right "The same, once part-2.md is published."
        why "The link would be dead for readers, and give away what is held back."
    DANGEROUS_LINK "L08" "dangerous-link" Error
        meaning "A link begins with javascript:, vbscript: or data:, which runs or shows what its author likes in the reader's browser."
        wrong "[click](javascript:alert(1))"
        right "[read](https://ebb.example/)"
        why "Content comes from many hands; none of them may run a program at the readers'."
    MISSING_FILE "L09" "missing-file" Error
        meaning "A picture or file that a document names is not there."
        wrong "![The board](bord.png)"
        right "![The board](board.png)"
        why "Readers would see a broken picture."
    NAMES_NOTHING "L10" "names-nothing" Note
        meaning "A field that may hold a link or plain words names nothing on this site; the words are shown as they are."
        wrong "guests = [\"Rui Amarel\"]"
        right "guests = [\"Rui Amaral\"]"
        why "If a page was meant, this is the only sign of a typing error."
    NEAR_SERIES "L12" "near-series" Warning
        meaning "A series that nobody else names and that has no file is called nearly like another one."
        wrong "series = \"Quite work\""
        right "series = \"Quiet work\""
        why "A misspelt name begins a series of its own, and the part is missing in the one it was meant for."
    SAME_NAME "P01" "same-name" Warning
        meaning "The files of two people have one name or spelling, by `name` or by `aka`."
        wrong "aka = [\"Ana\"] in ana-ruiz.md and again in ana-lid.md"
        right "aka = [\"Ana\"] in one of them; in the other, the name with which she signs"
        why "What is signed with that name is credited to one of them, and it may be the other's."
    UNKNOWN_WORK "R01" "unknown-work" Error
        meaning "A field or a citation names a work that the library does not have."
        wrong "work = \"woods2105\""
        right "work = \"woods2015\""
        why "A review without its book has no title, no authors and no year to show."
    DUPLICATE_WORK "R02" "duplicate-work" Warning
        meaning "Two works of the library seem to be one: they have the same DOI, however it is written, or the same title, year and first author."
        wrong "[woods2015] and [four-concepts], both with doi = \"10.1016/j.ress.2015.03.018\""
        right "[woods2015] alone"
        why "Each would have a page with half of those who refer to it."
    UNREAD_WORK "R05" "unread-work" Warning
        meaning "An entry of a BibTeX or CSL-JSON file has no title or no id and was left out of the library."
        wrong "@book{woods2015, author = {Woods, David D.}}"
        right "@book{woods2015, author = {Woods, David D.}, title = {Four concepts}}"
        why "Files of reference managers hold unfinished entries; one of them is no reason to publish nothing."
    SAME_WORK_ID "R06" "same-work-id" Error
        meaning "One id stands for two works of the library."
        wrong "[woods2015] in works.toml and again in papers.toml"
        right "[woods2015] in one of them"
        why "Which of them a citation means would depend on the order of files."
    EMPTY_REFERENCES "R07" "empty-references" Warning
        meaning "A heading promises a list of references, and nothing stands under it."
        wrong "## References"
        right "## References\n\n* Woods, David (2015). Four Concepts for Resilience."
        why "Readers would look for a list that is not there. What a text cites with [@id] is listed by itself."
    WHICH_WORK "R08" "which-work" Warning
        meaning "A quote in a review of several works gives a page and does not say of which of them."
        wrong "> It bent.\n> — p44"
        right "> It bent.\n> — [@woods2015, p44]"
        why "A page is of use to readers only if they know the book."
    MISSING_ALT "A01" "missing-alt" Warning
        meaning "A picture has no text for those who do not see it."
        wrong "![](board.png)"
        right "![The board at 14:02: every light is green](board.png)"
        why "Pictures carry the story, and some readers hear it. Decoration is said with <img src=\"…\" alt=\"\">."
    HEADING_LEVEL "A03" "heading-jump" Warning
        meaning "A body heading is of the first level, which is the page's title; it is shown one level down."
        wrong "# What happened"
        right "## What happened"
        why "One page has one title; screen readers and tables of contents rely on it."
    SAME_ADDRESS "U01" "same-address" Error
        meaning "Two things of the site would stand at one address, or at two that differ only in case or Unicode form, or a file would stand where another needs a folder."
        wrong "a.md and b.md, both with slug = \"x\""
        right "slug = \"x\" in one of them"
        why "One would overwrite the other, and which one would be chance."
    SAME_ID "U02" "same-id" Error
        meaning "An id is given twice on one page."
        wrong "## Cause {#why}\n## Reason {#why}"
        right "## Cause {#cause}\n## Reason {#why}"
        why "Links to the second one would lead to the first."
    ALIAS_CLASH "U03" "alias-clash" Error
        meaning "An alias is the address of a page of the site, or leads in a circle."
        wrong "aliases = [\"/about/\"], where about.md is a page"
        right "aliases = [\"/about-us/\"]"
        why "Readers would get either the page or the redirect, by chance."
    BAD_ADDRESS "U04" "bad-address" Error
        meaning "A slug, `url`, alias or file name makes an address that is no path inside the site."
        wrong "aliases = [\"../../x\"]"
        right "aliases = [\"/x/\"]"
        why "Nothing is ever written outside the output folder, and every address works on every file system."
    THEME_VERSION "T01" "theme-version" Error
        meaning "The theme was made for other versions of retell than this one."
        wrong "max_version = \"0.0\""
        right "max_version = \"0.1\""
        why "A theme that half works shows half of what was written."
    TEMPLATE "T02" "template" Error
        meaning "A template does not parse, or uses something that is not there."
        wrong "{{ site.titel }}"
        right "{{ site.title }}"
        why "The page could not be made; an empty place would say nothing."
    UNUSED_THEME_FILE "T03" "unused-theme-file" Warning
        meaning "A file of a site's theme that nothing uses: a template or asset that replaces none of the built-in theme and that nobody names."
        wrong "themes/harbour/templates/stroy.html"
        right "themes/harbour/templates/story.html"
        why "The pages look as before, and nothing else would say so."
    WORDS "T09" "words" Error
        meaning "A file of the words of a language has a key that the interface does not know, places that do not fit, or lacks a form that its numbers ask for. That there are no words for the language of a site is advice; that some are missing is a note."
        wrong "raed_next = \"Weiterlesen\""
        right "read_next = \"Weiterlesen\""
        why "A misspelt key is a word that stays English, and nobody sees why."
    THEME_MISSING "T06" "unknown-theme" Error
        meaning "The settings name a theme that has no folder under themes/."
        wrong "theme = \"nihgt\""
        right "theme = \"night\""
        why "The built-in theme in its place would be a surprise."
    STYLE_PART "T08" "style-part" Error
        meaning "A style sheet of the theme takes in another one that is not there, lies in another folder, or takes it in itself."
        wrong "@import \"_colors.css\"; where the theme has _colours.css"
        right "@import \"_colours.css\";"
        why "Every sheet is published as one file; a page would miss the part that could not be put in."
    FAINT_COLOUR "T07" "faint-colour" Warning
        meaning "A colour chosen for the theme is hard to read on the ground it stands on: its contrast is below 4.5 to 1."
        wrong "accent = \"#e8a0a0\""
        right "accent = \"#7a1f1f\""
        why "Links are text. WCAG 2.2 asks for 4.5 to 1, and readers in the sun, on old screens and of some age need it."
    RAW_HTML "H01" "raw-html" Warning
        meaning "Raw HTML was left out: an element or attribute that `html = \"safe\"` does not allow. Text inside stays, except in script and style."
        wrong "<div onclick=\"go()\">More</div>"
        right "<div>More</div>, or html = \"trusted\" under [markdown] where all authors are trusted"
        why "Content comes from many hands and must not run in readers' browsers."
    FOOTNOTE "M01" "footnote" Warning
        meaning "A footnote is used but not defined, or defined but not used, or defined twice."
        wrong "A claim.[^1]"
        right "A claim.[^1]\n\n[^1]: Its source."
        why "A reader follows the number and finds nothing, or a note is never seen."
    CODE_LANGUAGE "M02" "code-language" Warning
        meaning "A code block names a language that is not known; it is shown without colours."
        wrong "```pyhton"
        right "```python"
        why "A typing error is the likely cause. `text` says that no colours are wanted."
    TOO_DEEP "M03" "too-deep" Error
        meaning "Quotes, lists or HTML elements stand in each other more than 200 deep."
        wrong "> > > > … (two hundred and one quotes in each other)"
        right "> One quote"
        why "Nobody can read it, browsers give up on it, and it is nearly always a slip: elements of HTML that are never closed."
    BLOCK "M04" "block" Error
        meaning "A block such as `timeline` or `items` has an attribute it does not know, a wrong value, or stands where it means nothing."
        wrong "```timeline day=2024-03-05"
        right "```timeline date=2024-03-05"
        why "An attribute that is ignored shows times on the wrong day or in the wrong zone."
    BLOCK_TEXT "M05" "block-text" Warning
        meaning "What stands in a block does not follow its grammar: a line of a timeline without a time, a time that falls back, a figure without a picture, questions that are no list."
        wrong "```timeline\nThen somebody looked.\n```"
        right "```timeline\n~14:10 Somebody looked.\n```"
        why "No word is lost, but readers see it in a place that was not meant."
    SPEAKERS "M06" "speakers" Note
        meaning "Who speaks in a transcript was taken from its text, or nobody or only one person was found. For a name that looks like a speaker's and is not listed it is a warning."
        wrong "[speakers]\nLiz = \"liz-fong\"\n\nAna: Good morning."
        right "[speakers]\nLiz = \"liz-fong\"\nAna = \"ana-ruiz\"\n\nAna: Good morning."
        why "Words must not be put into somebody else's mouth."
    UNFIT_PATH "S10" "unfit-path" Error
        meaning "Something in the site's folder is no regular file inside it: a link that leads out, a pipe, a socket, a device, a name that is not Unicode, or a text that is not UTF-8."
        wrong "content/notes.md → /etc/passwd"
        right "a copy of the file"
        why "Nothing outside the site is ever read, so that nothing outside can be published."
    UNPUBLISHED_FILE "S11" "unpublished-file" Warning
        meaning "A Markdown file beside a page bundle's index.md is not published."
        wrong "content/stories/ferry/notes.md beside content/stories/ferry/index.md"
        right "content/stories/notes.md"
        why "Its author may wait for a page that never comes."
    PICTURE_DATA "I01" "picture-data" Note
        meaning "A picture beside a document says where it was taken, with which camera, or by whom. What is published does not."
        wrong "a photograph as it comes from a telephone"
        right "the same; or one without such data, so that the repository does not tell either"
        why "Who tells of an incident need not tell where they live. Names that are meant to be read stand in `credit`, or in a line `Credit: …`."
    UNREAD_PICTURE "I02" "unread-picture" Warning
        meaning "A picture beside a document could not be looked through, so what it may tell about people besides what it shows could not be taken out."
        wrong "content/stories/ferry/quay.tiff"
        right "content/stories/ferry/quay.jpg"
        why "The place where a picture was taken and the number of the camera travel with the file, unseen."
    UNUSED_FILE "O02" "unused-file" Note
        meaning "A file in a page bundle is published, but its page does not use it."
        wrong "content/stories/ferry/old.png, which ferry/index.md never names"
        right "![The quay](old.png)"
        why "It may hold what was not meant for readers."
    OTHER_SYSTEM "S12" "other-system" Error
        meaning "This folder belongs to another generator: it has its settings file and no retell.toml."
        wrong "hugo.toml without retell.toml"
        right "retell.toml with title and base_url"
        why "The addresses and feed ids of a published site need a deliberate move."
    WITHOUT_EFFECT "S13" "without-effect" Note
        meaning "A setting is read and checked, but nothing uses it: not yet, or not in a program that was built without the feature it is for. The latter is a warning, and so is `[privacy]`."
        wrong "[privacy] in this version"
        right "leave it out, or leave it in and do not rely on it"
        why "A guard that one believes in and that does not guard is worse than none."
    CARD_LETTERS "S15" "card-letters" Warning
        meaning "A title has letters that the font of social cards lacks: it has Latin, Greek and Cyrillic ones. The card of such a page shows the site's name instead, or its address."
        wrong "title = \"静かな修理\", with social_cards = true and no image"
        right "title = \"静かな修理\"\nimage = { src = \"repair.png\", alt = \"静かな修理\" }"
        why "A card full of empty boxes is worse than one that says only where the page is from; a picture of your own says more."
    SAME_NUMBER "N01" "same-number" Error
        meaning "Two editions of the newsletter have the same number."
        wrong "number = 12 in 12.md and again in autumn.md"
        right "number = 13 in autumn.md"
        why "The number is how readers name a letter, and where its page stands."
    REPEATED_ITEM "N02" "repeated-item" Warning
        meaning "An edition of the newsletter lists a document that an earlier edition has listed."
        wrong "items = [\"@/stories/quiet-fix.md\"], which letter 11 had too"
        right "the same document linked in the text of the letter, where it says why it comes again"
        why "Readers get what they had already, and wonder what is new about it."
    ITEM_NOT_OUT "N03" "item-not-out" Error
        meaning "An edition of the newsletter lists a document that is a draft, scheduled or expired."
        wrong "items = [\"@/stories/quiet-fix.md\"], where quiet-fix.md says draft = true"
        right "the same, once quiet-fix.md is published"
        why "A mail cannot be mended once it is sent, and this one would present a page that nobody can open."
    MAIL_TOO_LONG "N04" "mail-too-long" Error
        meaning "An edition of the newsletter has more than 90 KB as a mail, even with the texts of its items shortened."
        wrong "a letter of fourteen thousand words"
        right "a letter that says what the long text is about, with the text among its items"
        why "Large mail services cut a mail at about 102 KB, and what they cut off is the link to unsubscribe."
    MAIL_SHORTENED "N05" "mail-shortened" Warning
        meaning "An edition of the newsletter would have more than 90 KB as a mail, so some items end in a link instead of their whole text."
        wrong "```items full=true, with a story of ten thousand words among them"
        right "```items, which shows the summary of each"
        why "The editor may have promised the whole text."
    NO_UNSUBSCRIBE "N06" "no-unsubscribe" Error
        meaning "There are editions of the newsletter, and nothing in their mail files stands for the link to unsubscribe."
        wrong "[newsletter]\nunsubscribe = \"\""
        right "[newsletter]\nprovider = \"listmonk\""
        why "Whoever gets a letter must be able to stop it, and in most places that is the law."
    FILL_BY_HAND "N07" "fill-by-hand" Note
        meaning "No provider is named, so the mail files of the newsletter hold marks that have to be replaced before a letter is sent."
        wrong "a mail file pasted with {{ unsubscribe_url }} still in it"
        right "[newsletter]\nprovider = \"listmonk\", or both filled in by hand"
        why "Sent as it is, the link to unsubscribe would lead nowhere."
    PODCAST_FEED "S14" "podcast-feed" Warning
        meaning "A podcast has recordings, and so a feed, but its table in the settings lacks what podcast directories ask for, or has what they turn down."
        wrong "[podcast.slack-water]\ntitle = \"Slack Water\""
        right "[podcast.slack-water]\ntitle = \"Slack Water\"\nimage = \"static/slack-water.png\"\ncategory = \"Technology\"\nemail = \"pod@ebb.example\""
        why "A directory that turns a feed down does so days later, in another place, and listeners do not find the show."
    BUG "B01" "bug" Error
        meaning "The program itself failed on this file. It is never the author's fault."
        wrong "(any file that brings it about)"
        right "(the same file, with a version that has mended it)"
        why "A panic is a bug; please report it with the file."
    UNREADABLE "E01" "unreadable" Error
        meaning "A file or folder of the site could not be read: it is not there, its permissions forbid it, or the disk failed."
        wrong "content/notes.md, which only another user may read"
        right "content/notes.md, readable by whoever builds the site"
        why "A site built without it would lose pages that readers have."
}
