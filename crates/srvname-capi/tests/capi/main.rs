//! The library as C sees it: every call here goes through the functions of the header.

mod abuse;
mod call;
mod evidence;
mod handles;
mod linted;
mod roots;
mod shipped;
mod threads;
mod verified;
