//! DANE (RFC 6698, 7671, 7672, 7673): each rule on certificates and answers of our own, and properties of all of them.

mod dane {
    pub(crate) mod hints;
    pub(crate) mod kit;
    pub(crate) mod matching;
    pub(crate) mod oracle;
    pub(crate) mod properties;
    pub(crate) mod publishing;
    pub(crate) mod smtp_steps;
    pub(crate) mod srv_steps;
    pub(crate) mod trust_anchors;
}
