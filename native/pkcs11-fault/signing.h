/* Signing with a key file, by the libcrypto (OpenSSL 3) of the system, which is loaded when the first key is needed. */
#ifndef SIGNING_H
#define SIGNING_H

#include "cryptoki.h"

struct key {
  void *handle; /* EVP_PKEY */
  CK_ULONG type; /* CKK_RSA, CKK_EC */
  CK_BYTE modulus[1024];
  CK_ULONG modulus_length; /* 0 unless RSA */
};

/* Reads a private key in PEM; 0, or -1 after a complaint. */
int load_key(const char *path, struct key *key);

/* Whether a key of this kind signs by the mechanism. */
int key_signs_by(CK_ULONG key_type, CK_ULONG mechanism);

/* As C_Sign: `length` is the room, then the signature's length. ECDSA gives r||s. */
CK_RV sign_with(const struct key *key, const CK_MECHANISM *mechanism, const CK_BYTE *data, CK_ULONG data_length,
                CK_BYTE *signature, CK_ULONG *length);

#endif
