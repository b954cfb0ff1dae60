#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| srvname_fuzz_targets::tlsa_rdata::run(data));
