/*
 * srvname.h: SRVName (RFC 4985) and name constraints (RFC 5280), for C and C++. License: MIT OR Apache-2.0.
 *
 * A certificate can name a service at a domain. This library says whether a peer is one: it verifies the certificates that the
 * peer sent, or validates the names of a path that a TLS stack verified. It refuses by default a path on which some CA could have
 * issued an SRVName for any domain. Or it judges a server by what its domain publishes for one connection: TLSA records, an MTA-STS
 * policy, a POSH document. Revocation and certificate transparency are not checked.
 *
 * Conventions:
 *   - A function that can fail returns enum srvname_result, and writes what it makes through its last pointers, which then hold
 *     NULL or 0 if it fails.
 *   - Handles are opaque. What a ..._new function or a verification wrote is freed by its ..._free function, which takes NULL.
 *   - A pointer to a handle or a text must be valid or NULL. NULL where something is needed is SRVNAME_RESULT_NULL_POINTER;
 *     where something is optional, the text says so. Texts are UTF-8 and end with NUL; a program whose strings may hold a NUL
 *     must refuse such a string before it passes it.
 *   - "message" may be NULL. Otherwise a sentence for a person is written to it where there is something to say, else NULL;
 *     srvname_string_free() frees it.
 *   - Every function may be called from any thread, with handles that other threads use at the same time; only what frees a
 *     handle must be the last to use it.
 *   - Nothing is thrown, printed or exited, and no signal is touched. A fault of the library itself is SRVNAME_RESULT_PANIC (its
 *     reason goes to standard error).
 *   - Whatever is not SRVNAME_RESULT_OK is no acceptance: let the handshake fail.
 *
 * This file is made by cbindgen from the sources in Rust. Do not edit it.
 */


#ifndef SRVNAME_H
#define SRVNAME_H

#include <stddef.h>
#include <stdint.h>

/* The version of this header, which is that of the release that it is part of. */
#define SRVNAME_VERSION "0.1.0"

/* A result that must not be ignored. */
#if defined(__GNUC__)
#define SRVNAME_MUST_USE __attribute__((warn_unused_result))
#else
#define SRVNAME_MUST_USE
#endif


/**
 * The interface of this header, for the functions that ask for it: the major number, which is that of the SONAME, times 65536,
 * and the minor number, which grows with each addition.
 */
#define SRVNAME_ABI 1

/**
 * What a function returns. 0 is success, and for a verification the only acceptance. Below 100 the call itself failed, and
 * nothing is known of the certificates. From 100 on they were refused. No number ever changes its meaning; a later library
 * may return numbers that this header does not have.
 */
