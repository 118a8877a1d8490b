#include "signing.h"

#include <dlfcn.h>
#include <string.h>

#include "script.h"

#define EVP_PKEY_RSA 6
#define EVP_PKEY_EC 408
#define RSA_PKCS1_PADDING 1
#define RSA_PKCS1_PSS_PADDING 6

/* X(result, name, parameters) of libcrypto; opaque structures are void *. */
#define LIBCRYPTO(X) \
  X(void *, BIO_new_file, (const char *, const char *)) \
  X(int, BIO_free, (void *)) \
  X(void *, PEM_read_bio_PrivateKey, (void *, void **, void *, void *)) \
  X(int, EVP_PKEY_get_base_id, (const void *)) \
  X(int, EVP_PKEY_get_bits, (const void *)) \
  X(int, EVP_PKEY_get_bn_param, (const void *, const char *, void **)) \
  X(int, BN_bn2bin, (const void *, unsigned char *)) \
  X(int, BN_num_bits, (const void *)) \
  X(void, BN_free, (void *)) \
  X(void *, EVP_PKEY_CTX_new, (void *, void *)) \
  X(void, EVP_PKEY_CTX_free, (void *)) \
  X(int, EVP_PKEY_sign_init, (void *)) \
  X(int, EVP_PKEY_CTX_set_rsa_padding, (void *, int)) \
  X(int, EVP_PKEY_CTX_set_signature_md, (void *, const void *)) \
  X(int, EVP_PKEY_CTX_set_rsa_mgf1_md, (void *, const void *)) \
  X(int, EVP_PKEY_CTX_set_rsa_pss_saltlen, (void *, int)) \
  X(int, EVP_PKEY_sign, (void *, unsigned char *, size_t *, const unsigned char *, size_t)) \
  X(const void *, EVP_get_digestbyname, (const char *)) \
  X(int, EVP_Digest, (const void *, size_t, unsigned char *, unsigned *, const void *, void *))

#define POINTER(result, name, parameters) result(*name) parameters;
static struct {
  LIBCRYPTO(POINTER)
} crypto;

/* A program may export the functions of another libcrypto (Node.js does): this one must find its own first. The address
 * sanitizer cannot live with that. */
#ifdef __SANITIZE_ADDRESS__
#define OWN_SYMBOLS 0
#else
#define OWN_SYMBOLS RTLD_DEEPBIND
#endif

static int load_libcrypto(void) {
  static void *library;
  if (library != NULL) return 0;
  void *opened = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL | OWN_SYMBOLS);
  if (opened == NULL) return complain("dlopen", dlerror());
#define FIND(result, name, parameters)         \
  *(void **)&crypto.name = dlsym(opened, #name); \
  if (crypto.name == NULL) return complain("libcrypto has no", #name);
  LIBCRYPTO(FIND)
  library = opened;
  return 0;
}

int load_key(const char *path, struct key *key) {
  if (load_libcrypto() != 0) return -1;
  void *file = crypto.BIO_new_file(path, "r");
  key->handle = file == NULL ? NULL : crypto.PEM_read_bio_PrivateKey(file, NULL, NULL, NULL);
  if (file != NULL) crypto.BIO_free(file);
  if (key->handle == NULL) return complain("no private key in", path);

  key->type = crypto.EVP_PKEY_get_base_id(key->handle) == EVP_PKEY_EC ? CKK_EC : CKK_RSA;
  void *modulus = NULL;
  if (key->type == CKK_RSA && crypto.EVP_PKEY_get_bn_param(key->handle, "n", &modulus) == 1) {
    CK_ULONG length = ((CK_ULONG)crypto.BN_num_bits(modulus) + 7) / 8;
    if (length <= sizeof key->modulus) key->modulus_length = (CK_ULONG)crypto.BN_bn2bin(modulus, key->modulus);
    crypto.BN_free(modulus);
  }
  return 0;
}

/* How a mechanism treats what it is given. */
struct method {
  CK_ULONG mechanism;
  CK_ULONG key;
  const char *hash; /* made here of the data; NULL when the data is the digest already */
  int pss;
};

static const struct method methods[] = {
    {CKM_RSA_PKCS, CKK_RSA, NULL, 0},
    {CKM_SHA256_RSA_PKCS, CKK_RSA, "SHA256", 0},
    {CKM_SHA384_RSA_PKCS, CKK_RSA, "SHA384", 0},
    {CKM_SHA512_RSA_PKCS, CKK_RSA, "SHA512", 0},
    {CKM_RSA_PKCS_PSS, CKK_RSA, NULL, 1},
    {CKM_SHA256_RSA_PKCS_PSS, CKK_RSA, "SHA256", 1},
    {CKM_ECDSA, CKK_EC, NULL, 0},
    {CKM_ECDSA_SHA256, CKK_EC, "SHA256", 0},
    {CKM_ECDSA_SHA384, CKK_EC, "SHA384", 0},
    {CKM_ECDSA_SHA512, CKK_EC, "SHA512", 0},
};

static const struct method *find_method(CK_ULONG mechanism) {
  for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
    if (methods[i].mechanism == mechanism) return &methods[i];
  }
  return NULL;
}

