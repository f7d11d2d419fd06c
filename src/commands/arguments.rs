//! Every command and flag, declared once; help and completions follow from here.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Turns a folder of Markdown into the website of a community that learns from incidents.
#[derive(Debug, Parser)]
#[command(name = "retell", version, max_term_width = 100, after_help = EXIT_CODES, arg_required_else_help = true)]
pub struct Cli {
    /// The site's folder: the one that holds retell.toml. Without it, the folder you are in, or the
    /// nearest one above that has a retell.toml.
    #[arg(long, short = 'C', global = true, value_name = "FOLDER")]
    pub site: Option<PathBuf>,

    /// Say nothing but findings.
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Say more: where "now" comes from, what was carried over, notes in full.
    #[arg(long, short, global = true)]
    pub verbose: bool,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "\
A first site:
  retell init ebb && cd ebb && retell build

Exit codes: 0 done · 1 errors in the content · 2 wrong arguments, or no site here
            3 disk, permission or lock · 70 a bug in retell";

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Begin a site: settings, a home page, a first story.
    #[command(after_help = "Nothing that is there already is touched.\n\nExample: retell init ebb")]
    Init(Init),
    /// Begin a document of a kind, with a note on each field.
    #[command(after_help = "\
The new document is a draft and builds at once. `retell kinds` lists the kinds, `retell kinds story`
says what each field is for.

Example: retell new story \"The quiet fix\"")]
    New(New),
    /// Begin the next letter to your readers.
    Newsletter(Newsletter),
    /// Build the site and publish it into the output folder, all at once.
    #[command(after_help = "\
The output folder holds the old site or the new one, never a mixture; with any error it stays as it
was. A folder that retell did not make is refused.")]
    Build(Build),
    /// Show the site on this machine as it is being written.
    #[command(after_help = "\
Pages that are open change by themselves as soon as a file is saved, and show what is wrong with it.
Nothing is written. The site stands at the path it will have; its addresses and feeds name the
real place, as after `build`.

Example: retell serve --drafts")]
    Serve(Serve),
    /// Look for mistakes, as `build` does, and write nothing.
    Check(Check),
    /// List every address the site will have, what stands there and where it comes from.
    Plan(Plan),
    /// List the kinds of documents, or the fields of one.
    Kinds(Kinds),
    /// List the files of the theme, begin one of your own, and see what templates may use.
    #[command(after_help = "\
A theme of your own lies over the default one: you write only the files that are to differ.

Example: retell theme new harbour, then retell theme extend story.html")]
    Theme(Theme),
    /// List the works of the library, and how many pieces use each.
    #[command(after_help = "\
With --unmatched: the references written by hand that are no work of the library, each with a table
to start from.

Example: retell works --unmatched > content/library/new.toml")]
    Works(Works),
    /// Explain a finding by its code or name, with an example.
    #[command(after_help = "Example: retell explain unknown-field")]
    Explain(Explain),
    /// Print the licences of what is built into the program.
    Licenses,
    /// Print a completion script for a shell.
    #[command(
        after_help = "Example: retell completions bash > ~/.local/share/bash-completion/completions/retell"
    )]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// Arguments of `init`.
#[derive(Debug, Args)]
pub struct Init {
    /// Where; the folder you are in if not given. It is made if it is not there.
    pub folder: Option<PathBuf>,
    /// The site's name; else made from the folder's.
    #[arg(long)]
    pub title: Option<String>,
    /// Where the site will stand.
    #[arg(long, value_name = "URL", default_value = "https://example.org/")]
    pub base_url: String,
}

/// Arguments of `new`.
#[derive(Debug, Args)]
pub struct New {
    /// The kind: story, essay, review …
    pub kind: String,
    /// The title.
    pub title: String,
    /// The slug, if not the one made from the title.
    #[arg(long)]
    pub slug: Option<String>,
}

/// Arguments of `newsletter`.
#[derive(Debug, Args)]
pub struct Newsletter {
    /// What to do.
    #[command(subcommand)]
    pub what: NewsletterCommand,
}

/// What to do with letters.
#[derive(Debug, Subcommand)]
pub enum NewsletterCommand {
    /// Begin the next letter: what is new, what you read, what is to come.
    #[command(after_help = "\
It is written as a draft into content/newsletter/, and its path printed. Nothing that is there is
touched, and nothing is sent. If nothing is new, there is no letter.

Example: retell newsletter draft")]
    Draft(LetterDraft),
}

/// Arguments of `newsletter draft`.
#[derive(Debug, Args)]
pub struct LetterDraft {
    /// Since when: a day, or `last` for the end of what the last letter covers.
    #[arg(long, value_name = "last|DATE", default_value = "last")]
    pub since: String,
    /// Until when: the last day it covers. Without it, now.
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// The moment that decides what is published: RFC 3339, or a day. Else SOURCE_DATE_EPOCH, else the clock.
    #[arg(long, value_name = "TIME")]
    pub now: Option<String>,
}

