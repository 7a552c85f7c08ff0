#include "COpenAPI.h"

// Embedded by the compiler, which also notices when the file changes: the binary needs no file beside it, and cannot
// serve another description than the one it was built with.
#pragma clang diagnostic ignored "-Wc23-extensions"
static const unsigned char bytes[] = {
#embed "../../openapi.yaml"
};

const unsigned char *pf_openapi_bytes(void) { return bytes; }

size_t pf_openapi_count(void) { return sizeof bytes; }
