//! What alerts are called: `> [!NOTE]`.

use crate::language::Words;

/// What an alert is called that has no title: "Note"; one that only its author knows, as it is written.
pub fn alert_name(label: &str, words: &Words) -> String {
    let lower = label.to_lowercase();
    words.called("alerts", &lower).unwrap_or_else(|| {
        let mut letters = label.chars();
        let title: String = letters.next().into_iter().chain(letters.flat_map(char::to_lowercase)).collect();
        title.replace('_', " ")
    })
}