enum srvname_result
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Success; of a verification, acceptance.
   */
  SRVNAME_RESULT_OK = 0,
  /**
   * A pointer that must not be NULL is NULL.
   */
  SRVNAME_RESULT_NULL_POINTER = 1,
  /**
   * A text is not UTF-8.
   */
  SRVNAME_RESULT_INVALID_UTF8 = 2,
  /**
   * A number is none of those that the header lists, a time is before 1970, or a length is larger than any object.
   */
  SRVNAME_RESULT_INVALID_VALUE = 3,
  /**
   * A service, a domain, an address or a mailbox is malformed.
   */
  SRVNAME_RESULT_INVALID_REFERENCE = 4,
  /**
   * The library does not have the interface of the header that the caller was compiled with.
   */
  SRVNAME_RESULT_ABI_MISMATCH = 5,
  /**
   * A fault of the library, which it caught. Please report it.
   */
  SRVNAME_RESULT_PANIC = 6,
  /**
   * A file or a folder cannot be read.
   */
  SRVNAME_RESULT_IO = 7,
  /**
   * A PEM block is malformed.
   */
  SRVNAME_RESULT_INVALID_PEM = 8,
  /**
   * There is no certificate in what was given.
   */
  SRVNAME_RESULT_NO_CERTIFICATE = 9,
  /**
   * A file is larger than any list of roots.
   */
  SRVNAME_RESULT_TOO_LARGE = 10,
  /**
   * The verifier has no roots, so no certificate could be accepted.
   */
  SRVNAME_RESULT_NO_ROOTS = 11,
  /**
   * There is no such thing in this verdict, or in this list.
   */
  SRVNAME_RESULT_NOT_AVAILABLE = 12,
  /**
   * The list has no certificate, or none beside the trust anchor.
   */
  SRVNAME_RESULT_TOO_FEW_CERTIFICATES = 13,
  /**
   * A TLSA record, an MTA-STS policy or a POSH document is malformed.
   */
  SRVNAME_RESULT_INVALID_EVIDENCE = 14,
  /**
   * DANE does not let the client connect to this server, or not yet: a look-up failed (RFC 7672 §2.1.2, RFC 7673 §3.4).
   */
  SRVNAME_RESULT_NO_CONNECTION = 15,
  /**
   * A certificate cannot be read.
   */
  SRVNAME_RESULT_MALFORMED_CERTIFICATE = 101,
  /**
   * No trust anchor and no certificate in the list issued a certificate.
   */
  SRVNAME_RESULT_UNKNOWN_ISSUER = 102,
  /**
   * A signature does not verify.
   */
  SRVNAME_RESULT_BAD_SIGNATURE = 103,
  /**
   * A signature or a key of an algorithm that is not verified here.
   */
  SRVNAME_RESULT_UNSUPPORTED_SIGNATURE_ALGORITHM = 104,
  /**
   * The time is after notAfter.
   */
  SRVNAME_RESULT_EXPIRED = 105,
  /**
   * The time is before notBefore.
   */
  SRVNAME_RESULT_NOT_YET_VALID = 106,
  /**
   * An issuer that is no CA.
   */
  SRVNAME_RESULT_NOT_A_CA = 107,
  /**
   * More CAs than a pathLenConstraint allows.
   */
  SRVNAME_RESULT_PATH_LENGTH_EXCEEDED = 108,
  /**
   * keyUsage is present and lacks what the certificate is used for.
   */
  SRVNAME_RESULT_KEY_USAGE = 109,
  /**
   * extKeyUsage is present and lacks the purpose.
   */
  SRVNAME_RESULT_EXTENDED_KEY_USAGE = 110,
  /**
   * A critical extension that is not processed.
   */
  SRVNAME_RESULT_UNKNOWN_CRITICAL_EXTENSION = 111,
  /**
   * A malformed base of a form that appears below.
   */
  SRVNAME_RESULT_MALFORMED_CONSTRAINT = 112,
  /**
   * A constraint that is not understood, of a form that appears below.
   */
  SRVNAME_RESULT_UNSUPPORTED_CONSTRAINT = 113,
  /**
   * A malformed name of a form that is constrained.
   */
  SRVNAME_RESULT_MALFORMED_NAME = 114,
  /**
   * A name outside every permitted base of its form.
   */
  SRVNAME_RESULT_NAME_NOT_PERMITTED = 115,
  /**
   * A name that overlaps an excluded base.
   */
  SRVNAME_RESULT_NAME_EXCLUDED = 116,
  /**
   * A CA that does not constrain SRVName as the rule asks, above an end entity that presents one.
   */
  SRVNAME_RESULT_CA_LACKS_SRV_CONSTRAINTS = 117,
  /**
   * No name that the certificate presents matches a reference.
   */
  SRVNAME_RESULT_NO_MATCHING_IDENTIFIER = 118,
  /**
   * The verifier has no references, so no certificate can match one.
   */
  SRVNAME_RESULT_NO_REFERENCES = 119,
  /**
   * Certificates that do not follow each other.
   */
  SRVNAME_RESULT_WRONG_ORDER = 120,
  /**
   * More than 32 CAs between trust anchor and end entity.
   */
  SRVNAME_RESULT_PATH_TOO_LONG = 121,
  /**
   * A path that goes in a circle.
   */
  SRVNAME_RESULT_REPEATED_CERTIFICATE = 122,
  /**
   * Name constraints in a certificate that is no CA's.
   */
  SRVNAME_RESULT_NAME_CONSTRAINTS_WITHOUT_CA = 123,
  /**
   * The bound on signature checks was reached before a path was found.
   */
  SRVNAME_RESULT_TOO_MUCH_WORK = 124,
  /**
   * TLSA records apply, and none is for the certificates of the server.
   */
  SRVNAME_RESULT_DANE_NO_MATCH = 125,
  /**
   * A TLSA record names a trust anchor, and the path to it is not valid.
   */
  SRVNAME_RESULT_DANE_PATH = 126,
  /**
   * A TLSA record of usage 0 or 1 applies, and the path to the verifier's roots that it needs as well is missing.
   */
  SRVNAME_RESULT_DANE_PKIX = 127,
  /**
   * No TLSA record can be used, and nothing else authenticates the server.
   */
  SRVNAME_RESULT_DANE_UNUSABLE = 128,
  /**
   * An MTA-STS policy in mode enforce does not allow the MX host.
   */
  SRVNAME_RESULT_MTA_STS_MISMATCH = 129,
  /**
   * An MTA-STS policy in mode enforce allows the MX host, whose certificate is not valid for it.
   */
  SRVNAME_RESULT_MTA_STS_CERTIFICATE = 130,
  /**
   * The POSH document has other certificates.
   */
  SRVNAME_RESULT_POSH_NO_MATCH = 131,
  /**
   * The POSH document has the certificate, which has expired.
   */
  SRVNAME_RESULT_POSH_EXPIRED = 132,
  /**
   * The POSH document has the certificate, which is not valid yet.
   */
  SRVNAME_RESULT_POSH_NOT_YET_VALID = 133,
  /**
   * The POSH document is older than it may be.
   */
  SRVNAME_RESULT_POSH_STALE = 134,
  /**
   * The POSH document has no fingerprint that can be used.
   */
  SRVNAME_RESULT_POSH_UNUSABLE = 135,
  /**
   * The host is authenticated, and nobody vouches for the records that led to it.
   */
  SRVNAME_RESULT_HOST_ALONE = 136,
  /**
   * Nothing that applies says who serves the domain.
   */
  SRVNAME_RESULT_UNAUTHENTICATED = 137,
  /**
   * A refusal for which this version has no number; its code and its sentence are in the verdict.
   */
  SRVNAME_RESULT_REFUSED = 199,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum srvname_result srvname_result;
