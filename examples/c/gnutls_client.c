/*
 * A TLS client on GnuTLS that accepts a server by SRVName:
 *
 *     gnutls_client ADDRESS PORT ROOTS SERVICE DOMAIN
 *
 * GnuTLS makes the handshake, and libsrvname verifies the certificates: the function that
 * gnutls_certificate_set_verify_function() sets has them as they were sent, before anything was verified.
 *
 * Exit status: 0 accepted, 1 refused, 2 anything else.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <netdb.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include <gnutls/gnutls.h>

#include <srvname.h>

/* What the function is told, and what it tells. */
struct expected {
    const srvname_verifier *verifier;
    /* The verdict of the handshake; NULL if the function was not called. */
    srvname_verdict *verdict;
    srvname_result result;
};

/* Returns 0 if the peer is whom we expect, and an error otherwise, which ends the handshake. */
static int verify(gnutls_session_t session)
{
    struct expected *expected = gnutls_session_get_ptr(session);
    const gnutls_datum_t *sent;
    srvname_der *chain;
    unsigned int count, i;

    srvname_verdict_free(expected->verdict);
    expected->verdict = NULL;
    expected->result = SRVNAME_RESULT_PANIC;
    if (gnutls_certificate_type_get2(session, GNUTLS_CTYPE_PEERS) != GNUTLS_CRT_X509)
        return GNUTLS_E_CERTIFICATE_ERROR;
    sent = gnutls_certificate_get_peers(session, &count);
    if (sent == NULL || count == 0)
        return GNUTLS_E_NO_CERTIFICATE_FOUND;
    chain = calloc(count, sizeof *chain);
    if (chain == NULL)
        return GNUTLS_E_MEMORY_ERROR;
    for (i = 0; i < count; i++) {
        chain[i].data = sent[i].data;
        chain[i].length = sent[i].size;
    }
    expected->result = srvname_verify(expected->verifier, chain, count, (int64_t)time(NULL), &expected->verdict);
    free(chain);
    return expected->result == SRVNAME_RESULT_OK ? 0 : GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR;
}

/* Says why something of libsrvname failed. */
static int failed(const char *what, srvname_result result, char *message)
{
    fprintf(stderr, "%s: %s (%s)\n", what, message == NULL ? "failed" : message, srvname_result_name(result));
    srvname_string_free(message);
    return 2;
}

/* Returns a connected socket, or -1. */
static int dial(const char *address, const char *port)
{
    struct addrinfo hints, *found, *one;
    int connection = -1;

    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(address, port, &hints, &found) != 0)
        return -1;
    for (one = found; one != NULL && connection < 0; one = one->ai_next) {
        connection = socket(one->ai_family, one->ai_socktype, one->ai_protocol);
        if (connection >= 0 && connect(connection, one->ai_addr, one->ai_addrlen) != 0) {
            close(connection);
            connection = -1;
        }
    }
    freeaddrinfo(found);
    return connection;
}

/* Makes the handshake, and says what came of it. */
static int handshake(gnutls_certificate_credentials_t credentials, struct expected *expected, const char *address,
                     const char *port, const char *domain)
{
    gnutls_session_t session = NULL;
    int connection = dial(address, port);
    int error = GNUTLS_E_PUSH_ERROR;
    int status = 2;
    size_t i;

    /* A session that is resumed is not verified again: without tickets there is none. */
    if (connection < 0 || gnutls_init(&session, GNUTLS_CLIENT | GNUTLS_NO_TICKETS) < 0)
        goto done;
    gnutls_session_set_ptr(session, expected);
    /* The server learns which domain is asked for: the one that the user named, and not the host that was found for it. */
    if (gnutls_set_default_priority(session) < 0 ||
        gnutls_server_name_set(session, GNUTLS_NAME_DNS, domain, strlen(domain)) < 0 ||
        gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials) < 0)
        goto done;
    gnutls_transport_set_int(session, connection);
    do
        error = gnutls_handshake(session);
    while (error < 0 && !gnutls_error_is_fatal(error));
    if (error == 0 && expected->result == SRVNAME_RESULT_OK) {
        printf("accepted: %s\n", srvname_verdict_reference(expected->verdict));
        gnutls_bye(session, GNUTLS_SHUT_WR);
        status = 0;
    } else if (expected->verdict != NULL) {
        printf("refused: %s: %s [%s]\n", srvname_verdict_code(expected->verdict),
               srvname_verdict_text(expected->verdict), srvname_verdict_section(expected->verdict));
        for (i = 0; srvname_verdict_advice(expected->verdict, i) != NULL; i++)
            printf("  %s\n", srvname_verdict_advice(expected->verdict, i));
        status = 1;
    }
done:
    if (status == 2)
        fprintf(stderr, "no handshake: %s (%s)\n", gnutls_strerror(error), srvname_result_name(expected->result));
    if (session != NULL)
        gnutls_deinit(session);
    if (connection >= 0)
        close(connection);
    return status;
}

int main(int argc, char **argv)
{
    srvname_roots *roots = NULL;
    srvname_verifier *verifier = NULL;
    gnutls_certificate_credentials_t credentials = NULL;
    struct expected expected;
    char *message = NULL;
    srvname_result result;
    int status = 2;

    if (argc != 6) {
        fprintf(stderr, "usage: gnutls_client ADDRESS PORT ROOTS SERVICE DOMAIN\n");
        return 2;
    }
    memset(&expected, 0, sizeof expected);
    expected.result = SRVNAME_RESULT_PANIC;

    /* Roots are read once, and used by every verifier. A program that runs for long calls srvname_roots_reload() now and then. */
    result = srvname_roots_new(SRVNAME_ABI, &roots);
    if (result == SRVNAME_RESULT_OK)
        result = srvname_roots_add_file(roots, argv[3], NULL, &message);
    if (result != SRVNAME_RESULT_OK) {
        status = failed("roots", result, message);
        goto done;
    }
    if (message != NULL)
        fprintf(stderr, "roots: %s\n", message);
    srvname_string_free(message);
    message = NULL;

    /* Whom we expect: this service of the domain that the user named. */
    result = srvname_verifier_new(SRVNAME_ABI, roots, &verifier);
    if (result == SRVNAME_RESULT_OK)
        result = srvname_verifier_add_srv_id(verifier, argv[4], argv[5], &message);
    if (result != SRVNAME_RESULT_OK) {
        status = failed("whom to expect", result, message);
        goto done;
    }
    expected.verifier = verifier;

    if (gnutls_global_init() < 0)
        goto done;
    if (gnutls_certificate_allocate_credentials(&credentials) == 0) {
        gnutls_certificate_set_verify_function(credentials, verify);
        status = handshake(credentials, &expected, argv[1], argv[2], argv[5]);
        gnutls_certificate_free_credentials(credentials);
    }
    gnutls_global_deinit();

done:
    srvname_verdict_free(expected.verdict);
    srvname_verifier_free(verifier);
    srvname_roots_free(roots);
    return status;
}
