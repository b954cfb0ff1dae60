/*
 * Calls the functions as Exim does: calls FOLDER, with the certificates that `certificates` of srvname-capi writes.
 *
 * Exit status: 0 if every answer is the right one. Each wrong one is printed.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned char uschar;
typedef int dlfunc(uschar **yield, int argc, uschar *argv[]);
dlfunc srvname_server_cert, srvname_client_cert, srvname_ready, srvname_peer;
void log_write(unsigned int selector, int where, const char *format, ...);

static char logged[4096];
static int wrong;
static const char *folder;

/* Exim's log. */
void log_write(unsigned int selector, int where, const char *format, ...)
{
    va_list arguments;

    (void)selector;
    (void)where;
    va_start(arguments, format);
    vsnprintf(logged, sizeof logged, format, arguments);
    va_end(arguments);
}

/* Calls a function with texts up to a NULL, and compares what it yields: its beginning, or nothing at all. */
static void call(const char *name, dlfunc *function, int status, const char *begins, ...)
{
    uschar *argv[8], *yield = NULL;
    va_list arguments;
    int argc = 0, got;
    char *text;

    logged[0] = '\0';
    va_start(arguments, begins);
    while (argc < 8 && (text = va_arg(arguments, char *)) != NULL)
        argv[argc++] = (uschar *)text;
    va_end(arguments);
    got = function(&yield, argc, argv);
    if (got != status || yield == NULL || strncmp((char *)yield, begins, strlen(begins)) != 0 ||
        (begins[0] == '\0' && yield[0] != '\0')) {
        printf("%s: %d %s\n", name, got, yield == NULL ? "NULL" : (char *)yield);
        wrong++;
    }
}

static void expect_log(const char *name, const char *text)
{
    if (strstr(logged, text) == NULL || (text[0] == '\0' && logged[0] != '\0')) {
        printf("%s: the log has: %s\n", name, logged);
        wrong++;
    }
}

/* Reads FOLDER/NAME in base64, as Exim has certificates. */
static char *base64_of(const char *name)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned char octets[8192];
    char path[512], *text = calloc(1, 12288);
    size_t length, i, used = 0;
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "rb");
    if (file == NULL || text == NULL) {
        perror(path);
        exit(2);
    }
    length = fread(octets, 1, sizeof octets - 2, file);
    fclose(file);
    octets[length] = octets[length + 1] = 0;
    for (i = 0; i < length; i += 3) {
        unsigned int bits = (unsigned int)octets[i] << 16 | (unsigned int)octets[i + 1] << 8 | octets[i + 2];

        text[used++] = alphabet[bits >> 18];
        text[used++] = alphabet[bits >> 12 & 63];
        text[used++] = i + 1 < length ? alphabet[bits >> 6 & 63] : '=';
        text[used++] = i + 2 < length ? alphabet[bits & 63] : '=';
    }
    return text;
}

static char roots[512];
#define SRV "srv=_xmpp-client.example.com"

/* A handshake of a server: the CA, then the end entity. */
static void handshake(const char *name, const char *begins, const char *setting)
{
    char file[64], *ca, *leaf;

    snprintf(file, sizeof file, "%s.sub.der", name);
    ca = base64_of(file);
    snprintf(file, sizeof file, "%s.leaf.der", name);
    leaf = base64_of(file);
    call(name, srvname_server_cert, 0, "", "1", ca, roots, SRV, setting, NULL);
    call(name, srvname_server_cert, 0, begins, "0", leaf, roots, SRV, setting, NULL);
    free(ca);
    free(leaf);
}

static void verdicts(void)
{
    handshake("good", "", "mode=enforce");
    expect_log("good", "");
    handshake("hosting", "srvname: ca_lacks_srv_constraints: ", "");
    handshake("host", "srvname: no_matching_identifier: ", "");
    handshake("expired", "srvname: expired: ", "");
    handshake("unknown", "srvname: unknown_issuer: ", "");
    handshake("client", "srvname: extended_key_usage: ", "");
    handshake("client", "", "purpose=client-or-server");
    handshake("hosting", "", "rule=rfc5280");
    handshake("good", "", "rule=confined");
    handshake("hosting", "", "mode=log-only");
    expect_log("log-only", "srvname: would refuse: ca_lacks_srv_constraints: ");
    handshake("good", "", "mode=log-only");
    expect_log("log-only", "srvname: would accept: _xmpp-client.example.com");
}

