/*
 * Calls as programs in C make them, right ones and wrong ones: calls FOLDER, with the certificates that the example
 * `certificates` of the package writes. Exits with 1 at the first surprise.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <srvname.h>

/* 2026-11-24T00:00:00Z, when all but one certificate are valid. */
#define AT INT64_C(1795478400)

#define EXPECT(condition)                                                               \
    do {                                                                                \
        if (!(condition)) {                                                             \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);     \
            exit(1);                                                                    \
        }                                                                               \
    } while (0)

static const char *folder;

/* Reads a file of the folder whole; the caller frees it. */
static srvname_der read_der(const char *name)
{
    char path[4096];
    unsigned char *octets = malloc(65536);
    srvname_der der;
    FILE *file;

    EXPECT(octets != NULL);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "rb");
    EXPECT(file != NULL);
    der.length = fread(octets, 1, 65536, file);
    der.data = octets;
    fclose(file);
    EXPECT(der.length > 0 && der.length < 65536);
    return der;
}

static void free_der(srvname_der der)
{
    free((void *)der.data);
}

static srvname_roots *new_roots(void)
{
    srvname_roots *roots = NULL;
    char path[4096];
    char *message = NULL;
    size_t count = 7;

    snprintf(path, sizeof path, "%s/roots.pem", folder);
    EXPECT(srvname_roots_new(SRVNAME_ABI, &roots) == SRVNAME_RESULT_OK);
    EXPECT(srvname_roots_add_file(roots, path, &count, &message) == SRVNAME_RESULT_OK);
    EXPECT(count == 1 && message == NULL);
    return roots;
}

static srvname_verifier *new_verifier(const srvname_roots *roots)
{
    srvname_verifier *verifier = NULL;
    char *message = NULL;

    EXPECT(srvname_verifier_new(SRVNAME_ABI, roots, &verifier) == SRVNAME_RESULT_OK);
    EXPECT(srvname_verifier_add_srv_id(verifier, "xmpp-client", "example.com", &message) == SRVNAME_RESULT_OK);
    EXPECT(message == NULL);
    return verifier;
}

