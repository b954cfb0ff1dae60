// The header as C++ reads it, and numbers of C that stay what they are there.
#include <srvname.h>

#include <cstdio>
#include <cstring>
#include <type_traits>

static_assert(std::is_same<std::underlying_type<srvname_result>::type, uint32_t>::value, "a result is 32 bits");
static_assert(SRVNAME_RESULT_OK == 0, "0 is success");

int main()
{
    srvname_verifier *verifier = nullptr;
    if (srvname_verifier_new(SRVNAME_ABI, nullptr, &verifier) != SRVNAME_RESULT_OK)
        return 1;
    const srvname_result set = srvname_verifier_set_rule(verifier, SRVNAME_RULE_CONFINED);
    srvname_verifier_free(verifier);
    if (set != SRVNAME_RESULT_OK || std::strcmp(srvname_result_name(set), "ok") != 0)
        return 1;
    std::puts("the header is C++ as well");
    return 0;
}
