#ifndef COPENAPI_H
#define COPENAPI_H

#include <stddef.h>

/// The bytes of the repository's `openapi.yaml`, as they were when the binary was built. They live as long as the process.
const unsigned char *pf_openapi_bytes(void);
size_t pf_openapi_count(void);

#endif
