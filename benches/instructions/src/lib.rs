//! The workloads that are counted: those of the library's own benches.

#[path = "../../workload/chains.rs"]
pub mod chains;
#[path = "../../../crates/srvname-testkit/src/make/mod.rs"]
pub mod make;
#[path = "../../workload/mod.rs"]
pub mod workload;
