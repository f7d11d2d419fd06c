//! The stages before pages are made, for who wants to know how long each takes.

use std::fmt;
use std::sync::Arc;

/// A stage that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Settings, data, kinds and languages were read.
    Settings,
    /// Documents were parsed, each alone.
    Parse,
    /// All documents were related.
    Relate,
    /// Every address was planned, and what to read next found.
    Plan,
    /// The theme was read, and what lists show of each document was made.
    Scene,
    /// It was worked out what each address depends on.
    Keys,
}

impl Stage {
    /// What was done in it.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Settings => "settings, kinds, languages",
            Stage::Parse => "documents parsed",
            Stage::Relate => "documents related",
            Stage::Plan => "addresses planned",
            Stage::Scene => "theme and cards",
            Stage::Keys => "what each address depends on",
        }
    }
}

/// Who is told when a stage is over. A build asks no clock itself.
#[derive(Clone, Default)]
pub struct Passed(Option<Arc<dyn Fn(Stage) + Send + Sync>>);

impl Passed {
    /// Tells this function.
    pub fn to(told: impl Fn(Stage) + Send + Sync + 'static) -> Passed {
        Passed(Some(Arc::new(told)))
    }

    pub(super) fn tell(&self, stage: Stage) {
        if let Some(told) = &self.0 {
            told(stage);
        }
    }
}

impl fmt::Debug for Passed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Passed").field(&self.0.is_some()).finish()
    }
}