#else
typedef uint32_t srvname_result;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Which CAs must constrain SRVName before a path may present one. RFC 5280 allows every name form that the constraints of a CA
 * do not mention, so a CA that is held to some DNS names could issue SRVNames for any domain (RFC 9525 §7.6).
 */
enum srvname_rule
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Every CA permits some SRVName base, and all its permitted SRVName bases have a domain.
   */
  SRVNAME_RULE_CONFINED = 1,
  /**
   * Every CA lists SRVName, permitted or excluded. This is the default.
   */
  SRVNAME_RULE_CONSTRAINED = 2,
  /**
   * Every CA lists SRVName, or is below a confined one. The risk: a CA below may choose the services.
   */
  SRVNAME_RULE_INHERITED = 3,
  /**
   * Every CA that has name constraints of any form lists SRVName. The risk: a CA without any issues SRVNames for any domain.
   */
  SRVNAME_RULE_WHERE_CONSTRAINED = 4,
  /**
   * No rule. The risk: every CA that is constrained for other forms alone issues SRVNames for any domain.
   */
  SRVNAME_RULE_RFC5280 = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum srvname_rule srvname_rule;
#else
typedef uint32_t srvname_rule;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What the key of the end entity is used for, and so which extended key usage it and the CAs above it need, where they have the
 * extension at all.
 */
enum srvname_purpose
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * A TLS server: serverAuth. This is the default.
   */
  SRVNAME_PURPOSE_SERVER = 1,
  /**
   * A TLS client: clientAuth.
   */
  SRVNAME_PURPOSE_CLIENT = 2,
  /**
   * A TLS client that is a server elsewhere, as in XMPP between servers: clientAuth or serverAuth. The risk: a certificate
   * meant for servers alone is accepted from a client.
   */
  SRVNAME_PURPOSE_CLIENT_OR_SERVER = 3,
  /**
   * Mail that is signed or encrypted: emailProtection.
   */
  SRVNAME_PURPOSE_EMAIL = 4,
  /**
   * None is asked. The risk: a certificate of any purpose is accepted.
   */
  SRVNAME_PURPOSE_NOT_ASKED = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum srvname_purpose srvname_purpose;
#else
typedef uint32_t srvname_purpose;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Whether a wildcard in a certificate matches a reference.
 */
enum srvname_wildcards
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * It matches nothing. This is the default for SRVNames.
   */
  SRVNAME_WILDCARDS_MATCH_NOTHING = 1,
  /**
   * "*" in place of one complete left-most label (RFC 9525 §6.3). This is the default for dNSNames.
   */
  SRVNAME_WILDCARDS_LEFTMOST_LABEL = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum srvname_wildcards srvname_wildcards;
#else
typedef uint32_t srvname_wildcards;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How a dNSName constraint with a leading dot is read.
 */
enum srvname_leading_dot
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * As the proper subdomains, which every validator in use does. This is the default.
   */
  SRVNAME_LEADING_DOT_PROPER_SUBDOMAINS = 1,
  /**
   * As malformed, which it is by RFC 5280.
   */
  SRVNAME_LEADING_DOT_MALFORMED = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum srvname_leading_dot srvname_leading_dot;
#else
typedef uint32_t srvname_leading_dot;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Whether the constraints that come with a trust anchor count.
 */
enum srvname_anchors
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * They are enforced (RFC 5937). This is the default.
   */
  SRVNAME_ANCHORS_ENFORCE_CONSTRAINTS = 1,
  /**
   * They are ignored. The risk: who limited the anchor relies on a limit that has no effect.
   */
  SRVNAME_ANCHORS_IGNORE_CONSTRAINTS = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum srvname_anchors srvname_anchors;
#else
typedef uint32_t srvname_anchors;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Who vouched for a host that is not the domain which the user named (RFC 9525 §6.1.1). Without that it is whatever an attacker
 * on the network says.
 */
enum srvname_vouched_by
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * DNSSEC: each record from the domain to the host was validated.
   */
  SRVNAME_VOUCHED_BY_DNSSEC = 1,
  /**
   * An MTA-STS policy of the domain, in mode enforce, with a pattern that the host matches.
   */
  SRVNAME_VOUCHED_BY_MTA_STS = 2,
  /**
   * The configuration of the program names both.
   */
  SRVNAME_VOUCHED_BY_CONFIGURATION = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum srvname_vouched_by srvname_vouched_by;
#else
typedef uint32_t srvname_vouched_by;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Where the trust anchor of a path is that the caller verified.
 */
enum srvname_anchor
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * It is the last certificate of the list.
   */
  SRVNAME_ANCHOR_IS_LAST = 1,
  /**
   * It is not in the list: the last certificate is the topmost CA, and the rule applies to it as to any other. The constraints
   * of the anchor are then unknown, and not enforced.
   */
  SRVNAME_ANCHOR_IS_MISSING = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum srvname_anchor srvname_anchor;
#else
typedef uint32_t srvname_anchor;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What TLSA records are used for, and so which usages count, and what records mean of which none can be used.
 */
