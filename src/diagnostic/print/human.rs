//! A report for people: each finding with its line, a caret and what to do, then the totals.
//!
//! The drawing is `annotate-snippets`'. It gets only the few lines around a place, already cut and
//! harmless, because it counts through all that it is given; so the address above an excerpt is
//! ours, since it could no longer know the column.

use std::collections::{BTreeMap, BTreeSet};

use annotate_snippets::{AnnotationKind, Group, Level, Message, Origin, Padding, Renderer, Snippet};

use super::place::{Files, Lines, Place};
use super::visible::{clipped, visible, visible_source};
use crate::diagnostic::{Diagnostic, Severity, totals};
use crate::source::{SourcePath, Span};

/// How many findings of one sort in one file are shown; the rest are counted.
const MOST_ALIKE: usize = 20;
/// How many other places of one finding are shown.
pub(super) const MOST_RELATED: usize = 5;
/// A place of more lines is marked in its first line only.
const MOST_LINES: usize = 5;
/// How much of a message is shown, in characters.
const LONGEST_TEXT: usize = 2000;
/// Narrower or wider than this no excerpt is drawn.
const WIDTHS: (usize, usize) = (40, 400);

pub(super) fn report(
    diagnostics: &[Diagnostic],
    files: &mut Files<'_>,
    colour: bool,
    width: usize,
) -> String {
    let width = width.clamp(WIDTHS.0, WIDTHS.1);
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let pen = Pen { renderer: renderer.term_width(width), width };

    let mut alike: BTreeMap<Alike<'_>, usize> = BTreeMap::new();
    for diagnostic in diagnostics {
        *alike.entry(alike_of(diagnostic)).or_default() += 1;
    }
    let mut shown: BTreeMap<Alike<'_>, usize> = BTreeMap::new();
    let mut explained = BTreeSet::new();
    let mut out = String::new();
    for diagnostic in diagnostics {
        let key = alike_of(diagnostic);
        let so_far = shown.entry(key).or_default();
        *so_far += 1;
        if *so_far <= MOST_ALIKE {
            let explain = explained.insert(diagnostic.code.code) && !diagnostic.code.meaning.is_empty();
            out.push_str(&pen.finding(diagnostic, files, explain));
            out.push_str("\n\n");
        }
        let rest = alike.get(&key).map_or(0, |all| all.saturating_sub(MOST_ALIKE));
        if *so_far == MOST_ALIKE && rest > 0 {
            out.push_str(&pen.rest(diagnostic, rest));
            out.push_str("\n\n");
        }
    }
    let totals = totals(diagnostics).to_string();
    if !totals.is_empty() {
        out.push_str(&totals);
        out.push('\n');
    }
    out
}

/// What makes two findings alike: the file, the code, and how much they matter.
type Alike<'a> = (Option<&'a SourcePath>, &'a str, Severity);

fn alike_of(diagnostic: &Diagnostic) -> Alike<'_> {
    (diagnostic.span.as_ref().map(|span| &span.file), diagnostic.code.code, diagnostic.severity)
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Advice => Level::INFO.with_name(Severity::Advice.word()),
        Severity::Note => Level::NOTE,
    }
}

/// A drawn place. Its gutter is as wide as its largest line number; those of one finding are
/// brought to one width.
struct Drawing {
    digits: usize,
    text: String,
}

struct Pen {
    renderer: Renderer,
    width: usize,
}

impl Pen {
    fn finding(&self, diagnostic: &Diagnostic, files: &mut Files<'_>, explain: bool) -> String {
        let level = level(diagnostic.severity);
        let title = level.clone().primary_title(shown(&diagnostic.message, true)).id(diagnostic.code.name);
        let help = diagnostic.help.iter().chain(diagnostic.untold_fix());
        let mut messages: Vec<Message<'_>> =
            help.map(|help| Level::HELP.message(shown(help, true))).collect();
        if explain {
            messages
                .push(Level::NOTE.message(format!("`retell explain {}` says more", diagnostic.code.code)));
        }
        let rest = diagnostic.related.len().saturating_sub(MOST_RELATED);
        if rest > 0 {
            messages.push(Level::NOTE.message(format!("{rest} more places belong to it")));
        }
        let Some(span) = &diagnostic.span else {
            return self.renderer.render(&[Group::with_title(title).elements(messages)]);
        };

        let mut parts = vec![(
            self.renderer.render(&[Group::with_title(title)]),
            self.place(level, span, &diagnostic.label, messages, files),
        )];
        for (span, words) in diagnostic.related.iter().take(MOST_RELATED) {
            let words = if words.is_empty() { "see also" } else { words };
            let title = Level::NOTE.secondary_title(shown(words, true));
            parts.push((
                self.renderer.render(&[Group::with_title(title)]),
                self.place(Level::NOTE, span, "", Vec::new(), files),
            ));
        }
        let digits = parts.iter().map(|(_, drawing)| drawing.digits).fold(1, usize::max);
        let mut lines = Vec::new();
        for (title, drawing) in &parts {
            lines.push(title.clone());
            let indent = " ".repeat(digits - drawing.digits);
            lines.extend(drawing.text.lines().map(|line| format!("{indent}{line}")));
        }
        lines.join("\n")
    }

