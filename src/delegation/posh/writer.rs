//! A document as it is written: what is written reads back equal.

use alloc::string::String;

use base64ct::{Base64, Encoding};

use super::document::{Descriptor, Document, Lifetime};

impl Document {
    /// Returns the document as JSON without white space, as it is served at
    /// [`PoshQuery::url`](super::fetch::PoshQuery::url), with media type `application/json`.
    ///
    /// [`Document::read`] of it returns an equal document. Fingerprints that cannot be used are left out.
    ///
    /// ```
    /// use srvname::delegation::posh::{Document, HttpsUrl, Lifetime, ReferenceDocument};
    ///
    /// // RFC 7711 §3.2.
    /// let url = HttpsUrl::parse("https://hosting.example.net/.well-known/posh/spice.json")?;
    /// let expires = Lifetime::from_seconds(86_400).ok_or("no lifetime")?;
    /// let json = Document::Reference(ReferenceDocument { url, expires }).to_json();
    /// assert_eq!(json, r#"{"url":"https://hosting.example.net/.well-known/posh/spice.json","expires":86400}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = String::from("{");
        let expires = match self {
            Self::Reference(reference) => {
                // A URI holds neither a quotation mark nor a backslash.
                json.push_str("\"url\":\"");
                json.push_str(reference.url.as_str());
                json.push('"');
                reference.expires
            }
            Self::Fingerprints(fingerprints) => {
                json.push_str("\"fingerprints\":[");
                for (index, descriptor) in fingerprints.descriptors().iter().enumerate() {
                    json.push_str(if index == 0 { "" } else { "," });
                    push_descriptor(&mut json, descriptor);
                }
                json.push(']');
                fingerprints.expires()
            }
        };
        push_expires(&mut json, expires);
        json.push('}');
        json
    }
}

/// Writes a descriptor, the weakest hash first, as RFC 7711 §3.1 has it.
fn push_descriptor(json: &mut String, descriptor: &Descriptor) {
    json.push('{');
    for (index, fingerprint) in descriptor.fingerprints().iter().rev().enumerate() {
        json.push_str(if index == 0 { "\"" } else { ",\"" });
        json.push_str(fingerprint.function().name());
        json.push_str("\":\"");
        json.push_str(&Base64::encode_string(fingerprint.digest()));
        json.push('"');
    }
    json.push('}');
}

fn push_expires(json: &mut String, expires: Lifetime) {
    json.push_str(",\"expires\":");
    json.push_str(&alloc::format!("{}", expires.seconds()));
}