enum srvname_dane_profile
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Mail from one MTA to another (RFC 7672).
   */
  SRVNAME_DANE_PROFILE_SMTP = 1,
  /**
   * A service with SRV records (RFC 7673).
   */
  SRVNAME_DANE_PROFILE_SRV = 2,
  /**
   * Another service, whose host the user or the configuration named (RFC 7671 §7).
   */
  SRVNAME_DANE_PROFILE_OTHER = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum srvname_dane_profile srvname_dane_profile;
#else
typedef uint32_t srvname_dane_profile;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How a look-up of TLSA records ended, by the word of a resolver that validates DNSSEC. The channel to it must be one that nobody
 * can write to, such as the loopback interface (RFC 6698 §4.1).
 */
enum srvname_tlsa_lookup
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * There are records, and the answer was validated. srvname_evidence_add_tlsa() adds each.
   */
  SRVNAME_TLSA_LOOKUP_FOUND = 1,
  /**
   * There are none, and that was validated.
   */
  SRVNAME_TLSA_LOOKUP_DENIED = 2,
  /**
   * The answer is not signed: records or none, they do not count.
   */
  SRVNAME_TLSA_LOOKUP_INSECURE = 3,
  /**
   * The answer should have been valid, and is not.
   */
  SRVNAME_TLSA_LOOKUP_BOGUS = 4,
  /**
   * The signatures that would tell could not be had (RFC 4035 §4.3).
   */
  SRVNAME_TLSA_LOOKUP_INDETERMINATE = 5,
  /**
   * There was no answer: a time-out, SERVFAIL, a message that cannot be read.
   */
  SRVNAME_TLSA_LOOKUP_FAILED = 6,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum srvname_tlsa_lookup srvname_tlsa_lookup;
#else
typedef uint32_t srvname_tlsa_lookup;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How far a server must be authenticated.
 */
enum srvname_authentication
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * It is the host that it was taken for, whoever led to that host (RFC 7672 §2.2.1). The risk: whoever can forge the DNS is
   * accepted.
   */
  SRVNAME_AUTHENTICATION_HOST_ALONE = 1,
  /**
   * It serves the domain. This is the default.
   */
  SRVNAME_AUTHENTICATION_SOURCE_DOMAIN = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum srvname_authentication srvname_authentication;
#else
typedef uint32_t srvname_authentication;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Whether TLSA records that match suffice where an MTA-STS policy in mode enforce does not hold.
 */
enum srvname_beside_mta_sts
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Both must hold (RFC 8461 §5). This is the default.
   */
  SRVNAME_BESIDE_MTA_STS_BOTH_MUST_HOLD = 1,
  /**
   * They suffice, which the text of the verdict says.
   */
  SRVNAME_BESIDE_MTA_STS_DANE_SUFFICES = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum srvname_beside_mta_sts srvname_beside_mta_sts;
#else
typedef uint32_t srvname_beside_mta_sts;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * The documents whose rules are linted. They are bits: their sum asks for several.
 */
enum srvname_lints
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * The RFCs, for every certificate.
   */
  SRVNAME_LINTS_PKIX = 1,
  /**
   * The TLS Baseline Requirements: the certificate is publicly trusted.
   */
  SRVNAME_LINTS_BR = 2,
  /**
   * The S/MIME Baseline Requirements: the certificate is publicly trusted.
   */
  SRVNAME_LINTS_SMIME = 4,
  /**
   * What srvname requires of CAs, and how other clients treat their constraints.
   */
  SRVNAME_LINTS_SRV = 8,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum srvname_lints srvname_lints;
#else
typedef uint32_t srvname_lints;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What is known of one connection before it is made. Two threads may use one value.
 */
typedef struct srvname_evidence srvname_evidence;

/**
 * Trust anchors. Two threads may use one value, and verifiers that were made with it keep what they need of it.
 */
typedef struct srvname_roots srvname_roots;

/**
 * A verdict. It does not change, so any number of threads may read it. Its texts are UTF-8 with what a person does not see
 * escaped, and live as long as it does.
 */
typedef struct srvname_verdict srvname_verdict;

/**
 * What certificates are asked for. It is cheap to make: one for each connection, or one for many. Two threads may use one value.
 */
typedef struct srvname_verifier srvname_verifier;

/**
 * A certificate in DER. The caller keeps the octets; no function keeps a pointer to them.
 */
typedef struct srvname_der {
  /**
   * The octets.
   */
  const uint8_t *data;
  /**
   * How many there are.
   */
  size_t length;
} srvname_der;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Returns the interface of the library that is loaded, as SRVNAME_ABI is that of the header.
 */
uint32_t srvname_abi(void);

/**
 * Returns the version of the library that is loaded, such as "0.1.0". The text is never freed.
 */
const char *srvname_version(void);

/**
 * Returns the name of a result, such as "no_matching_identifier": for a refusal the code that the command line prints. Returns
 * NULL if the number is none that this library returns. The text is never freed.
 */
const char *srvname_result_name(uint32_t result);

/**
 * Writes new roots, without any anchor, to `roots`. Pass SRVNAME_ABI as `abi`. Free them with srvname_roots_free().
 */
