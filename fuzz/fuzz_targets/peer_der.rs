#![no_main]

#[path = "../peers/peer_der.rs"]
mod peer_der;

libfuzzer_sys::fuzz_target!(|data: &[u8]| peer_der::run(data));
