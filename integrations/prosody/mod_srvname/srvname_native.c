/*
 * srvname_native: libsrvname for Lua 5.1 to 5.4 and LuaJIT. License: MIT OR Apache-2.0.
 *
 *     local native = require "srvname_native"
 *     local roots = native.roots()
 *     roots:add_file("/etc/ssl/certs/ca-certificates.crt")
 *     local verifier = native.verifier(roots)
 *     verifier:add_srv_id("xmpp-server", "example.com")
 *     local verdict = verifier:verify({ leaf, sub_ca }, os.time())
 *     if verdict and verdict.ok then ... end
 *
 * What can fail returns nil, a sentence and the name of the result, as Lua's own functions do; the sentence of success may be
 * nil. Everything that libsrvname wrote is held by a userdata before Lua can raise an error, so that nothing is lost then.
 */

#include <stdint.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>
#include <srvname.h>

#define ROOTS "srvname.roots"
#define VERIFIER "srvname.verifier"
#define VERDICT "srvname.verdict"
#define TEXT "srvname.text"

/* Lua 5.1 and LuaJIT call the length of a value something else. */
#if LUA_VERSION_NUM < 502
#define lua_rawlen lua_objlen
#endif

#if defined(__GNUC__)
__attribute__((visibility("default")))
#endif
int luaopen_srvname_native(lua_State *L);

/* Pushes a userdata that holds one handle, which is still NULL. */
static void **new_box(lua_State *L, const char *kind) {
    void **box = lua_newuserdata(L, sizeof *box);
    *box = NULL;
    luaL_getmetatable(L, kind);
    lua_setmetatable(L, -2);
    return box;
}

static int free_roots(lua_State *L) {
    void **box = luaL_checkudata(L, 1, ROOTS);
    srvname_roots_free(*box);
    *box = NULL;
    return 0;
}

static int free_verifier(lua_State *L) {
    void **box = luaL_checkudata(L, 1, VERIFIER);
    srvname_verifier_free(*box);
    *box = NULL;
    return 0;
}

static int free_verdict(lua_State *L) {
    void **box = luaL_checkudata(L, 1, VERDICT);
    srvname_verdict_free(*box);
    *box = NULL;
    return 0;
}

static int free_text(lua_State *L) {
    void **box = luaL_checkudata(L, 1, TEXT);
    srvname_string_free(*box);
    *box = NULL;
    return 0;
}

/* The text of an argument. libsrvname takes texts that end with NUL, so one with a NUL in it would be read short. */
static const char *check_text(lua_State *L, int argument) {
    size_t length = 0;
    const char *text = luaL_checklstring(L, argument, &length);
    luaL_argcheck(L, strlen(text) == length, argument, "a text with a NUL in it");
    return text;
}

/* What failed: nil, a sentence, and the name of the result. `message` may be NULL. */
static int failed(lua_State *L, srvname_result result, const char *message) {
    const char *name = srvname_result_name(result);
    name = name ? name : "unknown";
    lua_pushnil(L);
    lua_pushstring(L, message ? message : name);
    lua_pushstring(L, name);
    return 3;
}

static int new_roots(lua_State *L) {
    void **box = new_box(L, ROOTS);
    srvname_roots *roots = NULL;
    srvname_result result = srvname_roots_new(SRVNAME_ABI, &roots);
    *box = roots;
    return result == SRVNAME_RESULT_OK ? 1 : failed(L, result, NULL);
}

typedef srvname_result (*read_roots)(srvname_roots *, const char *, size_t *, char **);

static srvname_result reload(srvname_roots *roots, const char *path, size_t *count, char **message) {
    (void)path;
    return srvname_roots_reload(roots, count, message);
}

/* How many anchors there are now, and a sentence about what is not used. */
static int add(lua_State *L, read_roots read, const char *path) {
    void **roots = luaL_checkudata(L, 1, ROOTS);
    void **text = new_box(L, TEXT);
    char *message = NULL;
    size_t count = 0;
    srvname_result result = read(*roots, path, &count, &message);
    *text = message;
    if (result != SRVNAME_RESULT_OK)
        return failed(L, result, message);
    lua_pushnumber(L, (lua_Number)count);
    if (message)
        lua_pushstring(L, message);
    else
        lua_pushnil(L);
    return 2;
}

