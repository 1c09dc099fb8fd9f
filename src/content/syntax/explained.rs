//! A mistake in the way a file is written, with its place.

use std::ops::Range;

use crate::content::faults::Faults;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::fault::Fault;

/// A mistake and its place.
#[derive(Debug)]
pub(crate) struct Explained {
    pub(crate) span: Range<usize>,
    pub(crate) fault: Fault,
    pub(crate) second: Option<Range<usize>>,
}

impl Explained {
    pub(crate) fn new(span: Range<usize>, fault: Fault) -> Self {
        Self {
            span,
            fault,
            second: None,
        }
    }

    pub(crate) fn report(self, faults: &mut Faults<'_>) {
        let mut diagnostic = Diagnostic::new(faults.source, self.span, self.fault);
        diagnostic.second = self.second;
        faults.push(diagnostic);
    }
}