srvname_result srvname_roots_new(uint32_t abi,
                                 struct srvname_roots **roots);

/**
 * Adds the certificates of PEM blocks "CERTIFICATE", which may have any text around them, and writes how many anchors there are
 * now to `count`.
 *
 * A certificate that cannot be read is not used, which `message` says beside success. Nothing is added if a block is malformed
 * (SRVNAME_RESULT_INVALID_PEM), if there is none (SRVNAME_RESULT_NO_CERTIFICATE), or if no certificate can be read.
 */
srvname_result srvname_roots_add_pem(struct srvname_roots *roots,
                                     const uint8_t *pem_text,
                                     size_t length,
                                     size_t *count,
                                     char **message);

/**
 * Adds one certificate in DER, and writes how many anchors there are now to `count`.
 */
srvname_result srvname_roots_add_der(struct srvname_roots *roots,
                                     const uint8_t *der_octets,
                                     size_t length,
                                     size_t *count,
                                     char **message);

/**
 * Adds the certificates of a file, one in DER or any number in PEM, and writes how many anchors there are now to `count`. The
 * file is remembered for srvname_roots_reload(). It may have 64 MiB.
 */
srvname_result srvname_roots_add_file(struct srvname_roots *roots,
                                      const char *path,
                                      size_t *count,
                                      char **message);

/**
 * Adds the certificates of the files in a folder, hashed or not, whatever the files are called, and writes how many anchors
 * there are now to `count`. The folder is remembered for srvname_roots_reload(). Folders in it and hidden files are not read; a
 * file that has no certificate, or cannot be read, is not used, which `message` says beside success.
 */
srvname_result srvname_roots_add_folder(struct srvname_roots *roots,
                                        const char *path,
                                        size_t *count,
                                        char **message);

/**
 * Reads every file and folder again, and writes how many anchors there are now to `count`. Verifications that run meanwhile use
 * the old anchors or the new ones, never some of both. If a file or a folder cannot be read now, nothing changes.
 */
srvname_result srvname_roots_reload(struct srvname_roots *roots,
                                    size_t *count,
                                    char **message);

/**
 * Frees roots; NULL is allowed. No other thread may use them at that time. Verifiers that were made with them go on.
 */
void srvname_roots_free(struct srvname_roots *roots);

/**
 * Writes a new verifier to `verifier`: the rule SRVNAME_RULE_CONSTRAINED, the purpose SRVNAME_PURPOSE_SERVER, and no references.
 * Pass SRVNAME_ABI as `abi`. `roots` may be NULL for a verifier that only validates paths which the caller verified; they may be
 * freed before the verifier is. Free it with srvname_verifier_free().
 */
srvname_result srvname_verifier_new(uint32_t abi,
                                    const struct srvname_roots *roots,
                                    struct srvname_verifier **verifier);

/**
 * Adds a reference: this service, with or without its underscore, at this domain, which is the one that the user or the
 * configuration named, in A-labels or U-labels. It never comes from the certificate or from the DNS. The certificate must present
 * it as SRVName.
 *
 * References are tried in the order in which they are added; the certificate must match one.
 */
srvname_result srvname_verifier_add_srv_id(struct srvname_verifier *verifier,
                                           const char *service,
                                           const char *domain,
                                           char **message);

/**
 * Adds a reference: this host, which the certificate must present as dNSName. Beside an SRV-ID of the same domain it has a
 * price: who holds a certificate for the web site of the domain is then accepted for the service.
 */
srvname_result srvname_verifier_add_dns_id(struct srvname_verifier *verifier,
                                           const char *host,
                                           char **message);

/**
 * Adds a reference: a host that a domain leads to, such as the target of its SRV or MX record, and which somebody vouched for,
 * one of enum srvname_vouched_by. The certificate must present it as dNSName.
 */
srvname_result srvname_verifier_add_target(struct srvname_verifier *verifier,
                                           const char *host,
                                           uint32_t vouched_by,
                                           char **message);

/**
 * Adds a reference: an IPv4 or IPv6 address as text, which the certificate must present as iPAddress.
 */
srvname_result srvname_verifier_add_ip_id(struct srvname_verifier *verifier,
                                          const char *address,
                                          char **message);

/**
 * Adds a reference: a mailbox, which the certificate must present as rfc822Name or SmtpUTF8Mailbox.
 */
srvname_result srvname_verifier_add_mailbox(struct srvname_verifier *verifier,
                                            const char *mailbox,
                                            char **message);

/**
 * Sets which CAs must constrain SRVName, one of enum srvname_rule.
 */
srvname_result srvname_verifier_set_rule(struct srvname_verifier *verifier, uint32_t rule);

/**
 * Sets what the key of the end entity is used for, one of enum srvname_purpose.
 */
srvname_result srvname_verifier_set_purpose(struct srvname_verifier *verifier, uint32_t purpose);

/**
 * Sets whether a wildcard SRVName matches an SRV-ID, one of enum srvname_wildcards.
 */
srvname_result srvname_verifier_set_srv_wildcards(struct srvname_verifier *verifier, uint32_t wildcards);

