/*
 * Functions for Exim's ${dlfunc}: they verify the certificates of a peer by the names of the service that it is, with
 * libsrvname. README.md has the lines for the configuration.
 *
 *     srvname_server_cert {$event_data}{${base64:$tls_out_peercert}}{SETTING}...   of a server, in event_action of a transport
 *     srvname_client_cert {$event_data}{${base64:$tls_in_peercert}}{SETTING}...    of a client, in event_action of the main part
 *     srvname_ready       {TEXT}{SETTING}...             TEXT, if the settings work; otherwise the expansion fails
 *     srvname_peer        {${base64:$tls_in_peercert}}   the reference that this client was accepted for, or nothing
 *
 * Exim gives the certificates one by one, from the last that was sent to the end entity, which has depth 0: they are kept until
 * then. What a function of an event yields is the refusal, and nothing is the acceptance. An expansion that *fails* is an
 * acceptance too, since Exim goes on after it: so these two functions never fail, and whatever is wrong is a refusal. That the
 * file of this program cannot be loaded is what srvname_ready is for.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sys/stat.h>

#include <srvname.h>

/* What Exim says of functions for ${dlfunc} in its local_scan.h: their type, and what they return. */
typedef unsigned char uschar;
enum { OK = 0, FAIL = 2 };
/* Its log: no selector, so always; and where to, as bits. Weak, so that the tests and `ldd -r` do without Exim. */
enum { LOG_MAIN = 1, LOG_PANIC = 2 };
extern void log_write(unsigned int selector, int where, const char *format, ...) __attribute__((weak));

#define EXPORTED __attribute__((visibility("default")))
EXPORTED int srvname_server_cert(uschar **yield, int argc, uschar *argv[]);
EXPORTED int srvname_client_cert(uschar **yield, int argc, uschar *argv[]);
EXPORTED int srvname_ready(uschar **yield, int argc, uschar *argv[]);
EXPORTED int srvname_peer(uschar **yield, int argc, uschar *argv[]);

enum {
    /* Certificates in one message; a path has fewer. */
    MOST_CERTIFICATES = 64,
    /* As many arguments as Exim passes on. */
    MOST_REFERENCES = 8,
    SENTENCE = 1024
};

/* An identity that the configuration accepts. */
struct reference {
    enum { SRV, DNS, TARGET } kind;
    /* The name, as written; of an SRV-ID with the service. */
    const char *name;
    enum srvname_vouched_by vouched_by;
};

struct settings {
    const char *roots;
    /* Who it is about, for the log. */
    const char *label;
    struct reference references[MOST_REFERENCES];
    size_t count;
    /* Whatever the names are. */
    bool any_name;
    bool log_only;
    enum srvname_rule rule;
    enum srvname_purpose purpose;
};

/* The certificates of a handshake that were shown so far. They are for one process and one connection at a time, as Exim is. */
struct handshake {
    srvname_der sent[MOST_CERTIFICATES];
    /* The depth of the last one; 0 if none is awaited any more. */
    size_t depth;
    size_t last;
    /* The end entity that was accepted, and the reference. */
    unsigned char *accepted;
    size_t accepted_length;
    char reference[SENTENCE];
};

static struct handshake server, client;

/* One root store for the process, and where it is from. */
static srvname_roots *roots;
static char *roots_path;

/* What Exim gets. It copies that at once. */
static char yielded[SENTENCE];

/* Copies a text that is not the library's, as a log may have it: ASCII alone, in one line. */
static const char *shown(const char *text)
{
    static char copy[128];
    size_t i;

    for (i = 0; i + 1 < sizeof copy && text[i] != '\0'; i++)
        copy[i] = text[i] < ' ' || text[i] > '~' ? '?' : text[i];
    copy[i] = '\0';
    return copy;
}

