//! Which languages code can be in: the names that a fence may give.
//!
//! Kept apart from the highlighter, so that a wrong name is told when a document is read, long before
//! anything is coloured. A test beside the highlighter holds [`TOKENS`] against what it really knows.

use crate::diagnostic::nearest;

/// What the name after a fence asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// No colours, on purpose.
    Plain,
    /// The highlighter's own name for it, one of [`TOKENS`].
    Syntax(&'static str),
}

/// The language of that name, however its case; the first word of an info string will do. An empty
/// name means no colours; `None` is a name nobody knows.
pub fn find(written: &str) -> Option<Language> {
    let name = first_word(written).to_lowercase();
    if name.is_empty() || PLAIN.binary_search(&name.as_str()).is_ok() {
        return Some(Language::Plain);
    }
    let name = match ALIASES.binary_search_by_key(&name.as_str(), |(alias, _)| alias) {
        Ok(at) => ALIASES[at].1,
        Err(_) => name.as_str(),
    };
    TOKENS.binary_search(&name).ok().map(|at| Language::Syntax(TOKENS[at]))
}

/// Whether a language of that name is known; if not, the name most like it, if one is.
pub fn is_known(written: &str) -> Result<(), Option<String>> {
    if find(written).is_some() {
        return Ok(());
    }
    let wrong = first_word(written);
    // Names of three letters and less are like everything, and no name is like a whole sentence.
    if wrong.chars().count() > 40 {
        return Err(None);
    }
    let tokens = TOKENS.into_iter().filter(|token| token.len() > 3 && !token.contains('.'));
    let blocks = super::blocks::NAMES;
    let others = ALIASES.into_iter().flat_map(|(alias, name)| [alias, name]).chain(PLAIN).chain(blocks);
    Err(nearest(wrong, tokens.chain(others)).map(str::to_owned))
}

/// `rust,ignore` and `python {linenos}` name a language first.
fn first_word(written: &str) -> &str {
    let written = written.trim();
    written.split([',', ' ', '\t', '{', ';', ':']).next().unwrap_or(written)
}

/// Names that ask for no colours, or for a language that nobody colours. Sorted.
#[rustfmt::skip]
pub const PLAIN: [&str; 18] = [
    "ascii", "ascii-art", "log", "logql", "logs", "mermaid", "no-highlight", "nohighlight", "none",
    "output", "plain", "plain-text", "plaintext", "plantuml", "promql", "stdout", "text", "txt",
];

/// Other names, each with the highlighter's. Sorted.
#[rustfmt::skip]
pub const ALIASES: [(&str, &str); 83] = [
    ("ansible", "yaml"), ("apache", "htaccess"), ("apacheconf", "htaccess"), ("assembly", "asm"),
    ("atom", "xml"), ("batch", "bat"), ("batchfile", "bat"), ("common-lisp", "lisp"),
    ("commonmark", "markdown"), ("console", "bash"), ("containerfile", "dockerfile"),
    ("cplusplus", "cpp"), ("csharp", "cs"), ("dash", "bash"), ("django", "jinja"),
    ("docker", "dockerfile"), ("docker-compose", "yaml"), ("dosbatch", "bat"), ("dosini", "ini"),
    ("ecmascript", "js"), ("editorconfig", "ini"), ("elisp", "lisp"), ("emacs-lisp", "lisp"),
    ("fsharp", "fs"), ("geojson", "json"), ("gfm", "markdown"), ("git-commit", "commit_editmsg"),
    ("git-config", "gitconfig"), ("git-ignore", "gitignore"), ("gitcommit", "commit_editmsg"),
    ("golang", "go"), ("graphviz", "dot"), ("handlebars", "html"), ("helm", "yaml"), ("html5", "html"),
    ("ipython", "python"), ("javascriptreact", "jsx"), ("json5", "json"), ("jsonc", "json"),
    ("jsonl", "json"), ("jsonld", "json"), ("ksh", "bash"), ("kubernetes", "yaml"), ("liquid", "html"),
    ("mdx", "markdown"), ("mustache", "html"), ("mysql", "sql"), ("ndjson", "json"), ("node", "js"),
    ("nunjucks", "jinja"), ("objc", "m"), ("objcpp", "mm"), ("objective-cpp", "mm"),
    ("objectivec", "m"), ("octave", "matlab"), ("openapi", "yaml"), ("opentofu", "tf"),
    ("plist", "xml"), ("plpgsql", "sql"), ("postgres", "sql"), ("postgresql", "sql"), ("psql", "sql"),
    ("pwsh", "ps1"), ("python2", "python"), ("python3", "python"), ("regex", "re"), ("regexp", "re"),
    ("scheme", "lisp"), ("sh-session", "bash"), ("shell", "bash"), ("shell-session", "bash"),
    ("shellscript", "bash"), ("shellsession", "bash"), ("sqlite", "sql"), ("ssh-config", "ssh_config"),
    ("sshconfig", "ssh_config"), ("starlark", "python"), ("systemd", "ini"), ("tera", "jinja"),
    ("terminal", "bash"), ("udiff", "diff"), ("vimscript", "vim"), ("wsdl", "xml"),
];

