//! The words of a document's fields, as far as its page shows them as words.

use super::Passages;
use crate::document::Document;
use crate::kind::{FieldType, FieldValue, Valued};

/// Fields whose words are for programs, or stand on the page in other words.
const NO_PROSE: [&str; 8] = ["at", "doi", "isbn", "language", "level", "preheader", "show", "timezone"];

impl Passages<'_> {
    /// Adds the fields in the order in which the kind declares them.
    pub(super) fn fields(&mut self, document: &Document, is_held: &dyn Fn(usize) -> bool) {
        let in_text = !document.body.facts.factors.is_empty();
        for field in &document.kind.fields {
            let Some(valued) = document.fields.get(&field.name) else { continue };
            match field.name.as_str() {
                // Those that blocks of the text name stand there; the others join them.
                "factors" if in_text => {
                    document.body.facts.more_factors.iter().for_each(|name| self.paragraph(name));
                }
                "questions" => self.questions(document, valued),
                // They are the document's title.
                "title" | "name" => {}
                name => self.field(name, &field.field_type, valued, document, is_held),
            }
        }
    }

    fn field(
        &mut self,
        name: &str,
        field_type: &FieldType,
        valued: &Valued,
        document: &Document,
        is_held: &dyn Fn(usize) -> bool,
    ) {
        if NO_PROSE.contains(&name) || names_what_is_held(valued, is_held) {
            return;
        }
        match (&valued.value, field_type) {
            // One of a few words says nothing that a search could tell texts apart by.
            (_, FieldType::Choice(_)) => {}
            (FieldValue::Text(words), _) => self.paragraph(words),
            (FieldValue::Markdown(markdown), _) => self.markdown(document, valued.range.start, markdown),
            (FieldValue::List(items), FieldType::List(of)) => {
                items.iter().for_each(|item| self.field("", of, item, document, is_held));
            }
            (FieldValue::Record(entries), FieldType::Record(fields)) => {
                for (key, entry) in entries {
                    if let Some(field) = fields.iter().find(|field| field.name == *key) {
                        self.field(key, &field.field_type, entry, document, is_held);
                    }
                }
            }
            _ => {}
        }
    }

    /// Adds a Markdown field.
    fn markdown(&mut self, document: &Document, at: usize, markdown: &str) {
        let home = self.home;
        match document.text_facts(at) {
            Some(facts) => self.text(markdown, facts, document.body.flavour, document.body.html),
            None => self.paragraph(markdown),
        }
        // A heading in a field is none over the fields after it.
        (self.home, self.at) = (home, home);
    }

    /// Adds the questions of the front matter, each a passage of its own.
    fn questions(&mut self, document: &Document, valued: &Valued) {
        let FieldValue::List(items) = &valued.value else { return };
        for item in items {
            let FieldValue::Markdown(markdown) = &item.value else { continue };
            let facts = document.text_facts(item.range.start);
            if let Some(id) = facts.and_then(|facts| facts.questions.last()) {
                self.begin(id.clone(), String::new());
            }
            self.markdown(document, item.range.start, markdown);
            self.at = self.home;
        }
    }
}

/// Whether a value names something held back, by itself or in a record: of these, not even what is
/// said about them is shown.
fn names_what_is_held(valued: &Valued, is_held: &dyn Fn(usize) -> bool) -> bool {
    match &valued.value {
        FieldValue::Link { .. } => is_held(valued.range.start),
        FieldValue::Record(entries) => entries.iter().any(|(_, entry)| names_what_is_held(entry, is_held)),
        _ => false,
    }
}
