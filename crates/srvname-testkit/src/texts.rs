//! Every text over an alphabet, up to a length.

/// All texts of at most `longest` characters of `alphabet`, the empty one first.
pub fn texts(alphabet: &str, longest: usize) -> Vec<String> {
    let mut all = Vec::from([String::new()]);
    let mut start = 0;
    for _ in 0..longest {
        let end = all.len();
        for index in start..end {
            all.extend(alphabet.chars().map(|character| format!("{}{character}", all[index])).collect::<Vec<_>>());
        }
        start = end;
    }
    all
}

#[test]
fn texts_are_complete() {
    assert_eq!(texts("ab", 2), ["", "a", "b", "aa", "ab", "ba", "bb"]);
    assert_eq!(texts("abc", 4).len(), 1 + 3 + 9 + 27 + 81);
}
