//! What is wrong or worth knowing, read from the tree: a file for each level of it.

mod server;
mod service;
mod session;
mod web;

pub(super) use server::of_server;
pub(super) use service::of_service;