/* Writes a line to Exim's log. */
static void write_log(int where, const char *what, const struct settings *settings, const char *sentence)
{
    char line[2 * SENTENCE];

    snprintf(line, sizeof line, "srvname: %s%s%s: %s", what, settings->label[0] == '\0' ? "" : " ", shown(settings->label), sentence);
    if (log_write != NULL)
        log_write(0, where, "%s", line);
    else
        fprintf(stderr, "%s\n", line);
}

/* Takes a message of the library into a sentence, after what it is about unless it begins with that. */
static void explain(char *sentence, const char *about, srvname_result result, char *message)
{
    if (message != NULL && strncmp(message, about, strlen(about)) == 0)
        snprintf(sentence, SENTENCE, "%s", message);
    else
        snprintf(sentence, SENTENCE, "%s: %s", shown(about), message == NULL ? srvname_result_name(result) : message);
    srvname_string_free(message);
}

/* Reads one of the words of a setting: its number, or 0. */
static unsigned int number_of(const char *word, const char *const words[], const unsigned int numbers[], size_t count)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (strcmp(word, words[i]) == 0)
            return numbers[i];
    return 0;
}

static unsigned int rule_of(const char *word)
{
    static const char *const words[] = { "confined", "constrained", "inherited", "where-constrained", "rfc5280" };
    static const unsigned int rules[] = { SRVNAME_RULE_CONFINED, SRVNAME_RULE_CONSTRAINED, SRVNAME_RULE_INHERITED,
                                          SRVNAME_RULE_WHERE_CONSTRAINED, SRVNAME_RULE_RFC5280 };
    return number_of(word, words, rules, sizeof rules / sizeof *rules);
}

static unsigned int purpose_of(const char *word)
{
    static const char *const words[] = { "server", "client", "client-or-server" };
    static const unsigned int purposes[] = { SRVNAME_PURPOSE_SERVER, SRVNAME_PURPOSE_CLIENT, SRVNAME_PURPOSE_CLIENT_OR_SERVER };
    return number_of(word, words, purposes, sizeof purposes / sizeof *purposes);
}

/* Adds a reference; false if there are too many. */
static bool add_reference(struct settings *settings, int kind, const char *name, enum srvname_vouched_by vouched_by)
{
    struct reference *reference = &settings->references[settings->count];

    if (settings->count == MOST_REFERENCES)
        return false;
    reference->kind = kind;
    reference->name = name;
    reference->vouched_by = vouched_by;
    settings->count++;
    return true;
}

/* Reads one setting, KEY=VALUE. Returns whether it is one; an empty argument is none, so that a configuration can leave one out. */
static bool read_setting(struct settings *settings, const char *setting)
{
    const char *equals = strchr(setting, '='), *value;
    unsigned int number;

#define IS(key) ((size_t)(equals - setting) == sizeof(key) - 1 && strncmp(setting, key, sizeof(key) - 1) == 0)
    if (setting[0] == '\0')
        return true;
    if (equals == NULL)
        return false;
    value = equals + 1;
    if (IS("mode")) {
        settings->log_only = strcmp(value, "log-only") == 0;
        return settings->log_only || strcmp(value, "enforce") == 0;
    }
    if (IS("roots")) {
        settings->roots = value;
        return true;
    }
    if (IS("label")) {
        settings->label = value;
        return true;
    }
    if (IS("srv"))
        return add_reference(settings, SRV, value, 0);
    if (IS("dns"))
        return add_reference(settings, DNS, value, 0);
    if (IS("dnssec-target"))
        return add_reference(settings, TARGET, value, SRVNAME_VOUCHED_BY_DNSSEC);
    if (IS("mta-sts-target"))
        return add_reference(settings, TARGET, value, SRVNAME_VOUCHED_BY_MTA_STS);
    if (IS("configured-target"))
        return add_reference(settings, TARGET, value, SRVNAME_VOUCHED_BY_CONFIGURATION);
    if (IS("names"))
        return settings->any_name = strcmp(value, "any") == 0;
    if (IS("rule") && (number = rule_of(value)) != 0) {
        settings->rule = number;
        return true;
    }
    if (IS("purpose") && (number = purpose_of(value)) != 0) {
        settings->purpose = number;
        return true;
    }
    return false;
#undef IS
}

