//! Which names a certificate may have: the list of every application, names that do not count below constrained CAs, and the
//! outcome of all mechanisms.

mod references {
    mod outcome;
    mod table;
    mod uncounted;
}