static void verdicts(void)
{
    srvname_roots *roots = new_roots();
    srvname_verifier *verifier = new_verifier(roots);
    srvname_verdict *verdict = NULL;
    srvname_der good[2], hosting[2], late[2], path[3];
    size_t number = 7;

    good[0] = read_der("good.leaf.der");
    good[1] = read_der("good.sub.der");
    hosting[0] = read_der("hosting.leaf.der");
    hosting[1] = read_der("hosting.sub.der");
    late[0] = read_der("expired.leaf.der");
    late[1] = read_der("expired.sub.der");

    EXPECT(srvname_verify(verifier, good, 2, AT, &verdict) == SRVNAME_RESULT_OK);
    EXPECT(srvname_verdict_result(verdict) == SRVNAME_RESULT_OK);
    EXPECT(strcmp(srvname_verdict_code(verdict), "ok") == 0);
    EXPECT(strcmp(srvname_verdict_reference(verdict), "_xmpp-client.example.com") == 0);
    EXPECT(strcmp(srvname_verdict_presented(verdict), "_xmpp-client.example.com") == 0);
    EXPECT(strstr(srvname_verdict_text(verdict), "valid for _xmpp-client.example.com") != NULL);
    EXPECT(srvname_verdict_reference_index(verdict, &number) == SRVNAME_RESULT_OK && number == 0);
    EXPECT(srvname_verdict_path_length(verdict) == 2);
    EXPECT(srvname_verdict_path_index(verdict, 1, &number) == SRVNAME_RESULT_OK && number == 1);
    EXPECT(srvname_verdict_path_index(verdict, 2, &number) == SRVNAME_RESULT_NOT_AVAILABLE && number == 0);
    EXPECT(srvname_verdict_section(verdict) == NULL);
    EXPECT(srvname_verdict_advice(verdict, 0) == NULL);
    EXPECT(srvname_verdict_position(verdict, &number) == SRVNAME_RESULT_NOT_AVAILABLE);
    srvname_verdict_free(verdict);

    EXPECT(srvname_verify(verifier, hosting, 2, AT, &verdict) == SRVNAME_RESULT_CA_LACKS_SRV_CONSTRAINTS);
    EXPECT(strcmp(srvname_verdict_code(verdict), "ca_lacks_srv_constraints") == 0);
    EXPECT(strcmp(srvname_verdict_section(verdict), "RFC 9525 \302\2477.6") == 0);
    EXPECT(strstr(srvname_verdict_subject(verdict), "Hosting CA") != NULL);
    EXPECT(srvname_verdict_position(verdict, &number) == SRVNAME_RESULT_OK && number == 1);
    EXPECT(srvname_verdict_reference(verdict) == NULL);
    EXPECT(strstr(srvname_verdict_advice(verdict, 0), "ask the issuer of CN=Hosting CA") != NULL);
    EXPECT(srvname_verdict_advice(verdict, 100) == NULL);
    srvname_verdict_free(verdict);
    EXPECT(srvname_verifier_set_rule(verifier, SRVNAME_RULE_RFC5280) == SRVNAME_RESULT_OK);
    EXPECT(srvname_verify(verifier, hosting, 2, AT, NULL) == SRVNAME_RESULT_OK);
    EXPECT(srvname_verifier_set_rule(verifier, SRVNAME_RULE_CONSTRAINED) == SRVNAME_RESULT_OK);

    EXPECT(srvname_verify(verifier, late, 2, AT, NULL) == SRVNAME_RESULT_EXPIRED);
    EXPECT(srvname_verify(verifier, late, 2, INT64_C(1577836799), NULL) == SRVNAME_RESULT_NOT_YET_VALID);

    /* The path that another verifier found: the anchor is in it. */
    path[0] = good[0];
    path[1] = good[1];
    path[2] = read_der("root.der");
    EXPECT(srvname_validate_verified(verifier, path, 3, SRVNAME_ANCHOR_IS_LAST, &verdict) == SRVNAME_RESULT_OK);
    EXPECT(srvname_verdict_path_length(verdict) == 2);
    srvname_verdict_free(verdict);
    EXPECT(srvname_validate_verified(verifier, hosting, 2, SRVNAME_ANCHOR_IS_MISSING, NULL) ==
           SRVNAME_RESULT_CA_LACKS_SRV_CONSTRAINTS);
    EXPECT(srvname_validate_verified_path(verifier, good, 2, SRVNAME_ANCHOR_IS_MISSING, NULL) == SRVNAME_RESULT_OK);
    EXPECT(srvname_verify_path(verifier, good, 2, AT, NULL) == SRVNAME_RESULT_OK);

    free_der(path[2]);
    free_der(good[0]);
    free_der(good[1]);
    free_der(hosting[0]);
    free_der(hosting[1]);
    free_der(late[0]);
    free_der(late[1]);
    srvname_verifier_free(verifier);
    srvname_roots_free(roots);
}