/// What commands that build a site have in common.
#[derive(Debug, Args)]
pub struct Building {
    /// Build for this URL instead of the settings' `base_url`.
    #[arg(long, value_name = "URL", env = "RETELL_BASE_URL")]
    pub base_url: Option<String>,
    /// When it is, and what is included.
    #[command(flatten)]
    pub when: When,
}

/// What of a site is out.
#[derive(Debug, Clone, Args)]
pub struct When {
    /// The moment that decides what is published: RFC 3339, or a day. Else SOURCE_DATE_EPOCH, else the clock.
    #[arg(long, value_name = "TIME")]
    pub now: Option<String>,
    /// Include drafts, marked on the page.
    #[arg(long)]
    pub drafts: bool,
    /// Include what is scheduled for later.
    #[arg(long)]
    pub future: bool,
    /// Include what has expired.
    #[arg(long)]
    pub expired: bool,
}

/// How findings are reported.
#[derive(Debug, Args)]
pub struct Reporting {
    /// How findings are printed.
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
    /// Treat warnings as errors.
    #[arg(long)]
    pub strict: bool,
}

/// Shapes of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Human,
    /// One JSON object a line.
    Json,
    /// Commands that GitHub Actions shows beside the lines of a pull request.
    Github,
}

/// Arguments of `build`.
#[derive(Debug, Args)]
pub struct Build {
    /// What is built.
    #[command(flatten)]
    pub building: Building,
    /// How findings are reported.
    #[command(flatten)]
    pub reporting: Reporting,
    /// Publish into this folder instead of the settings' `output_dir`.
    #[arg(long, value_name = "FOLDER")]
    pub output_dir: Option<PathBuf>,
    /// Say what each stage cost, what was remembered and what was made, and why.
    #[arg(long)]
    pub timings: bool,
}

/// Arguments of `serve`.
#[derive(Debug, Clone, Args)]
pub struct Serve {
    /// The port. Without it 4747, or the next that is free; 0 takes any.
    #[arg(long, value_name = "NUMBER")]
    pub port: Option<u16>,
    /// Let others read too, at this address or name of this machine; 0.0.0.0 for all it has.
    #[arg(long, value_name = "ADDRESS")]
    pub bind: Option<String>,
    /// Look for changes instead of being told of them: for network drives and containers. Also
    /// RETELL_POLL=1.
    #[arg(long)]
    pub poll: bool,
    /// Let open pages go along: to the page of the document that was saved.
    #[arg(long)]
    pub follow: bool,
    /// When it is, and what is included.
    #[command(flatten)]
    pub when: When,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// What is checked.
    #[command(flatten)]
    pub building: Building,
    /// How findings are reported.
    #[command(flatten)]
    pub reporting: Reporting,
    /// Only these findings, by code or name, parted by commas.
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Without these findings.
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub skip: Vec<String>,
}

/// Arguments of `plan`.
#[derive(Debug, Args)]
pub struct Plan {
    /// What is planned.
    #[command(flatten)]
    pub building: Building,
    /// Print one JSON object a line.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `kinds`.
#[derive(Debug, Args)]
pub struct Kinds {
    /// The kind whose fields are wanted.
    pub kind: Option<String>,
}

/// Arguments of `theme`.
#[derive(Debug, Args)]
pub struct Theme {
    /// What to do. Without it, all files are listed with where they come from.
    #[command(subcommand)]
    pub what: Option<ThemeCommand>,
}

/// What to do with the theme.
#[derive(Debug, Subcommand)]
pub enum ThemeCommand {
    /// Begin a theme of your own that lies over the default one.
    #[command(after_help = "Example: retell theme new harbour")]
    New {
        /// Its name, and that of its folder in themes/.
        name: String,
    },
    /// Begin a template that changes blocks of ours and leaves the rest.
    #[command(after_help = "Example: retell theme extend base.html")]
    Extend {
        /// The template: story.html.
        template: String,
    },
    /// Copy a file of the default theme into yours, to change it as a whole.
    #[command(after_help = "Example: retell theme copy templates/head.html")]
    Copy {
        /// The file, as `retell theme` lists it.
        file: String,
        /// Print it and copy nothing.
        #[arg(long)]
        print: bool,
    },
    /// Print what the template of a page is given, as JSON.
    #[command(after_help = "\
For a feed or a mail several templates are filled, and each is printed.

Example: retell theme variables content/stories/first-story.md page.card")]
    Variables(ThemeVariables),
}

/// Arguments of `theme variables`.
#[derive(Debug, Args)]
pub struct ThemeVariables {
    /// The page: its address, its file in the output, or its source.
    pub page: String,
    /// Only this variable: page.card.title.
    pub name: Option<String>,
    /// What is built.
    #[command(flatten)]
    pub building: Building,
}

/// Arguments of `works`.
#[derive(Debug, Args)]
pub struct Works {
    /// What is looked at.
    #[command(flatten)]
    pub building: Building,
    /// Print the references written by hand that are no work of the library.
    #[arg(long)]
    pub unmatched: bool,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// A code (F03) or a name (unknown-field).
    #[arg(required_unless_present = "all")]
    pub code: Option<String>,
    /// Every finding there is, as a page of Markdown.
    #[arg(long)]
    pub all: bool,
}