/* Reads all settings. Returns whether they can be used; otherwise the sentence says why not. The mode counts in any case, so a
 * fault in log-only refuses nothing. */
static bool read_settings(struct settings *settings, enum srvname_purpose purpose, int argc, uschar *argv[], char *sentence)
{
    bool good = true;
    int i;

    memset(settings, 0, sizeof *settings);
    settings->rule = SRVNAME_RULE_CONSTRAINED;
    settings->purpose = purpose;
    settings->label = "";
    for (i = 0; i < argc; i++) {
        if (!read_setting(settings, (const char *)argv[i]) && good) {
            snprintf(sentence, SENTENCE, "this is no setting: %s", shown((const char *)argv[i]));
            good = false;
        }
    }
    if (!good)
        return false;
    if (settings->roots == NULL || settings->roots[0] == '\0') {
        snprintf(sentence, SENTENCE, "the settings have no roots=FILE");
        return false;
    }
    if (settings->any_name == (settings->count > 0)) {
        snprintf(sentence, SENTENCE, settings->any_name ? "names=any has no use for a name beside it"
                                                        : "the settings name nobody: srv=_SERVICE.DOMAIN is missing");
        return false;
    }
    return true;
}

/* Reads the roots, unless the process has them. */
static bool read_roots(const char *path, char *sentence)
{
    srvname_roots *read = NULL;
    srvname_result result;
    char *message = NULL;
    struct stat status;
    size_t count;

    if (roots_path != NULL && strcmp(roots_path, path) == 0)
        return true;
    result = srvname_roots_new(SRVNAME_ABI, &read);
    if (result == SRVNAME_RESULT_OK) {
        if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
            result = srvname_roots_add_folder(read, path, &count, &message);
        else
            result = srvname_roots_add_file(read, path, &count, &message);
    }
    if (result != SRVNAME_RESULT_OK) {
        explain(sentence, path, result, message);
        srvname_roots_free(read);
        return false;
    }
    srvname_string_free(message);
    srvname_roots_free(roots);
    free(roots_path);
    roots = read;
    roots_path = strdup(path);
    return true;
}

static srvname_result add_to_verifier(srvname_verifier *verifier, const struct reference *reference, char **message)
{
    const char *dot;
    char service[64];

    switch (reference->kind) {
    case DNS:
        return srvname_verifier_add_dns_id(verifier, reference->name, message);
    case TARGET:
        return srvname_verifier_add_target(verifier, reference->name, reference->vouched_by, message);
    case SRV:
        break;
    }
    dot = strchr(reference->name, '.');
    if (reference->name[0] != '_' || dot == NULL || (size_t)(dot - reference->name) >= sizeof service)
        return SRVNAME_RESULT_INVALID_REFERENCE;
    memcpy(service, reference->name, (size_t)(dot - reference->name));
    service[dot - reference->name] = '\0';
    return srvname_verifier_add_srv_id(verifier, service, dot + 1, message);
}

/* Makes the verifier of the settings, or NULL, for which the sentence has the reason. */
static srvname_verifier *make_verifier(const struct settings *settings, char *sentence)
{
    srvname_verifier *verifier = NULL;
    srvname_result result;
    char *message = NULL;
    const char *about = "the verifier";
    size_t i;

    if (!read_roots(settings->roots, sentence))
        return NULL;
    result = srvname_verifier_new(SRVNAME_ABI, roots, &verifier);
    if (result == SRVNAME_RESULT_OK)
        result = srvname_verifier_set_rule(verifier, settings->rule);
    if (result == SRVNAME_RESULT_OK)
        result = srvname_verifier_set_purpose(verifier, settings->purpose);
    for (i = 0; i < settings->count && result == SRVNAME_RESULT_OK; i++) {
        about = settings->references[i].name;
        result = add_to_verifier(verifier, &settings->references[i], &message);
    }
    if (result == SRVNAME_RESULT_OK)
        return verifier;
    explain(sentence, about, result, message);
    srvname_verifier_free(verifier);
    return NULL;
}