/* What a caller may do wrong. */
static void abuse(void)
{
    srvname_roots *roots = new_roots();
    srvname_roots *none = roots;
    srvname_verifier *verifier = new_verifier(roots);
    srvname_verdict *verdict = NULL;
    srvname_der one = {NULL, 5};
    char *text = NULL;
    size_t number;

    EXPECT(srvname_roots_new(SRVNAME_ABI, NULL) == SRVNAME_RESULT_NULL_POINTER);
    EXPECT(srvname_roots_new(SRVNAME_ABI + 1, &none) == SRVNAME_RESULT_ABI_MISMATCH && none == NULL);
    EXPECT(srvname_verify(NULL, &one, 1, AT, &verdict) == SRVNAME_RESULT_NULL_POINTER && verdict == NULL);
    EXPECT(srvname_verify(verifier, NULL, 1, AT, &verdict) == SRVNAME_RESULT_NULL_POINTER && verdict == NULL);
    EXPECT(srvname_verify(verifier, &one, 1, AT, &verdict) == SRVNAME_RESULT_NULL_POINTER && verdict == NULL);
    EXPECT(srvname_verify(verifier, NULL, 0, AT, &verdict) == SRVNAME_RESULT_TOO_FEW_CERTIFICATES && verdict == NULL);
    one.data = (const uint8_t *)"octets";
    EXPECT(srvname_verify(verifier, &one, SIZE_MAX, AT, &verdict) == SRVNAME_RESULT_INVALID_VALUE && verdict == NULL);
    EXPECT(srvname_verify(verifier, &one, 1, -1, &verdict) == SRVNAME_RESULT_INVALID_VALUE && verdict == NULL);
    EXPECT(srvname_verify(verifier, &one, 1, AT, &verdict) == SRVNAME_RESULT_MALFORMED_CERTIFICATE && verdict != NULL);
    srvname_verdict_free(verdict);

    EXPECT(srvname_verifier_add_srv_id(verifier, "xmpp-client", "\377", &text) == SRVNAME_RESULT_INVALID_UTF8);
    EXPECT(text == NULL);
    EXPECT(srvname_verifier_add_srv_id(verifier, "xmpp-client", "a b", &text) == SRVNAME_RESULT_INVALID_REFERENCE);
    EXPECT(text != NULL && strstr(text, "\"a b\" is malformed") != NULL);
    srvname_string_free(text);
    EXPECT(srvname_verifier_add_srv_id(verifier, NULL, NULL, NULL) == SRVNAME_RESULT_NULL_POINTER);
    EXPECT(srvname_verifier_set_rule(verifier, 0) == SRVNAME_RESULT_INVALID_VALUE);
    EXPECT(srvname_roots_add_file(roots, "/nowhere/roots.pem", &number, &text) == SRVNAME_RESULT_IO && number == 0);
    EXPECT(text != NULL && strstr(text, "/nowhere/roots.pem") != NULL);
    srvname_string_free(text);

    EXPECT(srvname_verdict_result(NULL) == SRVNAME_RESULT_NULL_POINTER);
    EXPECT(srvname_verdict_text(NULL) == NULL && srvname_verdict_advice(NULL, 0) == NULL);
    EXPECT(srvname_verdict_path_length(NULL) == 0);
    EXPECT(srvname_result_name(4711) == NULL);
    EXPECT(strcmp(srvname_result_name(SRVNAME_RESULT_ABI_MISMATCH), "abi_mismatch") == 0);
    srvname_roots_free(NULL);
    srvname_verifier_free(NULL);
    srvname_verdict_free(NULL);
    srvname_string_free(NULL);
    srvname_roots_free(roots);
    srvname_verifier_free(verifier);
}

static void lint(void)
{
    srvname_der der = read_der("hosting.sub.der");
    char *json = NULL;

    EXPECT(srvname_lint(der.data, der.length, SRVNAME_LINTS_PKIX | SRVNAME_LINTS_SRV, &json) == SRVNAME_RESULT_OK);
    EXPECT(json != NULL && strstr(json, "\"findings\":[{\"lint\":\"") != NULL);
    srvname_string_free(json);
    EXPECT(srvname_lint(der.data, der.length, 0, &json) == SRVNAME_RESULT_INVALID_VALUE && json == NULL);
    free_der(der);
}

/* Adds the TLSA record of usage 3, selector 0, matching type 0: the whole certificate. */
static void add_dane_ee(srvname_evidence *evidence, srvname_der der)
{
    unsigned char *rdata = malloc(der.length + 3);

    EXPECT(rdata != NULL);
    rdata[0] = 3;
    rdata[1] = 0;
    rdata[2] = 0;
    memcpy(rdata + 3, der.data, der.length);
    EXPECT(srvname_evidence_add_tlsa(evidence, rdata, der.length + 3, NULL) == SRVNAME_RESULT_OK);
    free(rdata);
}

