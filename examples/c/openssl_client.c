/*
 * A TLS client on OpenSSL that accepts a server by SRVName:
 *
 *     openssl_client ADDRESS PORT ROOTS SERVICE DOMAIN
 *
 * OpenSSL makes the handshake, and libsrvname verifies the certificates in its place: SSL_CTX_set_cert_verify_callback() replaces
 * X509_verify_cert(), which does not understand constraints on SRVNames and refuses every path that has them.
 *
 * Exit status: 0 accepted, 1 refused, 2 anything else.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <srvname.h>

/* What the callback is told, and what it tells. */
struct expected {
    const srvname_verifier *verifier;
    /* The verdict of the handshake; NULL if the callback was not called. */
    srvname_verdict *verdict;
    srvname_result result;
};

static void free_chain(srvname_der *chain, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++)
        OPENSSL_free((void *)chain[i].data);
    free(chain);
}

/* Copies the certificates that the peer sent, its own first, in DER. Returns NULL if that fails. */
static srvname_der *copy_chain(X509_STORE_CTX *context, size_t *count)
{
    X509 *own = X509_STORE_CTX_get0_cert(context);
    STACK_OF(X509) *sent = X509_STORE_CTX_get0_untrusted(context);
    int others = sent == NULL ? 0 : sk_X509_num(sent);
    srvname_der *chain;
    int i;

    *count = 0;
    chain = calloc((size_t)others + 1, sizeof *chain);
    if (chain == NULL)
        return NULL;
    for (i = -1; i < others; i++) {
        X509 *certificate = i < 0 ? own : sk_X509_value(sent, i);
        unsigned char *der = NULL;
        int length;

        /* What was sent has the peer's own certificate, too. */
        if (i >= 0 && X509_cmp(certificate, own) == 0)
            continue;
        length = i2d_X509(certificate, &der);
        if (length < 0) {
            free_chain(chain, *count);
            return NULL;
        }
        chain[*count].data = der;
        chain[*count].length = (size_t)length;
        (*count)++;
    }
    return chain;
}

/* Returns 1 if the peer is whom we expect, and 0 otherwise, which ends the handshake. */
static int verify(X509_STORE_CTX *context, void *argument)
{
    struct expected *expected = argument;
    size_t count;
    srvname_der *chain = copy_chain(context, &count);

    srvname_verdict_free(expected->verdict);
    expected->verdict = NULL;
    expected->result = SRVNAME_RESULT_PANIC;
    if (chain != NULL) {
        expected->result =
            srvname_verify(expected->verifier, chain, count, (int64_t)time(NULL), &expected->verdict);
        free_chain(chain, count);
    }
    if (expected->result == SRVNAME_RESULT_OK) {
        X509_STORE_CTX_set_error(context, X509_V_OK);
        return 1;
    }
    X509_STORE_CTX_set_error(context, X509_V_ERR_APPLICATION_VERIFICATION);
    return 0;
}

/* Says why something of libsrvname failed. */
static int failed(const char *what, srvname_result result, char *message)
{
    fprintf(stderr, "%s: %s (%s)\n", what, message == NULL ? "failed" : message, srvname_result_name(result));
    srvname_string_free(message);
    return 2;
}

/* Makes the handshake, and says what came of it. */
static int handshake(SSL_CTX *tls, struct expected *expected, const char *address, const char *port, const char *domain)
{
    BIO *connection = BIO_new_ssl_connect(tls);
    SSL *ssl = NULL;
    int status = 2;
    size_t i;

    if (connection == NULL || BIO_get_ssl(connection, &ssl) != 1 || ssl == NULL)
        goto done;
    BIO_set_conn_hostname(connection, address);
    BIO_set_conn_port(connection, port);
    /* The server learns which domain is asked for: the one that the user named, and not the host that was found for it. */
    SSL_set_tlsext_host_name(ssl, domain);
    if (BIO_do_handshake(connection) == 1 && expected->result == SRVNAME_RESULT_OK) {
        printf("accepted: %s\n", srvname_verdict_reference(expected->verdict));
        status = 0;
    } else if (expected->verdict != NULL) {
        printf("refused: %s: %s [%s]\n", srvname_verdict_code(expected->verdict),
               srvname_verdict_text(expected->verdict), srvname_verdict_section(expected->verdict));
        for (i = 0; srvname_verdict_advice(expected->verdict, i) != NULL; i++)
            printf("  %s\n", srvname_verdict_advice(expected->verdict, i));
        status = 1;
    } else {
        fprintf(stderr, "no handshake (%s)\n", srvname_result_name(expected->result));
        ERR_print_errors_fp(stderr);
    }
done:
    BIO_free_all(connection);
    return status;
}

int main(int argc, char **argv)
{
    srvname_roots *roots = NULL;
    srvname_verifier *verifier = NULL;
    struct expected expected;
    SSL_CTX *tls = NULL;
    char *message = NULL;
    srvname_result result;
    int status = 2;

    if (argc != 6) {
        fprintf(stderr, "usage: openssl_client ADDRESS PORT ROOTS SERVICE DOMAIN\n");
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

    tls = SSL_CTX_new(TLS_client_method());
    if (tls == NULL)
        goto done;
    SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, NULL);
    /* A session that is resumed is not verified again: without sessions there is none. */
    SSL_CTX_set_session_cache_mode(tls, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_cert_verify_callback(tls, verify, &expected);
    status = handshake(tls, &expected, argv[1], argv[2], argv[5]);

done:
    SSL_CTX_free(tls);
    srvname_verdict_free(expected.verdict);
    srvname_verifier_free(verifier);
    srvname_roots_free(roots);
    return status;
}