static int digit_of(uschar character)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *found = character == '\0' ? NULL : strchr(alphabet, character);

    return found == NULL ? -1 : (int)(found - alphabet);
}

/* Decodes base64 into new octets, or returns NULL. */
static unsigned char *decode(const uschar *text, size_t *length)
{
    size_t octets = strlen((const char *)text), used = 0, i;
    unsigned char *decoded;
    uint32_t bits = 0;

    while (octets > 0 && text[octets - 1] == '=')
        octets--;
    decoded = octets == 0 ? NULL : malloc(octets);
    for (i = 0; decoded != NULL && i < octets; i++) {
        int digit = digit_of(text[i]);

        if (digit < 0) {
            free(decoded);
            return NULL;
        }
        bits = bits << 6 | (uint32_t)digit;
        if (i % 4 != 0)
            decoded[used++] = (unsigned char)(bits >> (6 - i % 4 * 2));
    }
    *length = used;
    return decoded;
}

static void forget(struct handshake *handshake)
{
    size_t i;

    for (i = 0; i < MOST_CERTIFICATES; i++)
        free((void *)(uintptr_t)handshake->sent[i].data);
    memset(handshake->sent, 0, sizeof handshake->sent);
    handshake->depth = handshake->last = 0;
}

/* Keeps one certificate. What does not follow the last one is the first of another handshake: one that Exim gave up is never
 * brought to its end. */
static bool keep(struct handshake *handshake, const uschar *depth_text, const uschar *certificate, char *sentence)
{
    char *end;
    unsigned long depth = strtoul((const char *)depth_text, &end, 10);
    unsigned char *octets;
    size_t length = 0;

    if (depth_text[0] < '0' || depth_text[0] > '9' || *end != '\0' || depth >= MOST_CERTIFICATES) {
        snprintf(sentence, SENTENCE, "%s is no depth below %d", shown((const char *)depth_text), MOST_CERTIFICATES);
        return false;
    }
    octets = decode(certificate, &length);
    if (octets == NULL) {
        snprintf(sentence, SENTENCE, "the certificate at depth %lu is not in base64", depth);
        return false;
    }
    if (handshake->depth == 0 || depth + 1 != handshake->depth) {
        forget(handshake);
        handshake->last = depth;
    }
    handshake->sent[depth].data = octets;
    handshake->sent[depth].length = length;
    handshake->depth = depth;
    return true;
}

/* Remembers who was accepted, for srvname_peer. */
static bool remember(struct handshake *handshake, const srvname_verdict *verdict)
{
    const char *reference = srvname_verdict_reference(verdict);

    handshake->accepted = malloc(handshake->sent[0].length);
    if (handshake->accepted == NULL)
        return false;
    memcpy(handshake->accepted, handshake->sent[0].data, handshake->sent[0].length);
    handshake->accepted_length = handshake->sent[0].length;
    snprintf(handshake->reference, sizeof handshake->reference, "%s", reference == NULL ? "any" : reference);
    return true;
}