/* What a domain publishes, for one connection. */
static void evidence(void)
{
    static const char policy[] = "version: STSv1\r\nmode: enforce\r\nmx: mx.hosting.test\r\nmax_age: 86400\r\n";
    static const char reference[] = "{\"url\":\"https://hosting.test/posh.json\",\"expires\":60}";
    const uint8_t *octets = (const uint8_t *)policy, *posh = (const uint8_t *)reference;
    srvname_roots *roots = new_roots();
    srvname_verifier *verifier = new_verifier(roots), *nobody = NULL;
    srvname_evidence *evidence = NULL, *mail = NULL;
    srvname_verdict *verdict = NULL;
    srvname_der good[2], late;
    char *text = NULL;

    good[0] = read_der("good.leaf.der");
    good[1] = read_der("good.sub.der");
    late = read_der("expired.leaf.der");
    EXPECT(srvname_verifier_new(SRVNAME_ABI, NULL, &nobody) == SRVNAME_RESULT_OK);
    EXPECT(srvname_evidence_new(SRVNAME_ABI, "xmpp-client", "example.com", &evidence, &text) == SRVNAME_RESULT_OK);
    EXPECT(srvname_evidence_set_target(evidence, "xmpp.hosting.test", SRVNAME_VOUCHED_BY_DNSSEC, NULL) ==
           SRVNAME_RESULT_OK);

    /* Without anything published, it is the verifier that decides. */
    EXPECT(srvname_verify_evidence(verifier, evidence, good, 2, AT, &verdict) == SRVNAME_RESULT_OK);
    EXPECT(strcmp(srvname_verdict_mechanism(verdict), "srv_name") == 0);
    EXPECT(strcmp(srvname_verdict_reference(verdict), "_xmpp-client.example.com") == 0);
    srvname_verdict_free(verdict);
    EXPECT(srvname_verify_evidence(nobody, evidence, good, 2, AT, NULL) == SRVNAME_RESULT_UNAUTHENTICATED);

    /* DANE: an expired certificate is accepted by its octets, and a good one refused. */
    EXPECT(srvname_evidence_set_tlsa_lookup(evidence, SRVNAME_DANE_PROFILE_SRV, SRVNAME_TLSA_LOOKUP_BOGUS,
                                            "xmpp.hosting.test", 5222, &text) == SRVNAME_RESULT_NO_CONNECTION);
    EXPECT(text != NULL && strstr(text, "bogus") != NULL);
    srvname_string_free(text);
    EXPECT(srvname_verify_evidence(verifier, evidence, good, 2, AT, &verdict) == SRVNAME_RESULT_NO_CONNECTION);
    EXPECT(verdict == NULL);
    EXPECT(srvname_evidence_set_tlsa_lookup(evidence, SRVNAME_DANE_PROFILE_SRV, SRVNAME_TLSA_LOOKUP_FOUND,
                                            "xmpp.hosting.test", 5222, NULL) == SRVNAME_RESULT_OK);
    EXPECT(srvname_evidence_add_tlsa(evidence, octets, 2, &text) == SRVNAME_RESULT_INVALID_EVIDENCE && text != NULL);
    srvname_string_free(text);
    add_dane_ee(evidence, late);
    EXPECT(srvname_verify_evidence(nobody, evidence, &late, 1, AT, &verdict) == SRVNAME_RESULT_OK);
    EXPECT(strcmp(srvname_verdict_mechanism(verdict), "dane_ee") == 0);
    EXPECT(strcmp(srvname_verdict_authentication(verdict), "source-domain") == 0);
    EXPECT(srvname_verdict_reference(verdict) == NULL && srvname_verdict_path_length(verdict) == 0);
    EXPECT(strstr(srvname_verdict_text(verdict), "example.com is authenticated by DANE-EE") != NULL);
    srvname_verdict_free(verdict);
    EXPECT(srvname_verify_evidence(verifier, evidence, good, 2, AT, &verdict) == SRVNAME_RESULT_DANE_NO_MATCH);
    EXPECT(strcmp(srvname_verdict_code(verdict), "dane_no_match") == 0 && srvname_verdict_mechanism(verdict) == NULL);
    srvname_verdict_free(verdict);
    EXPECT(srvname_evidence_server_name(evidence, &text) == SRVNAME_RESULT_OK && strcmp(text, "example.com") == 0);
    srvname_string_free(text);

    /* Mail: a policy, and a host that nobody vouched for. */
    EXPECT(srvname_evidence_new(SRVNAME_ABI, NULL, "example.com", &mail, NULL) == SRVNAME_RESULT_OK);
    EXPECT(srvname_evidence_set_insecure_target(mail, "mx.hosting.test", NULL) == SRVNAME_RESULT_OK);
    EXPECT(srvname_evidence_set_mta_sts(mail, octets, sizeof policy - 1, "mx.other.test", NULL) == SRVNAME_RESULT_OK);
    EXPECT(srvname_verify_evidence(verifier, mail, good, 2, AT, NULL) == SRVNAME_RESULT_MTA_STS_MISMATCH);
    EXPECT(srvname_evidence_set_mta_sts(mail, octets, 5, "mx.hosting.test", &text) == SRVNAME_RESULT_INVALID_EVIDENCE);
    srvname_string_free(text);
    EXPECT(srvname_evidence_set_mta_sts(mail, octets, sizeof policy - 1, "mx.hosting.test", NULL) ==
           SRVNAME_RESULT_OK);
    EXPECT(srvname_verify_evidence(verifier, mail, good, 2, AT, NULL) == SRVNAME_RESULT_MTA_STS_CERTIFICATE);

    EXPECT(srvname_posh_url(posh, sizeof reference - 1, &text, NULL) == SRVNAME_RESULT_OK);
    EXPECT(strcmp(text, "https://hosting.test/posh.json") == 0);
    srvname_string_free(text);
    EXPECT(srvname_evidence_set_posh(evidence, posh, sizeof reference - 1, NULL, 0, 0, &text) ==
           SRVNAME_RESULT_INVALID_EVIDENCE);
    srvname_string_free(text);
    EXPECT(srvname_evidence_set_least_authentication(mail, SRVNAME_AUTHENTICATION_HOST_ALONE) == SRVNAME_RESULT_OK);
    EXPECT(srvname_evidence_set_beside_mta_sts(mail, SRVNAME_BESIDE_MTA_STS_DANE_SUFFICES) == SRVNAME_RESULT_OK);
    EXPECT(srvname_evidence_set_beside_mta_sts(mail, 0) == SRVNAME_RESULT_INVALID_VALUE);
    EXPECT(srvname_verify_evidence(verifier, NULL, good, 2, AT, NULL) == SRVNAME_RESULT_NULL_POINTER);

    free_der(good[0]);
    free_der(good[1]);
    free_der(late);
    srvname_evidence_free(NULL);
    srvname_evidence_free(mail);
    srvname_evidence_free(evidence);
    srvname_verifier_free(nobody);
    srvname_verifier_free(verifier);
    srvname_roots_free(roots);
}

