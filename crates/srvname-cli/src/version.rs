//! What `--version` says after the version itself.

use crate::output::wrap::wrap;

/// The features of the library that this program is built with, beside those that are always there.
const FEATURES: [&str; 4] = ["idna", "posh", "psl", "serde"];

/// Returns the long form of the version: its first line is the short form.
pub(crate) fn long() -> String {
    let mut text = format!("{}\n\nLibrary features: {}\n", env!("CARGO_PKG_VERSION"), FEATURES.join(", "));
    text.push_str("Signatures, by AWS-LC:\n");
    text.push_str(&wrap(srvname_algorithms::in_words().trim_start_matches("one of these: "), 2));
    text.push_str("Roots without --roots: those that Mozilla trusts, with the constraints that Mozilla adds to some");
    text
}

#[cfg(all(test, testkit))]
mod tests {
    use super::*;

    /// The manifest is what decides, as it stands in a checkout: a package has it in another layout.
    #[test]
    fn features_are_those_of_the_manifest() {
        let manifest = include_str!("../Cargo.toml");
        let library = manifest.lines().find(|line| line.starts_with("srvname = ")).expect("the library");
        let (_, features) = library.split_once("features = [").expect("features");
        let mut features: Vec<_> = features.split('"').skip(1).step_by(2).collect();
        features.sort_unstable();
        assert_eq!(features, FEATURES);
    }
}
