//! The methods that the verifiers have in common, as macros: the documentation of each shows them in one list.

/// The settings of every verifier.
macro_rules! settings {
    () => {
        /// Returns this verifier with another policy.
        #[must_use]
        pub fn with_policy(mut self, policy: $crate::path::policy::Policy<'static>) -> Self {
            self.verifier.policy = policy;
            self
        }

        /// Returns this verifier with a check of the complete path, which is called last: revocation, pinning,
        /// transparency. It takes the place of the one that the verifier had.
        #[must_use]
        pub fn with_path_check(mut self, check: $crate::integration::tls::OwnedPathCheck) -> Self {
            self.verifier.path_check = Some(check);
            self
        }

        /// Returns this verifier with another way to return rejections to rustls.
        #[must_use]
        pub const fn with_error_mapping(
            mut self,
            error_mapping: $crate::integration::rustls_0_23::error_mapping::ErrorMapping,
        ) -> Self {
            self.error_mapping = error_mapping;
            self
        }
    };
}

/// The identity after the handshake: all verifiers evaluate the certificates in the same way.
macro_rules! identify {
    ($(#[$documentation:meta])*) => {
        $(#[$documentation])*
        pub fn identify<'r, 'a>(
            &'a self,
            end_entity: &'a rustls_pki_types::CertificateDer<'_>,
            intermediates: &'a [rustls_pki_types::CertificateDer<'_>],
            references: &'r [$crate::identity::reference::ReferenceId<'r>],
            now: rustls_pki_types::UnixTime,
        ) -> Result<$crate::path::validate::Identity<'r, 'a>, $crate::path::rejection::Rejection> {
            let identity = self.verifier.identify(end_entity, intermediates, references, now);
            identity.map_err(|rejected| rejected.rejection)
        }
    };
}

/// The signatures of a handshake, which the verifiers verify as rustls's own do, with the provider's algorithms.
macro_rules! handshake_signatures {
    () => {
        fn verify_tls12_signature(
            &self,
            message: &[u8],
            cert: &rustls_pki_types::CertificateDer<'_>,
            dss: &rustls::DigitallySignedStruct,
        ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
            rustls::crypto::verify_tls12_signature(message, cert, dss, &self.handshake)
        }

        fn verify_tls13_signature(
            &self,
            message: &[u8],
            cert: &rustls_pki_types::CertificateDer<'_>,
            dss: &rustls::DigitallySignedStruct,
        ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
            rustls::crypto::verify_tls13_signature(message, cert, dss, &self.handshake)
        }

        fn supported_verify_schemes(&self) -> alloc::vec::Vec<rustls::SignatureScheme> {
            self.handshake.supported_schemes()
        }
    };
}

pub(super) use {handshake_signatures, identify, settings};
