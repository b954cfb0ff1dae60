//! Holds no code: the tests are those of the library.