struct shared {
    srvname_roots *roots;
    srvname_verifier *verifier;
    srvname_der chain[2];
};

static void *verify_often(void *argument)
{
    struct shared *shared = argument;
    int i;

    for (i = 0; i < 20; i++) {
        srvname_verdict *verdict = NULL;

        EXPECT(srvname_verify(shared->verifier, shared->chain, 2, AT, &verdict) == SRVNAME_RESULT_OK);
        EXPECT(strcmp(srvname_verdict_reference(verdict), "_xmpp-client.example.com") == 0);
        srvname_verdict_free(verdict);
    }
    return NULL;
}

static void *change_often(void *argument)
{
    struct shared *shared = argument;
    int i;

    for (i = 0; i < 20; i++) {
        EXPECT(srvname_roots_reload(shared->roots, NULL, NULL) == SRVNAME_RESULT_OK);
        EXPECT(srvname_verifier_set_rule(shared->verifier, SRVNAME_RULE_CONFINED) == SRVNAME_RESULT_OK);
        EXPECT(srvname_verifier_add_dns_id(shared->verifier, "www.example.com", NULL) == SRVNAME_RESULT_OK);
    }
    return NULL;
}

/* One handle, several threads. */
static void threads(void)
{
    struct shared shared;
    pthread_t running[4];
    int i;

    shared.roots = new_roots();
    shared.verifier = new_verifier(shared.roots);
    shared.chain[0] = read_der("good.leaf.der");
    shared.chain[1] = read_der("good.sub.der");
    for (i = 0; i < 4; i++)
        EXPECT(pthread_create(&running[i], NULL, i == 0 ? change_often : verify_often, &shared) == 0);
    for (i = 0; i < 4; i++)
        EXPECT(pthread_join(running[i], NULL) == 0);
    free_der(shared.chain[0]);
    free_der(shared.chain[1]);
    srvname_verifier_free(shared.verifier);
    srvname_roots_free(shared.roots);
}

int main(int argc, char **argv)
{
    EXPECT(argc == 2);
    folder = argv[1];
    EXPECT(srvname_abi() == SRVNAME_ABI);
    EXPECT(strcmp(srvname_version(), SRVNAME_VERSION) == 0);
    verdicts();
    abuse();
    lint();
    evidence();
    threads();
    puts("every call as expected");
    return 0;
}