/* Verifies all that was sent. Returns whether the peer is accepted; otherwise the sentence says why not. */
static bool verify(struct handshake *handshake, const struct settings *settings, char *sentence)
{
    srvname_verdict *verdict = NULL;
    srvname_result result;
    srvname_verifier *verifier = make_verifier(settings, sentence);
    int64_t now = (int64_t)time(NULL);
    bool accepted;

    if (verifier == NULL)
        return false;
    if (settings->any_name)
        result = srvname_verify_path(verifier, handshake->sent, handshake->last + 1, now, &verdict);
    else
        result = srvname_verify(verifier, handshake->sent, handshake->last + 1, now, &verdict);
    accepted = result == SRVNAME_RESULT_OK && verdict != NULL;
    if (accepted && !remember(handshake, verdict)) {
        snprintf(sentence, SENTENCE, "there is no memory left");
        accepted = false;
    } else if (!accepted) {
        snprintf(sentence, SENTENCE, "%s: %s", verdict == NULL ? srvname_result_name(result) : srvname_verdict_code(verdict),
                 verdict == NULL ? "the certificates were not verified" : srvname_verdict_text(verdict));
    }
    srvname_verdict_free(verdict);
    srvname_verifier_free(verifier);
    return accepted;
}

/* Yields nothing, or the refusal; in log-only it goes to the log. */
static int answer(uschar **yield, const struct settings *settings, bool good, const char *sentence)
{
    yielded[0] = '\0';
    if (!good && settings->log_only)
        write_log(LOG_MAIN, "would refuse", settings, sentence);
    else if (!good)
        snprintf(yielded, sizeof yielded, "srvname: %.*s", SENTENCE - 16, sentence);
    *yield = (uschar *)yielded;
    return OK;
}

/* An event: a certificate at its depth. */
static int certificate_event(struct handshake *handshake, enum srvname_purpose purpose, uschar **yield, int argc, uschar *argv[])
{
    struct settings settings;
    char sentence[SENTENCE] = "";
    bool good = read_settings(&settings, purpose, argc - 2, argv + 2, sentence);

    free(handshake->accepted);
    handshake->accepted = NULL;
    if (good && argc < 2) {
        snprintf(sentence, sizeof sentence, "the arguments are {$event_data}{${base64:CERTIFICATE}}{SETTING}...");
        good = false;
    }
    good = good && keep(handshake, argv[0], argv[1], sentence);
    if (good && handshake->depth > 0)
        return answer(yield, &settings, true, "");
    if (good) {
        good = verify(handshake, &settings, sentence);
        if (good && settings.log_only)
            write_log(LOG_MAIN, "would accept", &settings, handshake->reference);
    }
    forget(handshake);
    return answer(yield, &settings, good, sentence);
}

int srvname_server_cert(uschar **yield, int argc, uschar *argv[])
{
    return certificate_event(&server, SRVNAME_PURPOSE_SERVER, yield, argc, argv);
}

int srvname_client_cert(uschar **yield, int argc, uschar *argv[])
{
    return certificate_event(&client, SRVNAME_PURPOSE_CLIENT, yield, argc, argv);
}

int srvname_ready(uschar **yield, int argc, uschar *argv[])
{
    struct settings settings;
    char sentence[SENTENCE] = "";
    srvname_verifier *verifier = NULL;

    if (argc > 0 && read_settings(&settings, SRVNAME_PURPOSE_SERVER, argc - 1, argv + 1, sentence))
        verifier = make_verifier(&settings, sentence);
    srvname_verifier_free(verifier);
    if (verifier != NULL) {
        *yield = argv[0];
        return OK;
    }
    if (argc > 0 && settings.log_only) {
        write_log(LOG_MAIN | LOG_PANIC, "would defer", &settings, sentence);
        *yield = argv[0];
        return OK;
    }
    snprintf(yielded, sizeof yielded, "srvname: %.*s", SENTENCE - 16, sentence);
    *yield = (uschar *)yielded;
    return FAIL;
}

int srvname_peer(uschar **yield, int argc, uschar *argv[])
{
    unsigned char *octets;
    size_t length = 0;

    yielded[0] = '\0';
    *yield = (uschar *)yielded;
    octets = argc == 1 ? decode(argv[0], &length) : NULL;
    if (octets != NULL && client.accepted != NULL && length == client.accepted_length &&
        memcmp(octets, client.accepted, length) == 0)
        snprintf(yielded, sizeof yielded, "%s", client.reference);
    free(octets);
    return OK;
}