int key_signs_by(CK_ULONG key_type, CK_ULONG mechanism) {
  const struct method *method = find_method(mechanism);
  return method != NULL && method->key == key_type;
}

static const char *pss_hash(const CK_MECHANISM *mechanism, CK_ULONG *salt) {
  const CK_RSA_PKCS_PSS_PARAMS *parameters = mechanism->parameter;
  if (parameters == NULL || mechanism->length != sizeof *parameters) return NULL;
  *salt = parameters->salt;
  switch (parameters->hash) {
    case CKM_SHA256: return "SHA256";
    case CKM_SHA384: return "SHA384";
    case CKM_SHA512: return "SHA512";
    default: return NULL;
  }
}

static int set_up(void *context, const struct method *method, const CK_MECHANISM *mechanism) {
  if (crypto.EVP_PKEY_sign_init(context) != 1) return -1;
  if (method->key == CKK_EC) return 0;
  if (!method->pss) {
    if (crypto.EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) != 1) return -1;
    if (method->hash == NULL) return 0;
    return crypto.EVP_PKEY_CTX_set_signature_md(context, crypto.EVP_get_digestbyname(method->hash)) == 1 ? 0 : -1;
  }
  CK_ULONG salt = 0;
  const char *hash = pss_hash(mechanism, &salt);
  if (hash == NULL) return -1;
  const void *digest = crypto.EVP_get_digestbyname(hash);
  return crypto.EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
                 crypto.EVP_PKEY_CTX_set_signature_md(context, digest) == 1 &&
                 crypto.EVP_PKEY_CTX_set_rsa_mgf1_md(context, digest) == 1 &&
                 crypto.EVP_PKEY_CTX_set_rsa_pss_saltlen(context, (int)salt) == 1
             ? 0
             : -1;
}

/* One INTEGER of a DER Ecdsa-Sig-Value, right-justified into `half` bytes; the position after it, or NULL. */
static const CK_BYTE *take_integer(const CK_BYTE *from, const CK_BYTE *end, CK_BYTE *to, CK_ULONG half) {
  if (end - from < 2 || from[0] != 2 || from[1] >= 0x80 || from[1] > end - from - 2) return NULL;
  CK_ULONG length = from[1];
  from += 2;
  for (; length > 0 && *from == 0; length--) from++;
  if (length > half) return NULL;
  memset(to, 0, half - length);
  memcpy(to + half - length, from, length);
  return from + length;
}

/* DER to r||s (PKCS#11 current mechanisms 2.3.1). */
static int flatten(const CK_BYTE *der, CK_ULONG der_length, CK_BYTE *flat, CK_ULONG half) {
  const CK_BYTE *end = der + der_length;
  const CK_BYTE *at = der + (der_length > 2 && der[1] == 0x81 ? 3 : 2);
  at = take_integer(at, end, flat, half);
  return at != NULL && take_integer(at, end, flat + half, half) == end ? 0 : -1;
}

CK_RV sign_with(const struct key *key, const CK_MECHANISM *mechanism, const CK_BYTE *data, CK_ULONG data_length,
                CK_BYTE *signature, CK_ULONG *length) {
  const struct method *method = find_method(mechanism->type);
  if (method == NULL || method->key != key->type) return CKR_MECHANISM_INVALID;
  CK_ULONG bytes = ((CK_ULONG)crypto.EVP_PKEY_get_bits(key->handle) + 7) / 8;
  CK_ULONG needed = key->type == CKK_EC ? 2 * bytes : bytes;
  CK_ULONG room = *length;
  *length = needed;
  if (signature == NULL) return CKR_OK;
  if (room < needed) return CKR_BUFFER_TOO_SMALL;

  CK_BYTE digest[64];
  unsigned digest_length = 0;
  if (method->hash != NULL) {
    const void *hash = crypto.EVP_get_digestbyname(method->hash);
    if (crypto.EVP_Digest(data, data_length, digest, &digest_length, hash, NULL) != 1) return CKR_FUNCTION_FAILED;
    data = digest;
    data_length = digest_length;
  }
  CK_BYTE made[1024];
  size_t made_length = sizeof made;
  void *context = crypto.EVP_PKEY_CTX_new(key->handle, NULL);
  int done = context != NULL && set_up(context, method, mechanism) == 0 &&
             crypto.EVP_PKEY_sign(context, made, &made_length, data, data_length) == 1;
  if (context != NULL) crypto.EVP_PKEY_CTX_free(context);
  if (!done) return CKR_FUNCTION_FAILED;
  if (key->type == CKK_EC) return flatten(made, made_length, signature, bytes) == 0 ? CKR_OK : CKR_FUNCTION_FAILED;
  if (made_length != needed) return CKR_FUNCTION_FAILED;
  memcpy(signature, made, needed);
  return CKR_OK;
}