/**
 * Sets whether a wildcard dNSName matches a DNS-ID, one of enum srvname_wildcards.
 */
srvname_result srvname_verifier_set_dns_wildcards(struct srvname_verifier *verifier, uint32_t wildcards);

/**
 * Sets how a dNSName constraint with a leading dot is read, one of enum srvname_leading_dot.
 */
srvname_result srvname_verifier_set_leading_dot(struct srvname_verifier *verifier, uint32_t leading_dot);

/**
 * Sets whether the constraints that come with a trust anchor count, one of enum srvname_anchors.
 */
srvname_result srvname_verifier_set_anchors(struct srvname_verifier *verifier, uint32_t anchors);

/**
 * Frees a verifier; NULL is allowed. No other thread may use it at that time.
 */
void srvname_verifier_free(struct srvname_verifier *verifier);

/**
 * Writes new evidence for a connection to a domain to `evidence`: the domain that the user or the configuration named, and the
 * service there, or NULL for mail between MTAs and for what has no service. Pass SRVNAME_ABI as `abi`. Free it with
 * srvname_evidence_free().
 *
 * Evidence is for one connection: a domain changes what it publishes, and records live as long as their TTL says.
 */
srvname_result srvname_evidence_new(uint32_t abi,
                                    const char *service,
                                    const char *domain,
                                    struct srvname_evidence **evidence,
                                    char **message);

/**
 * Sets the host that the domain led to, where somebody vouched for that, one of enum srvname_vouched_by. Without a call the domain
 * is its own host.
 */
srvname_result srvname_evidence_set_target(struct srvname_evidence *evidence,
                                           const char *host,
                                           uint32_t vouched_by,
                                           char **message);

/**
 * Sets the host that the domain led to, where nobody vouched for that: SRV or MX records without DNSSEC. What is then proven of the
 * host is not proven of the domain.
 */
srvname_result srvname_evidence_set_insecure_target(struct srvname_evidence *evidence,
                                                    const char *host,
                                                    char **message);

/**
 * Sets how the look-up of TLSA records ended, one of enum srvname_tlsa_lookup, for this host and port over TCP, and what they are
 * used for, one of enum srvname_dane_profile. The host is the one whose records were asked for: the domain, the target that was set
 * before, or where aliases of that target led, all of them from secure answers. They are asked for only if the addresses of the host
 * come from a secure answer, too (RFC 7672 §2.2.2). Records that were added before are gone. SRVNAME_DANE_PROFILE_SRV needs evidence
 * with a service.
 *
 * Returns SRVNAME_RESULT_NO_CONNECTION if the look-up failed: then no connection may be made to this host now, and a verification
 * with this evidence returns the same. So does one after SRVNAME_TLSA_LOOKUP_FOUND without a record.
 */
srvname_result srvname_evidence_set_tlsa_lookup(struct srvname_evidence *evidence,
                                                uint32_t profile,
                                                uint32_t lookup,
                                                const char *host,
                                                uint16_t port,
                                                char **message);

/**
 * Adds a TLSA record: its RDATA, from the octet of the usage on. The look-up was set before, to SRVNAME_TLSA_LOOKUP_FOUND. A record
 * that cannot be used, such as one of an unknown usage, is added too: it counts for what a set of such records means.
 */
srvname_result srvname_evidence_add_tlsa(struct srvname_evidence *evidence,
                                         const uint8_t *rdata,
                                         size_t length,
                                         char **message);

/**
 * Sets the MTA-STS policy of the domain (RFC 8461 §3.2), the body of the file as it was fetched or as it is in the cache, and the MX
 * host that is connected to. In mode enforce the policy must allow the host, and the certificate be for it; in mode testing that
 * is noted in the text of the verdict; mode none is no policy.
 *
 * What is odd about the policy and does not make it invalid, `message` says beside success. One that is malformed
 * (SRVNAME_RESULT_INVALID_EVIDENCE) is no policy (RFC 8461 §3.2), and the one before stays.
 */
srvname_result srvname_evidence_set_mta_sts(struct srvname_evidence *evidence,
                                            const uint8_t *policy,
                                            size_t length,
                                            const char *mx,
                                            char **message);

/**
 * Sets the POSH document of the domain for the service of the evidence (RFC 7711), and how many seconds ago it was fetched. If it is
 * a reference, as srvname_posh_url() says, `referred` is the document at its url; otherwise that is NULL and 0. The certificate
 * that it has is accepted, whatever its names and its path.
 */
srvname_result srvname_evidence_set_posh(struct srvname_evidence *evidence,
                                         const uint8_t *document,
                                         size_t length,
                                         const uint8_t *referred,
                                         size_t referred_length,
                                         uint64_t age,
                                         char **message);

/**
 * Writes the url that a POSH document refers to to `url`, where the document with the fingerprints is (RFC 7711 §3.2); NULL if it has
 * them itself.
 */
srvname_result srvname_posh_url(const uint8_t *document,
                                size_t length,
                                char **url,
                                char **message);

/**
 * Sets how far the server must be authenticated, one of enum srvname_authentication.
 */
