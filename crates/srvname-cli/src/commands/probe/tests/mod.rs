//! What is written about reports that were made up, one for each way in which a probe ends.

#![cfg(test)]

mod formats;
mod sample;
