#![no_main]

#[path = "../peers/cli_arguments.rs"]
mod cli_arguments;

libfuzzer_sys::fuzz_target!(|data: &[u8]| cli_arguments::run(data));
