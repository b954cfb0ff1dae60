//! Which names a certificate may have: the list of every application, and names that do not count below
//! constrained CAs.

mod references {
    mod table;
    mod uncounted;
}