/* Whatever is wrong is a refusal. */
static void faults(void)
{
    char *leaf = base64_of("good.leaf.der");
    static const char *const bad[] = { "mode=logonly", "rule=none", "purpose=", "names=all", "names", "=", "srv", "modes=enforce",
                                       "srv=example.com", "srv=_xmpp-client", "srv=_xmpp-client.", "dns=", "names=any",
                                       "dns=*.example.com", "roots=/nowhere", "roots=" };
    size_t i;

    for (i = 0; i < sizeof bad / sizeof *bad; i++) {
        call(bad[i], srvname_server_cert, 0, "srvname: ", "0", leaf, roots, SRV, bad[i], NULL);
        call(bad[i], srvname_ready, 2, "srvname: ", "mx.example.com", roots, SRV, bad[i], NULL);
        call(bad[i], srvname_server_cert, 0, "", "0", leaf, roots, SRV, bad[i], "mode=log-only", NULL);
        if (strcmp(bad[i], "mode=logonly") != 0)
            expect_log(bad[i], "would refuse");
    }
    call("no references", srvname_server_cert, 0, "srvname: the settings name nobody", "0", leaf, roots, NULL);
    call("no roots", srvname_server_cert, 0, "srvname: the settings have no roots", "0", leaf, SRV, NULL);
    call("no settings", srvname_server_cert, 0, "srvname: ", "0", leaf, NULL);
    call("no arguments", srvname_server_cert, 0, "srvname: ", NULL);
    call("no base64", srvname_server_cert, 0, "srvname: the certificate at depth 0", "0", "{}", roots, SRV, NULL);
    call("empty", srvname_server_cert, 0, "srvname: the certificate at depth 0", "0", "", roots, SRV, NULL);
    call("no certificate", srvname_server_cert, 0, "srvname: malformed_certificate", "0", "AAAA", roots, SRV, NULL);
    call("depth", srvname_server_cert, 0, "srvname: 64 is no depth", "64", leaf, roots, SRV, NULL);
    call("depth", srvname_server_cert, 0, "srvname: -1 is no depth", "-1", leaf, roots, SRV, NULL);
    call("depth", srvname_server_cert, 0, "srvname:  is no depth", "", leaf, roots, SRV, NULL);
    call("not ready", srvname_ready, 2, "srvname: ", NULL);
    call("ready", srvname_ready, 0, "mx.example.com", "mx.example.com", roots, SRV, NULL);
    call("ready", srvname_ready, 0, "mx.example.com", "mx.example.com", "roots=/nowhere", SRV, "mode=log-only", NULL);
    expect_log("ready", "would defer");
    free(leaf);
}

/* What one handshake showed is nothing for the next one, and a client is whom the same certificate was accepted for. */
static void connections(void)
{
    char *leaf = base64_of("good.leaf.der"), *ca = base64_of("good.sub.der"), *other = base64_of("hosting.leaf.der");

    call("given up", srvname_server_cert, 0, "", "1", ca, roots, SRV, NULL);
    call("started over", srvname_server_cert, 0, "", "2", other, roots, SRV, NULL);
    call("jumped to its end", srvname_server_cert, 0, "srvname: unknown_issuer", "0", leaf, roots, SRV, NULL);
    call("without its CA", srvname_server_cert, 0, "srvname: unknown_issuer", "0", leaf, roots, SRV, NULL);
    call("other direction", srvname_client_cert, 0, "", "1", ca, roots, SRV, NULL);
    call("other direction", srvname_server_cert, 0, "srvname: unknown_issuer", "0", leaf, roots, SRV, NULL);

    call("nobody yet", srvname_peer, 0, "", leaf, NULL);
    call("client", srvname_client_cert, 0, "srvname: extended_key_usage", "0", leaf, roots, SRV, NULL);
    call("refused", srvname_peer, 0, "", leaf, NULL);
    call("client", srvname_client_cert, 0, "", "1", ca, roots, SRV, "purpose=client-or-server", NULL);
    call("in between", srvname_peer, 0, "", leaf, NULL);
    call("client", srvname_client_cert, 0, "", "0", leaf, roots, SRV, "purpose=client-or-server", NULL);
    call("accepted", srvname_peer, 0, "_xmpp-client.example.com", leaf, NULL);
    call("another certificate", srvname_peer, 0, "", other, NULL);
    call("no certificate", srvname_peer, 0, "", "", NULL);
    call("no argument", srvname_peer, 0, "", NULL);
    call("refused later", srvname_client_cert, 0, "srvname: ", "0", other, roots, SRV, NULL);
    call("forgotten", srvname_peer, 0, "", leaf, NULL);
    call("any name", srvname_client_cert, 0, "", "1", ca, roots, "names=any", "purpose=server", NULL);
    call("any name", srvname_client_cert, 0, "", "0", leaf, roots, "names=any", "purpose=server", NULL);
    call("any name", srvname_peer, 0, "any", leaf, NULL);
    free(leaf);
    free(ca);
    free(other);
}

/* A line of the log is one line, whoever the label is from. */
static void labels(void)
{
    char *leaf = base64_of("hosting.leaf.der");

    call("label", srvname_server_cert, 0, "", "0", leaf, roots, SRV, "mode=log-only", "label=a\nb\033[m", NULL);
    expect_log("label", "would refuse a?b?[m: unknown_issuer");
    free(leaf);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: calls FOLDER\n");
        return 2;
    }
    folder = argv[1];
    snprintf(roots, sizeof roots, "roots=%s/roots.pem", folder);
    verdicts();
    faults();
    connections();
    labels();
    printf("%s\n", wrong == 0 ? "every answer is right" : "wrong answers");
    return wrong != 0;
}
