//! The workloads that are counted are those of the library's own benches, in `srvname-testkit`.
