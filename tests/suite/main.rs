//! The tests of the whole, at its seams; one binary, so that it links once.