    /// The line that stands for findings that are not shown.
    fn rest(&self, diagnostic: &Diagnostic, count: usize) -> String {
        let place = match &diagnostic.span {
            Some(span) => format!(" in {}", shown(span.file.as_str(), false)),
            None => String::new(),
        };
        let title = level(diagnostic.severity)
            .primary_title(format!("and {count} more like it{place}"))
            .id(diagnostic.code.name);
        self.renderer.render(&[Group::with_title(title)])
    }

    /// The address of a place, its excerpt if there is one, and messages below.
    fn place(
        &self,
        level: Level<'_>,
        span: &Span,
        label: &str,
        messages: Vec<Message<'_>>,
        files: &mut Files<'_>,
    ) -> Drawing {
        let origin = Origin::path(visible(span.file.as_str(), false));
        let Some((lines, place)) = files.find(span) else {
            let mut group = Group::with_level(level).element(origin);
            if !messages.is_empty() {
                group = group.element(Padding).elements(messages);
            }
            return Drawing { digits: 0, text: self.renderer.render(&[group]) };
        };
        let excerpt = Excerpt::of(lines, &place, self.width);
        let origin = origin.line(place.line).char_column(place.column);
        let address = self.renderer.render(&[Group::with_level(level.clone()).element(origin)]);
        let mut mark = AnnotationKind::Primary.span(excerpt.mark);
        if !label.is_empty() {
            mark = mark.label(shown(label, false));
        }
        let snippet = Snippet::source(excerpt.text).line_start(place.line).annotation(mark);
        let group = Group::with_level(level).element(snippet).elements(messages);
        let digits = excerpt.last_line.to_string().len();
        let indent = " ".repeat(digits);
        Drawing { digits, text: format!("{indent}{address}\n{}", self.renderer.render(&[group])) }
    }
}

/// A text as it is shown: harmless and not endless.
pub(super) fn shown(text: &str, lines: bool) -> String {
    visible(&clipped(text, LONGEST_TEXT), lines).into_owned()
}

/// The lines of a place, harmless and cut, and the marked bytes of this new text.
pub(super) struct Excerpt {
    pub(super) text: String,
    pub(super) mark: std::ops::Range<usize>,
    pub(super) last_line: usize,
}

impl Excerpt {
    pub(super) fn of(lines: &Lines, place: &Place, width: usize) -> Excerpt {
        let end = lines.visible_end(place);
        let (last_line, _) = lines.position(end);
        let blank = lines.text[place.range.start..end].trim().is_empty();
        let last_line = match blank || last_line - place.line >= MOST_LINES {
            true => place.line,
            false => last_line,
        };

        let mut text = String::new();
        let mut mark = 0..0;
        for number in place.line..=last_line {
            let line = lines.line(number);
            let from = place.range.start.clamp(line.start, line.end);
            let to = end.clamp(from, line.end);
            // Enough for the drawing to choose from, and a mark that fits into it.
            let part = lines.around(number, from, width * 2, width * 2);
            let to = to.min(lines.around(number, from, 0, width - 20).end);
            if number != place.line {
                text.push('\n');
            }
            if part.start > line.start {
                text.push('…');
            }
            text.push_str(&visible_source(&lines.text[part.start..from]));
            if number == place.line {
                mark.start = text.len();
            }
            text.push_str(&visible_source(&lines.text[from..to]));
            mark.end = text.len();
            text.push_str(&visible_source(&lines.text[to..part.end]));
            if part.end < line.end {
                text.push('…');
            }
        }
        Excerpt { text, mark, last_line }
    }
}