/// The highlighter's own names and file extensions, without those of [`PLAIN`]. Sorted.
#[rustfmt::skip]
pub const TOKENS: [&str; 553] = [
    "actionscript", "ad", "ada", "adb", "adoc", "adp", "ads", "appfile", "applescript", "appraisals",
    "as", "asa", "asciidoc", "ash", "asm", "asp", "attributes", "authorized_keys", "authorized_keys2",
    "awk", "babel", "bash", "bat", "bazel", "berksfile", "bib", "bibtex", "bnsh", "bnsi", "brewfile",
    "bsh", "build", "builder", "bzl", "c", "c#", "c++", "cabal", "cakefile", "camlp4", "capfile",
    "cargo.lock", "cc", "cfc", "cfg", "cfm", "cfml", "cgi", "cheffile", "cjs", "cl", "clisp", "clj",
    "cljc", "cljs", "clojure", "cls", "cm", "cmake", "cmakecache", "cmakecache.txt", "cmakelists.txt",
    "cmd", "cmd-help", "coffee", "coffee.erb", "coffeescript", "commit_editmsg", "comp", "conf",
    "conf.erb", "config.ru", "cp", "cpp", "cpuinfo", "cpy", "cr", "cron.d", "crontab", "crypttab",
    "crystal", "cs", "cson", "css", "css.erb", "css.less", "css.liquid", "csv", "csx", "cts", "cxx",
    "d", "dart", "ddl", "debsources", "deliverfile", "desktop", "di", "diff", "dml", "dockerfile",
    "done.txt", "dot", "dotenv", "dpr", "dtml", "ebuild", "eclass", "edn", "el", "elixir", "elm",
    "email", "emakefile", "eml", "env", "env.example", "env.sample", "env.template", "envvars", "epp",
    "erb", "erbsql", "erl", "erlang", "es6", "escript", "ex", "exclude", "exs", "f", "f#", "f03", "f08",
    "f77", "f90", "f95", "fasl", "fastcgi_params", "fastfile", "fcgi", "fish", "for", "fpp", "frag",
    "fs", "fsh", "fshader", "fsi", "fstab", "fsx", "gd", "gemfile", "gemspec", "geom",
    "git-rebase-todo", "gitattributes", "gitconfig", "gitignore", "gitlog", "glsl", "gnu",
    "gnumakefile", "gnuplot", "go", "go.mod", "go.sum", "go.work", "gomod", "gopkg.lock", "gosum", "gp",
    "gpl", "gpr", "gql", "gradle", "graphql", "graphqls", "groff", "groff/troff", "groovy", "group",
    "gs", "gsh", "gshader", "guardfile", "gv", "gvimrc", "gvy", "gyp", "gypi", "h", "h++", "h++.in",
    "h.in", "haml", "haskell", "hcl", "help", "hgrc", "hh", "hh.in", "hosts", "hpp", "hpp.in", "hrl",
    "hs", "htaccess", "htc", "htgroups", "htm", "htm.j2", "html", "html.eex", "html.erb", "html.j2",
    "html.leex", "html.twig", "htpasswd", "http", "hxx", "hxx.in", "idr", "idris", "inc", "inf", "ini",
    "inl", "ipp", "ipynb", "irbrc", "j2", "java", "javascript", "jbuilder", "jenkinsfile", "jinja",
    "jinja2", "jl", "jq", "js", "js.erb", "json", "jsonnet", "jsp", "jsx", "julia", "known_hosts",
    "known_hosts.old", "kotlin", "kt", "kts", "l", "latex", "lean", "less", "lhs", "libjsonnet",
    "libsonnet", "lisp", "livescript", "ll", "llvm", "lng", "ls", "ls.erb", "lsp", "ltx", "lua", "m",
    "mac", "mailmap", "mak", "make", "makefile", "makefile.am", "makefile.in", "man", "manpage",
    "markdn", "markdown", "matlab", "mboxz", "mbx", "md", "mdown", "mediawiki", "meminfo", "merge_msg",
    "mesh", "mime.types", "mjs", "mk", "ml", "mli", "mll", "mly", "mm", "msg", "mtab", "mts", "mud",
    "multimarkdown", "namelist", "nasm", "nginx", "nginx.conf", "nim", "nimble", "nims", "ninja", "nix",
    "nsdinc", "nsh", "nsi", "nsis", "objective-c", "objective-c++", "ocaml", "ocamllex",
    "ocamlmakefile", "ocamlyacc", "odin", "opml", "org", "orgmode", "p", "pas", "pascal", "passwd",
    "patch", "pb.txt", "pbtxt", "pc", "pdm.lock", "perl", "php", "php3", "php4", "php5", "php7", "phps",
    "phpt", "phtml", "pip", "pipfile", "pipfile.lock", "pkgbuild", "pl", "plot", "plt", "pm", "pmc",
    "pod", "podfile", "podspec", "poetry.lock", "powershell", "pp", "prawn", "properties", "proto",
    "proto.text", "protobuf", "protodevel", "prototxt", "ps1", "psd1", "psm1", "pub", "puppet",
    "purescript", "purs", "pxd", "pxd.in", "pxi", "pxi.in", "py", "py3", "pyi", "python", "pyw", "pyx",
    "pyx.in", "qml", "qmlproject", "r", "rabl", "racket", "rahit", "rails", "rake", "rakefile",
    "rantfile", "rb", "rbx", "rcall", "rchit", "rd", "re", "reg", "rego", "requirements.in",
    "requirements.txt", "resolv", "resolv.conf", "resource", "rest", "restructuredtext", "rgen",
    "rhtml", "rint", "rjs", "rkt", "rmiss", "rng", "robot", "rprofile", "rpy", "rs", "rss", "rst",
    "ruby", "ruby.rail", "rust", "rxml", "s", "sass", "sbt", "sc", "scala", "scanfile", "scgi_params",
    "scm", "sconscript", "sconstruct", "scss", "sh", "show-nonprintable", "shtml", "sig", "simplecov",
    "skim", "slakefile", "sld", "slim", "sls", "sml", "snakefile", "snapfile", "sol", "solidity",
    "sources.list", "sql", "sql.erb", "ss", "ssh_config", "sshd_config", "strace", "sty", "styl",
    "stylus", "sublime-build", "sublime-color-scheme", "sublime-commands", "sublime-completions",
    "sublime-keymap", "sublime-macro", "sublime-menu", "sublime-mousemap", "sublime-project",
    "sublime-settings", "sublime-syntax", "sublime-theme", "sv", "svelte", "svg", "svh", "svlt",
    "swift", "syslog", "systemverilog", "t", "tab", "tag_editmsg", "task", "tcl", "terraform", "tesc",
    "tese", "tex", "textile", "textpb", "textproto", "tf", "tfvars", "thor", "thorfile", "tld", "tml",
    "todo.txt", "toml", "troff", "ts", "tsv", "tsx", "twig", "typ", "typescript", "typescriptreact",
    "typst", "url", "uv.lock", "uwsgi_params", "v", "vagrantfile", "varlink", "verilog", "vert", "vh",
    "vhd", "vhdl", "vho", "vht", "vim", "vimhelp", "viml", "vimrc", "vpy", "vs", "vsh", "vshader",
    "vue", "vy", "vyper", "wgsl", "wiki", "wikipedia", "wscript", "xaml", "xhtml", "xhtml.j2", "xml",
    "xml.j2", "xsd", "xslt", "yaml", "yasm", "yaws", "yml", "zig", "zon", "zsh",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_and_aliases_lead_somewhere() {
        assert!(PLAIN.is_sorted() && ALIASES.is_sorted() && TOKENS.is_sorted());
        for (alias, name) in ALIASES {
            assert!(TOKENS.binary_search(&name).is_ok(), "{alias} leads to {name}");
            assert!(TOKENS.binary_search(&alias).is_err(), "{alias} needs no alias");
        }
    }

    #[test]
    fn a_language_is_known_by_many_names() {
        for (written, token) in [
            ("rust", "rust"),
            ("Rust,ignore", "rust"),
            ("console", "bash"),
            ("sh-session", "bash"),
            ("jsonc", "json"),
            ("systemd", "ini"),
            ("hcl", "hcl"),
            ("terraform", "terraform"),
            ("Dockerfile", "dockerfile"),
            ("c++", "c++"),
            ("yml", "yml"),
            ("tsx", "tsx"),
        ] {
            assert_eq!(find(written), Some(Language::Syntax(token)), "{written}");
        }
        for written in ["", "text", "promql", "mermaid", "none", "output"] {
            assert_eq!(find(written), Some(Language::Plain), "{written}");
        }
    }

    #[test]
    fn a_typing_error_is_answered_with_the_name_meant() {
        for (wrong, meant) in [
            ("pyhton", Some("python")),
            ("bsah", Some("bash")),
            ("typscript", Some("typescript")),
            ("yamll", Some("yaml")),
            ("javscript", Some("javascript")),
            ("timline", Some("timeline")),
            ("qqqqqqqq", None),
        ] {
            assert_eq!(is_known(wrong), Err(meant.map(str::to_owned)), "{wrong}");
        }
        assert_eq!(is_known("python"), Ok(()));
    }
}
