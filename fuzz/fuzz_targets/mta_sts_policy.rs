#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| srvname_fuzz_targets::mta_sts_policy::run(data));
