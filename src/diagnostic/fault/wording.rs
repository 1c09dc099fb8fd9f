//! The words of a fault: a message says what is wrong in one phrase, the help says what to type.

use crate::diagnostic::fault::kind::Fault;
use crate::diagnostic::fault::terms::{Wording, say};
use crate::diagnostic::fault::{file, key, notation, value};
use crate::words::dutch::in_one_line;

impl Fault {
    /// What is wrong: one Dutch phrase, in one line.
    pub fn message(&self) -> String {
        in_one_line(&self.wording().message)
    }

    /// What to do about it, in Dutch, in one line.
    pub fn help(&self) -> String {
        in_one_line(&self.wording().help)
    }

    fn wording(&self) -> Wording {
        file::wording(self)
            .or_else(|| notation::wording(self))
            .or_else(|| key::wording(self))
            .or_else(|| value::wording(self))
            // A test sees to it that every fault has its words.
            .unwrap_or_else(|| say("er is iets mis", "vraag het de beheerder"))
    }
}
