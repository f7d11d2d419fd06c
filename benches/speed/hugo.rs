//! The same posts by Hugo: pages, lists of kinds and tags, feeds, related pieces, highlighting, and the texts
//! in one JSON file instead of an index, with templates that show no more than ours.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use crate::site::{Cost, Site, at, median_of, run};

const SETTINGS: &str = r#"baseURL = "https://measured.example/"
title = "The measured shelf"
disableKinds = ["section404"]
[taxonomies]
tag = "tags"
author = "authors"
[pagination]
pagerSize = 30
[services.rss]
limit = 50
[outputs]
home = ["html", "rss", "json"]
section = ["html", "rss"]
taxonomy = ["html"]
term = ["html", "rss"]
[markup.goldmark.renderer]
unsafe = true
[markup.highlight]
noClasses = false
"#;

const BASE: &str = r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title>
<link rel="canonical" href="{{ .Permalink }}">{{ range .AlternativeOutputFormats }}<link rel="alternate" type="{{ .MediaType.Type }}" href="{{ .Permalink }}">{{ end }}
</head><body><main>{{ block "main" . }}{{ end }}</main></body></html>
"#;

const SINGLE: &str = r#"{{ define "main" }}<h1>{{ .Title }}</h1><p>{{ .Date.Format "2 January 2006" }} {{ .ReadingTime }} min</p>
<p>{{ range .GetTerms "authors" }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}{{ range .GetTerms "tags" }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}</p>
{{ .TableOfContents }}{{ .Content }}
{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
<ul>{{ range first 3 (site.RegularPages.Related .) }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}
"#;

const LIST: &str = r#"{{ define "main" }}<h1>{{ .Title }}</h1>{{ $pages := .Paginate .RegularPagesRecursive }}
<ul>{{ range $pages.Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Date.Format "2 January 2006" }} {{ .Params.summary }}</li>{{ end }}</ul>
{{ with $pages.Prev }}<a href="{{ .URL }}">before</a>{{ end }}{{ with $pages.Next }}<a href="{{ .URL }}">after</a>{{ end }}{{ end }}
"#;

const TERM: &str = r#"{{ define "main" }}<h1>{{ .Title }}</h1>{{ $pages := .Paginate .Pages }}
<ul>{{ range $pages.Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Date.Format "2 January 2006" }} {{ .Params.summary }}</li>{{ end }}</ul>
{{ with $pages.Prev }}<a href="{{ .URL }}">before</a>{{ end }}{{ with $pages.Next }}<a href="{{ .URL }}">after</a>{{ end }}{{ end }}
"#;

const TEXTS: &str = r#"[{{ range $i, $page := site.RegularPages }}{{ if $i }},{{ end }}{{ dict "title" .Title "href" .RelPermalink "text" .Plain | jsonify }}{{ end }}]
"#;

/// What Hugo's builds cost: from nothing, as each of its builds begins. A build that its own preview makes
/// after an edit is another thing, and not measured here.
pub fn built(program: &Path, site: &Site, runs: usize) -> Result<Cost, String> {
    let folder = site.folder.join("hugo");
    let layouts = folder.join("layouts");
    let defaults = layouts.join("_default");
    fs::create_dir_all(&defaults).map_err(at(&folder))?;
    for (path, text) in [
        (folder.join("hugo.toml"), SETTINGS),
        (defaults.join("baseof.html"), BASE),
        (defaults.join("single.html"), SINGLE),
        (defaults.join("list.html"), LIST),
        (defaults.join("term.html"), TERM),
        (layouts.join("index.json"), TEXTS),
    ] {
        fs::write(&path, text).map_err(at(&path))?;
    }
    let output = folder.join("public");
    let option = |name: &str, folder: &Path| -> [OsString; 2] { [name.into(), folder.into()] };
    let arguments: Vec<OsString> = [
        option("--source", &folder),
        option("--contentDir", &site.folder.join("content")),
        option("--destination", &output),
    ]
    .into_iter()
    .flatten()
    .chain([OsString::from("--quiet")])
    .collect();
    median_of(runs, || {
        for made in [&output, &folder.join("resources")] {
            if made.exists() {
                fs::remove_dir_all(made).map_err(at(made))?;
            }
        }
        run(program, &arguments)
    })
}