srvname_result srvname_evidence_set_least_authentication(struct srvname_evidence *evidence,
                                                         uint32_t authentication);

/**
 * Sets whether DANE suffices where an MTA-STS policy does not hold, one of enum srvname_beside_mta_sts. DANE that fails is lifted by
 * nothing.
 */
srvname_result srvname_evidence_set_beside_mta_sts(struct srvname_evidence *evidence,
                                                   uint32_t rule);

/**
 * Writes the name to send as SNI to `name`: that of the TLSA records (RFC 7671 §10.2), or of the MX host that a policy allows (RFC
 * 8461 §7.1); NULL if the evidence asks for none, where it is mostly the domain. srvname_string_free() frees it.
 */
srvname_result srvname_evidence_server_name(const struct srvname_evidence *evidence,
                                            char **name);

/**
 * Frees evidence; NULL is allowed. No other thread may use it at that time.
 */
void srvname_evidence_free(struct srvname_evidence *evidence);

/**
 * Verifies the certificates that a peer sent, end entity first and the others in any order: finds a path to a root, and checks
 * signatures, dates, CA flags, key usages, name constraints of every form, the rule, and that the end entity presents one of the
 * references. Revocation and certificate transparency are not checked.
 *
 * `time` is in seconds since 1970-01-01T00:00:00Z, such as (int64_t)time(NULL): the library has no clock.
 *
 * Returns SRVNAME_RESULT_OK if, and only if, the peer is one of the references. Every other number means that it is not known to
 * be, and the handshake must fail. `verdict` may be NULL; of an acceptance and of a refusal a verdict is written to it, which
 * srvname_verdict_free() frees, and NULL if the call itself failed.
 */
SRVNAME_MUST_USE
srvname_result srvname_verify(const struct srvname_verifier *verifier,
                              const struct srvname_der *chain,
                              size_t count,
                              int64_t time,
                              struct srvname_verdict **verdict);

/**
 * Does what srvname_verify() does but for the references, which are not looked at: any certificate of any name is accepted that
 * has a path to a root. For servers whose clients say later who they are: then verify again, with references.
 */
SRVNAME_MUST_USE
srvname_result srvname_verify_path(const struct srvname_verifier *verifier,
                                   const struct srvname_der *chain,
                                   size_t count,
                                   int64_t time,
                                   struct srvname_verdict **verdict);

/**
 * Validates the path that the caller's TLS stack built and verified, end entity first, in order: its name constraints of every
 * form, the rule, path lengths, critical extensions, key usages, and that the end entity presents one of the references.
 * Signatures, dates and revocation are not checked: never pass what the peer sent.
 *
 * `anchor` is one of enum srvname_anchor. If the trust anchor is the last certificate, the constraints of the verifier's roots
 * with its subject and its key apply as well.
 *
 * Returns SRVNAME_RESULT_OK if, and only if, the peer is one of the references. `verdict` is as for srvname_verify().
 */
SRVNAME_MUST_USE
srvname_result srvname_validate_verified(const struct srvname_verifier *verifier,
                                         const struct srvname_der *path,
                                         size_t count,
                                         uint32_t anchor,
                                         struct srvname_verdict **verdict);

/**
 * Does what srvname_validate_verified() does but for the references, which are not looked at. For servers whose clients say later
 * who they are: then validate again, with references.
 */
SRVNAME_MUST_USE
srvname_result srvname_validate_verified_path(const struct srvname_verifier *verifier,
                                              const struct srvname_der *path,
                                              size_t count,
                                              uint32_t anchor,
                                              struct srvname_verdict **verdict);

/**
 * Verifies the certificates that a server sent, in the order in which it sent them, end entity first, by what its domain publishes:
 * TLSA records that apply must match, and so must an MTA-STS policy in mode enforce; a key that DANE-EE or POSH names is accepted
 * with whatever names, dates and path; otherwise a path is asked for, to the anchor of a DANE-TA record or to a root of the verifier
 * for one of its references. The verifier may have no roots and no references. Its rule, purpose and other settings count for every
 * path.
 *
 * That the server has the key of the first certificate is proven by the handshake, which the caller's TLS stack checks as ever.
 * Revocation is not checked. `time` is as for srvname_verify().
 *
 * Returns SRVNAME_RESULT_OK if, and only if, the server is authenticated: as one of the evidence's domain, or as far as
 * srvname_evidence_set_least_authentication() asks. Every other number means that it is not, and the handshake must fail;
 * SRVNAME_RESULT_NO_CONNECTION that none should have been begun. `verdict` is as for srvname_verify(); of an acceptance its text is
 * a line for a log, which says no more than was proven.
 */
SRVNAME_MUST_USE
srvname_result srvname_verify_evidence(const struct srvname_verifier *verifier,
                                       const struct srvname_evidence *evidence,
                                       const struct srvname_der *chain,
                                       size_t count,
                                       int64_t time,
                                       struct srvname_verdict **verdict);

/**
 * Returns the result that the verification returned.
 */
srvname_result srvname_verdict_result(const struct srvname_verdict *verdict);

/**
 * Returns "ok", or the code of a refusal, as the command line and its JSON have it: "ca_lacks_srv_constraints". A later library
 * may have codes that this header has no number for.
 */