static int roots_add_file(lua_State *L) {
    return add(L, srvname_roots_add_file, check_text(L, 2));
}

static int roots_add_folder(lua_State *L) {
    return add(L, srvname_roots_add_folder, check_text(L, 2));
}

static int roots_reload(lua_State *L) {
    return add(L, reload, NULL);
}

static int new_verifier(lua_State *L) {
    void **roots = luaL_checkudata(L, 1, ROOTS);
    void **box = new_box(L, VERIFIER);
    srvname_verifier *verifier = NULL;
    srvname_result result = srvname_verifier_new(SRVNAME_ABI, *roots, &verifier);
    *box = verifier;
    return result == SRVNAME_RESULT_OK ? 1 : failed(L, result, NULL);
}

/* True, or what failed. */
static int answer(lua_State *L, srvname_result result, const char *message) {
    if (result != SRVNAME_RESULT_OK)
        return failed(L, result, message);
    lua_pushboolean(L, 1);
    return 1;
}

static int verifier_add_srv_id(lua_State *L) {
    void **verifier = luaL_checkudata(L, 1, VERIFIER);
    const char *service = check_text(L, 2);
    const char *domain = check_text(L, 3);
    void **text = new_box(L, TEXT);
    char *message = NULL;
    srvname_result result = srvname_verifier_add_srv_id(*verifier, service, domain, &message);
    *text = message;
    return answer(L, result, message);
}

static int verifier_add_dns_id(lua_State *L) {
    void **verifier = luaL_checkudata(L, 1, VERIFIER);
    const char *host = check_text(L, 2);
    void **text = new_box(L, TEXT);
    char *message = NULL;
    srvname_result result = srvname_verifier_add_dns_id(*verifier, host, &message);
    *text = message;
    return answer(L, result, message);
}

static int verifier_set_rule(lua_State *L) {
    static const char *const names[] = {"confined", "constrained", "inherited", "where-constrained", "rfc5280", NULL};
    static const uint32_t rules[] = {SRVNAME_RULE_CONFINED, SRVNAME_RULE_CONSTRAINED, SRVNAME_RULE_INHERITED,
                                     SRVNAME_RULE_WHERE_CONSTRAINED, SRVNAME_RULE_RFC5280};
    void **verifier = luaL_checkudata(L, 1, VERIFIER);
    return answer(L, srvname_verifier_set_rule(*verifier, rules[luaL_checkoption(L, 2, NULL, names)]), NULL);
}

static int verifier_set_purpose(lua_State *L) {
    static const char *const names[] = {"server", "client", "either", NULL};
    static const uint32_t purposes[] = {SRVNAME_PURPOSE_SERVER, SRVNAME_PURPOSE_CLIENT, SRVNAME_PURPOSE_CLIENT_OR_SERVER};
    void **verifier = luaL_checkudata(L, 1, VERIFIER);
    return answer(L, srvname_verifier_set_purpose(*verifier, purposes[luaL_checkoption(L, 2, NULL, names)]), NULL);
}

/* Sets a field of the table on top of the stack, if there is something. */
static void set_text(lua_State *L, const char *field, const char *text) {
    if (!text)
        return;
    lua_pushstring(L, text);
    lua_setfield(L, -2, field);
}

