#![no_main]

#[path = "../peers/peer_webpki.rs"]
mod peer_webpki;
#[path = "../targets/mod.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| peer_webpki::run(data));
