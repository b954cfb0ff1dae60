/*
 * A host that loads the library at run time, as one with plug-ins does, and unloads it while a thread that used it still runs:
 * unload LIBRARY FOLDER.
 */
#define _POSIX_C_SOURCE 200809L

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <srvname.h>

static pthread_barrier_t barrier;
static const char *library, *folder;

static void *symbol(void *loaded, const char *name)
{
    void *found = dlsym(loaded, name);

    if (found == NULL) {
        fprintf(stderr, "%s: no %s\n", library, name);
        exit(1);
    }
    return found;
}

/* POSIX has it that a pointer to an object can hold one to a function; ISO C has no cast for it. */
#define FUNCTION(loaded, name, pointer)                     \
    do {                                                    \
        void *found = symbol(loaded, name);                 \
        memcpy(&(pointer), &found, sizeof found);           \
    } while (0)

/* Reads a file of the folder whole; the caller frees it. */
static srvname_der read_der(const char *name)
{
    char path[4096];
    unsigned char *octets = malloc(65536);
    srvname_der der = {NULL, 0};
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "rb");
    if (octets == NULL || file == NULL) {
        perror(path);
        exit(1);
    }
    der.length = fread(octets, 1, 65536, file);
    der.data = octets;
    fclose(file);
    return der;
}

static void *use(void *loaded)
{
    srvname_result (*roots_new)(uint32_t, srvname_roots **);
    srvname_result (*add_file)(srvname_roots *, const char *, size_t *, char **);
    srvname_result (*verifier_new)(uint32_t, const srvname_roots *, srvname_verifier **);
    srvname_result (*verify)(const srvname_verifier *, const srvname_der *, size_t, int64_t, srvname_verdict **);
    void (*roots_free)(srvname_roots *);
    void (*verifier_free)(srvname_verifier *);
    srvname_roots *roots = NULL;
    srvname_verifier *verifier = NULL;
    srvname_der chain[2];
    char path[4096];

    FUNCTION(loaded, "srvname_roots_new", roots_new);
    FUNCTION(loaded, "srvname_roots_add_file", add_file);
    FUNCTION(loaded, "srvname_roots_free", roots_free);
    FUNCTION(loaded, "srvname_verifier_new", verifier_new);
    FUNCTION(loaded, "srvname_verifier_free", verifier_free);
    FUNCTION(loaded, "srvname_verify", verify);
    chain[0] = read_der("good.leaf.der");
    chain[1] = read_der("good.sub.der");
    /* The last octet is of the signature: what is wrong with one is kept for the thread until it ends. */
    ((unsigned char *)chain[0].data)[chain[0].length - 1] ^= 1;
    snprintf(path, sizeof path, "%s/roots.pem", folder);
    if (roots_new(SRVNAME_ABI, &roots) != SRVNAME_RESULT_OK ||
        add_file(roots, path, NULL, NULL) != SRVNAME_RESULT_OK ||
        verifier_new(SRVNAME_ABI, roots, &verifier) != SRVNAME_RESULT_OK ||
        verify(verifier, chain, 2, INT64_C(1795478400), NULL) != SRVNAME_RESULT_BAD_SIGNATURE) {
        fprintf(stderr, "%s: not as expected\n", library);
        exit(1);
    }
    verifier_free(verifier);
    roots_free(roots);
    free((void *)chain[0].data);
    free((void *)chain[1].data);
    /* The thread ends after the library is gone. */
    pthread_barrier_wait(&barrier);
    pthread_barrier_wait(&barrier);
    return NULL;
}

int main(int argc, char **argv)
{
    void *loaded;
    pthread_t thread;

    if (argc != 3)
        return 2;
    library = argv[1];
    folder = argv[2];
    loaded = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (loaded == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    if (pthread_barrier_init(&barrier, NULL, 2) != 0 || pthread_create(&thread, NULL, use, loaded) != 0)
        return 2;
    pthread_barrier_wait(&barrier);
    dlclose(loaded);
    pthread_barrier_wait(&barrier);
    pthread_join(thread, NULL);
    pthread_barrier_destroy(&barrier);
    puts("loaded and unloaded");
    return 0;
}
