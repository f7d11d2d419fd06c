//! `social_cards`: whether pages without a picture get one drawn.

use crate::diagnostic::catalog;
use crate::table::reader::Reader;

/// Whether cards are asked for. `able`: whether this program was built to draw them.
pub(super) fn read(top: &mut Reader<'_>, able: bool) -> bool {
    let asked = top.flag("social_cards").unwrap_or(false);
    if let Some(node) = top.node("social_cards").filter(|_| asked && !able) {
        let told = catalog::cannot_draw_cards(top.span(node));
        top.tell(told);
    }
    asked && able
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;
    use crate::diagnostic::catalog::TableOf;
    use crate::source::SourcePath;
    use crate::table::toml;

    #[test]
    fn cards_are_drawn_where_they_are_asked_for_by_a_program_that_can() {
        let told = |text: &str, able: bool| {
            let file = SourcePath::new("retell.toml");
            let table = toml::parse(TableOf::Settings, &file, text, 0).value;
            let mut top = Reader::new(TableOf::Settings, &file, &table);
            let drawn = read(&mut top, able);
            let mut all = Vec::new();
            top.finish(&mut all);
            (drawn, all.into_iter().map(|one| (one.severity, one.message)).collect::<Vec<_>>())
        };
        assert_eq!(told("", true), (false, vec![]));
        assert_eq!(told("social_cards = false", false), (false, vec![]));
        assert_eq!(told("social_cards = true", true), (true, vec![]));
        let (drawn, all) = told("social_cards = true", false);
        let [(Severity::Warning, message)] = all.as_slice() else { panic!("{all:?}") };
        assert!(!drawn && message.contains("without the feature `cards`"), "{message}");
    }
}