const char *srvname_verdict_code(const struct srvname_verdict *verdict);

/**
 * Returns the verdict in one sentence for a person, without a full stop. It may change with the version.
 */
const char *srvname_verdict_text(const struct srvname_verdict *verdict);

/**
 * Returns the reference that matched, such as "_xmpp-server.example.com": this, and not what the certificate says, is who the
 * peer is. Returns NULL if the certificates were refused, if no identity was asked, or if a key was compared and no name.
 */
const char *srvname_verdict_reference(const struct srvname_verdict *verdict);

/**
 * Writes which of the references matched to `index`, from 0, in the order in which they were added. Returns
 * SRVNAME_RESULT_NOT_AVAILABLE if the certificates were refused, if no identity was asked, or if it is none of them but a host of the
 * evidence.
 */
srvname_result srvname_verdict_reference_index(const struct srvname_verdict *verdict,
                                               size_t *index);

/**
 * Returns the name in the certificate that the reference matched, or NULL as srvname_verdict_reference() does, and under DANE-TA.
 */
const char *srvname_verdict_presented(const struct srvname_verdict *verdict);

/**
 * Returns by what the server of srvname_verify_evidence() was accepted: "srv_name" or "pkix" (a path to a root, and a name),
 * "dane_ee", "dane_ta", "pkix_and_tlsa", "mta_sts_and_pkix" or "posh". Returns NULL of a refusal and of other verifications.
 */
const char *srvname_verdict_mechanism(const struct srvname_verdict *verdict);

/**
 * Returns how far the server of srvname_verify_evidence() is authenticated: "source-domain" if it serves the domain, "host-alone" if
 * it is the host and no more. Returns NULL of a refusal and of other verifications.
 */
const char *srvname_verdict_authentication(const struct srvname_verdict *verdict);

/**
 * Returns the section that asks for a refusal, such as "RFC 9525 §7.6", or NULL of an acceptance.
 */
const char *srvname_verdict_section(const struct srvname_verdict *verdict);

/**
 * Writes the position of the certificate that is at fault to `position`: 0 is the end entity, 1 its issuer, and so on. Returns
 * SRVNAME_RESULT_NOT_AVAILABLE of an acceptance, and if the fault is of the path as a whole.
 */
srvname_result srvname_verdict_position(const struct srvname_verdict *verdict,
                                        size_t *position);

/**
 * Writes the position of the CA whose constraint refused a name to `position`. Returns SRVNAME_RESULT_NOT_AVAILABLE if there is
 * no such CA.
 */
srvname_result srvname_verdict_imposed_by(const struct srvname_verdict *verdict,
                                          size_t *position);

/**
 * Returns the refused name as the certificate has it, or NULL if the verdict is not about a name.
 */
const char *srvname_verdict_name(const struct srvname_verdict *verdict);

/**
 * Returns the base of a constraint that refused a name or that cannot be evaluated, or NULL if there is none.
 */
const char *srvname_verdict_base(const struct srvname_verdict *verdict);

/**
 * Returns the subject of the certificate at fault (RFC 4514), or NULL if it is not needed to act.
 */
const char *srvname_verdict_subject(const struct srvname_verdict *verdict);

/**
 * Returns a sentence of advice on a refusal, for a person: who can do what about it. They are numbered from 0, in the order in
 * which they are to be read. Returns NULL after the last one, of an acceptance, and of a refusal by evidence.
 */
const char *srvname_verdict_advice(const struct srvname_verdict *verdict,
                                   size_t number);

/**
 * Returns how many certificates the path has that the verdict is about, without the trust anchor; of a refusal it is the path at
 * fault. Returns 0 if the verdict is NULL, and if evidence decided without a path to a root.
 */
size_t srvname_verdict_path_length(const struct srvname_verdict *verdict);

/**
 * Writes where the certificate at this position of the path is in the list that was verified to `index`, from 0: what there is
 * still to check, such as revocation, is checked of these. Returns SRVNAME_RESULT_NOT_AVAILABLE if the path has no such position.
 */
srvname_result srvname_verdict_path_index(const struct srvname_verdict *verdict,
                                          size_t position,
                                          size_t *index);

/**
 * Frees a verdict; NULL is allowed. No other thread may use it at that time.
 */
void srvname_verdict_free(struct srvname_verdict *verdict);

/**
 * Lints one certificate in DER, readable or not, and writes the findings to `json`, a text that srvname_string_free() frees.
 *
 * `lints` is a sum of enum srvname_lints. The JSON is an object with "findings", an array of objects with the fields "lint",
 * "severity" ("error", "warn" or "notice"), "title", "citation", "place", "octets" (the first octet in the certificate, and the
 * one after the last) and "detail", as the command line prints them. SRVNAME_RESULT_OK says that it was linted, whatever was
 * found.
 */
srvname_result srvname_lint(const uint8_t *der,
                            size_t length,
                            uint32_t lints,
                            char **json);

/**
 * Frees a text that a function of this library wrote through a pointer to `char *`. NULL is allowed.
 */
void srvname_string_free(char *text);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* SRVNAME_H */