/* A verdict as a table: what it has no answer to is not in it; the sentences of advice are a list, empty if there is none. */
static int push_verdict(lua_State *L, const srvname_verdict *verdict) {
    size_t position = 0;
    lua_newtable(L);
    lua_pushboolean(L, srvname_verdict_result(verdict) == SRVNAME_RESULT_OK);
    lua_setfield(L, -2, "ok");
    set_text(L, "code", srvname_verdict_code(verdict));
    set_text(L, "text", srvname_verdict_text(verdict));
    set_text(L, "reference", srvname_verdict_reference(verdict));
    set_text(L, "presented", srvname_verdict_presented(verdict));
    set_text(L, "section", srvname_verdict_section(verdict));
    set_text(L, "subject", srvname_verdict_subject(verdict));
    if (srvname_verdict_position(verdict, &position) == SRVNAME_RESULT_OK) {
        lua_pushnumber(L, (lua_Number)position);
        lua_setfield(L, -2, "position");
    }
    lua_newtable(L);
    const char *advice = NULL;
    for (int number = 0; (advice = srvname_verdict_advice(verdict, (size_t)number)) != NULL; number++) {
        lua_pushstring(L, advice);
        lua_rawseti(L, -2, number + 1);
    }
    lua_setfield(L, -2, "advice");
    return 1;
}

/* verifier:verify({ DER... }, seconds): the end entity first, the others in any order. */
static int verifier_verify(lua_State *L) {
    void **verifier = luaL_checkudata(L, 1, VERIFIER);
    luaL_checktype(L, 2, LUA_TTABLE);
    int64_t time = (int64_t)luaL_checknumber(L, 3);
    size_t count = lua_rawlen(L, 2);
    luaL_argcheck(L, count <= 1000, 2, "more certificates than any peer sends");
    /* An array of nothing has no address in C. */
    srvname_der *chain = lua_newuserdata(L, (count + 1) * sizeof *chain);
    for (size_t index = 0; index < count; index++) {
        lua_rawgeti(L, 2, (int)index + 1);
        /* A number would become a text that only the stack holds. */
        luaL_argcheck(L, lua_type(L, -1) == LUA_TSTRING, 2, "a certificate that is no string");
        chain[index].data = (const uint8_t *)lua_tolstring(L, -1, &chain[index].length);
        lua_pop(L, 1);
    }
    void **box = new_box(L, VERDICT);
    srvname_verdict *verdict = NULL;
    srvname_result result = srvname_verify(*verifier, chain, count, time, &verdict);
    *box = verdict;
    return verdict ? push_verdict(L, verdict) : failed(L, result, NULL);
}

static int version(lua_State *L) {
    lua_pushstring(L, srvname_version());
    return 1;
}

static void set_functions(lua_State *L, const luaL_Reg *functions) {
    for (; functions->name; functions++) {
        lua_pushcfunction(L, functions->func);
        lua_setfield(L, -2, functions->name);
    }
}

/* A metatable whose userdata have these methods, and are freed by this function. */
static void new_kind(lua_State *L, const char *kind, lua_CFunction release, const luaL_Reg *methods) {
    luaL_newmetatable(L, kind);
    lua_pushcfunction(L, release);
    lua_setfield(L, -2, "__gc");
    lua_newtable(L);
    set_functions(L, methods);
    lua_setfield(L, -2, "__index");
    /* Nobody calls __gc by hand, after which a handle would be freed and in use. */
    lua_pushliteral(L, "locked");
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
}

int luaopen_srvname_native(lua_State *L) {
    static const luaL_Reg none[] = {{NULL, NULL}};
    static const luaL_Reg roots[] = {
        {"add_file", roots_add_file}, {"add_folder", roots_add_folder}, {"reload", roots_reload}, {NULL, NULL}};
    static const luaL_Reg verifier[] = {{"add_srv_id", verifier_add_srv_id},
                                        {"add_dns_id", verifier_add_dns_id},
                                        {"set_rule", verifier_set_rule},
                                        {"set_purpose", verifier_set_purpose},
                                        {"verify", verifier_verify},
                                        {NULL, NULL}};
    static const luaL_Reg functions[] = {
        {"roots", new_roots}, {"verifier", new_verifier}, {"version", version}, {NULL, NULL}};
    new_kind(L, ROOTS, free_roots, roots);
    new_kind(L, VERIFIER, free_verifier, verifier);
    new_kind(L, VERDICT, free_verdict, none);
    new_kind(L, TEXT, free_text, none);
    lua_newtable(L);
    set_functions(L, functions);
    return 1;
}
