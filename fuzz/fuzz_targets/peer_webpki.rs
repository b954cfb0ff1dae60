#![no_main]

#[path = "../peers/peer_webpki.rs"]
mod peer_webpki;

libfuzzer_sys::fuzz_target!(|data: &[u8]| peer_webpki::run(data));
