/* The part of the PKCS#11 v2.40 interface that the module needs, written from the OASIS base specification (functions
 * in the order of CK_FUNCTION_LIST, 3.6). Structures are passed as void *, so that one signature fits a call that is
 * only passed on. Unix layout: CK_ULONG is unsigned long, no packing. */
#ifndef CRYPTOKI_H
#define CRYPTOKI_H

typedef unsigned char CK_BYTE;
typedef CK_BYTE CK_BBOOL;
typedef unsigned long CK_ULONG;
typedef CK_ULONG CK_RV;
typedef void *PTR;
typedef CK_ULONG *CK_ULONG_PTR;
typedef CK_BYTE *CK_BYTE_PTR;

typedef struct {
  CK_BYTE major;
  CK_BYTE minor;
} CK_VERSION;

typedef struct {
  CK_ULONG type;
  PTR value;
  CK_ULONG length;
} CK_ATTRIBUTE;

typedef struct {
  CK_VERSION cryptoki_version;
  CK_BYTE manufacturer[32];
  CK_ULONG flags;
  CK_BYTE description[32];
  CK_VERSION library_version;
} CK_INFO;

typedef struct {
  CK_BYTE description[64];
  CK_BYTE manufacturer[32];
  CK_ULONG flags;
  CK_VERSION hardware;
  CK_VERSION firmware;
} CK_SLOT_INFO;

typedef struct {
  CK_BYTE label[32];
  CK_BYTE manufacturer[32];
  CK_BYTE model[16];
  CK_BYTE serial[16];
  CK_ULONG flags;
  CK_ULONG max_sessions, sessions, max_rw_sessions, rw_sessions;
  CK_ULONG max_pin, min_pin;
  CK_ULONG total_public, free_public, total_private, free_private;
  CK_VERSION hardware;
  CK_VERSION firmware;
  CK_BYTE time[16];
} CK_TOKEN_INFO;

typedef struct {
  CK_ULONG slot, state, flags, device_error;
} CK_SESSION_INFO;

typedef struct {
  CK_ULONG type;
  PTR parameter;
  CK_ULONG length;
} CK_MECHANISM;

typedef struct {
  CK_ULONG min_key, max_key, flags;
} CK_MECHANISM_INFO;

typedef struct {
  CK_ULONG hash, mgf, salt;
} CK_RSA_PKCS_PSS_PARAMS;

typedef struct {
  PTR create_mutex, destroy_mutex, lock_mutex, unlock_mutex;
  CK_ULONG flags;
  PTR reserved;
} CK_C_INITIALIZE_ARGS;

#define CK_UNAVAILABLE (~0UL)

#define CKF_LIBRARY_CANT_CREATE_OS_THREADS 0x1UL
#define CKF_OS_LOCKING_OK 0x2UL
#define CKF_TOKEN_PRESENT 0x1UL
#define CKF_REMOVABLE_DEVICE 0x2UL
#define CKF_HW_SLOT 0x4UL
#define CKF_RNG 0x1UL
#define CKF_LOGIN_REQUIRED 0x4UL
#define CKF_USER_PIN_INITIALIZED 0x8UL
#define CKF_PROTECTED_AUTHENTICATION_PATH 0x100UL
#define CKF_TOKEN_INITIALIZED 0x400UL
#define CKF_USER_PIN_COUNT_LOW 0x10000UL
#define CKF_USER_PIN_FINAL_TRY 0x20000UL
#define CKF_USER_PIN_LOCKED 0x40000UL
#define CKF_RW_SESSION 0x2UL
#define CKF_SERIAL_SESSION 0x4UL
#define CKF_HW 0x1UL
#define CKF_SIGN 0x800UL

#define CKU_SO 0UL
#define CKU_USER 1UL
#define CKU_CONTEXT_SPECIFIC 2UL

#define CKS_RO_PUBLIC_SESSION 0UL
#define CKS_RO_USER_FUNCTIONS 1UL
#define CKS_RW_PUBLIC_SESSION 2UL
#define CKS_RW_USER_FUNCTIONS 3UL

#define CKO_CERTIFICATE 1UL
#define CKO_PRIVATE_KEY 3UL
#define CKK_RSA 0UL
#define CKK_EC 3UL
#define CKC_X_509 0UL

#define CKA_CLASS 0x000UL
#define CKA_TOKEN 0x001UL
#define CKA_PRIVATE 0x002UL
#define CKA_LABEL 0x003UL
#define CKA_VALUE 0x011UL
#define CKA_CERTIFICATE_TYPE 0x080UL
#define CKA_KEY_TYPE 0x100UL
#define CKA_ID 0x102UL
#define CKA_SENSITIVE 0x103UL
#define CKA_SIGN 0x108UL
#define CKA_MODULUS 0x120UL
#define CKA_EXTRACTABLE 0x162UL
#define CKA_MODIFIABLE 0x170UL
#define CKA_ALWAYS_AUTHENTICATE 0x202UL

#define CKM_RSA_PKCS 0x0001UL
#define CKM_RSA_PKCS_PSS 0x000DUL
#define CKM_SHA256_RSA_PKCS 0x0040UL
#define CKM_SHA384_RSA_PKCS 0x0041UL
#define CKM_SHA512_RSA_PKCS 0x0042UL
#define CKM_SHA256_RSA_PKCS_PSS 0x0043UL
#define CKM_SHA256 0x0250UL
#define CKM_SHA384 0x0260UL
#define CKM_SHA512 0x0270UL
#define CKM_ECDSA 0x1041UL
#define CKM_ECDSA_SHA256 0x1044UL
#define CKM_ECDSA_SHA384 0x1045UL
#define CKM_ECDSA_SHA512 0x1046UL

/* Return values that the module gives or that a script may name: X(name, value). */
#define RETURN_VALUES(X) \
  X(CKR_OK, 0x000) \
  X(CKR_CANCEL, 0x001) \
  X(CKR_HOST_MEMORY, 0x002) \
  X(CKR_SLOT_ID_INVALID, 0x003) \
  X(CKR_GENERAL_ERROR, 0x005) \
  X(CKR_FUNCTION_FAILED, 0x006) \
  X(CKR_ARGUMENTS_BAD, 0x007) \
  X(CKR_CANT_LOCK, 0x00A) \
  X(CKR_ATTRIBUTE_SENSITIVE, 0x011) \
  X(CKR_ATTRIBUTE_TYPE_INVALID, 0x012) \
  X(CKR_ATTRIBUTE_VALUE_INVALID, 0x013) \
  X(CKR_DATA_LEN_RANGE, 0x021) \
  X(CKR_DEVICE_ERROR, 0x030) \
  X(CKR_DEVICE_MEMORY, 0x031) \
  X(CKR_DEVICE_REMOVED, 0x032) \
  X(CKR_FUNCTION_CANCELED, 0x050) \
  X(CKR_FUNCTION_NOT_SUPPORTED, 0x054) \
  X(CKR_KEY_HANDLE_INVALID, 0x060) \
  X(CKR_KEY_FUNCTION_NOT_PERMITTED, 0x068) \
  X(CKR_MECHANISM_INVALID, 0x070) \
  X(CKR_MECHANISM_PARAM_INVALID, 0x071) \
  X(CKR_OBJECT_HANDLE_INVALID, 0x082) \
  X(CKR_OPERATION_ACTIVE, 0x090) \
  X(CKR_OPERATION_NOT_INITIALIZED, 0x091) \
  X(CKR_PIN_INCORRECT, 0x0A0) \
  X(CKR_PIN_INVALID, 0x0A1) \
  X(CKR_PIN_LEN_RANGE, 0x0A2) \
  X(CKR_PIN_EXPIRED, 0x0A3) \
  X(CKR_PIN_LOCKED, 0x0A4) \
  X(CKR_SESSION_CLOSED, 0x0B0) \
  X(CKR_SESSION_COUNT, 0x0B1) \
  X(CKR_SESSION_HANDLE_INVALID, 0x0B3) \
  X(CKR_SESSION_PARALLEL_NOT_SUPPORTED, 0x0B4) \
  X(CKR_SESSION_READ_ONLY, 0x0B5) \
  X(CKR_TOKEN_NOT_PRESENT, 0x0E0) \
  X(CKR_TOKEN_NOT_RECOGNIZED, 0x0E1) \
  X(CKR_TOKEN_WRITE_PROTECTED, 0x0E2) \
  X(CKR_USER_ALREADY_LOGGED_IN, 0x100) \
  X(CKR_USER_NOT_LOGGED_IN, 0x101) \
  X(CKR_USER_PIN_NOT_INITIALIZED, 0x102) \
  X(CKR_USER_TYPE_INVALID, 0x103) \
  X(CKR_USER_ANOTHER_ALREADY_LOGGED_IN, 0x104) \
  X(CKR_BUFFER_TOO_SMALL, 0x150) \
  X(CKR_CRYPTOKI_NOT_INITIALIZED, 0x190) \
  X(CKR_CRYPTOKI_ALREADY_INITIALIZED, 0x191)

#define RETURN_VALUE(name, value) name = value,
enum return_value { RETURN_VALUES(RETURN_VALUE) };

/* X(name, parameters, arguments) for every function but C_GetFunctionList, which the module answers itself. */
#define CRYPTOKI_BEFORE_LIST(X) \
  X(C_Initialize, (PTR a), (a)) \
  X(C_Finalize, (PTR a), (a)) \
  X(C_GetInfo, (PTR a), (a))

#define CRYPTOKI_AFTER_LIST(X) \
  X(C_GetSlotList, (CK_BBOOL a, CK_ULONG_PTR b, CK_ULONG_PTR c), (a, b, c)) \
  X(C_GetSlotInfo, (CK_ULONG a, PTR b), (a, b)) \
  X(C_GetTokenInfo, (CK_ULONG a, PTR b), (a, b)) \
  X(C_GetMechanismList, (CK_ULONG a, CK_ULONG_PTR b, CK_ULONG_PTR c), (a, b, c)) \
  X(C_GetMechanismInfo, (CK_ULONG a, CK_ULONG b, PTR c), (a, b, c)) \
  X(C_InitToken, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG c, CK_BYTE_PTR d), (a, b, c, d)) \
  X(C_InitPIN, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG c), (a, b, c)) \
  X(C_SetPIN, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG c, CK_BYTE_PTR d, CK_ULONG e), (a, b, c, d, e)) \
  X(C_OpenSession, (CK_ULONG a, CK_ULONG b, PTR c, PTR d, CK_ULONG_PTR e), (a, b, c, d, e)) \
  X(C_CloseSession, (CK_ULONG a), (a)) \
  X(C_CloseAllSessions, (CK_ULONG a), (a)) \
  X(C_GetSessionInfo, (CK_ULONG a, PTR b), (a, b)) \
  X(C_GetOperationState, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG_PTR c), (a, b, c)) \
  X(C_SetOperationState, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG c, CK_ULONG d, CK_ULONG e), (a, b, c, d, e)) \
  X(C_Login, (CK_ULONG a, CK_ULONG b, CK_BYTE_PTR c, CK_ULONG d), (a, b, c, d)) \
  X(C_Logout, (CK_ULONG a), (a)) \
  X(C_CreateObject, (CK_ULONG a, PTR b, CK_ULONG c, CK_ULONG_PTR d), (a, b, c, d)) \
  X(C_CopyObject, (CK_ULONG a, CK_ULONG b, PTR c, CK_ULONG d, CK_ULONG_PTR e), (a, b, c, d, e)) \
  X(C_DestroyObject, (CK_ULONG a, CK_ULONG b), (a, b)) \
  X(C_GetObjectSize, (CK_ULONG a, CK_ULONG b, CK_ULONG_PTR c), (a, b, c)) \
  X(C_GetAttributeValue, (CK_ULONG a, CK_ULONG b, PTR c, CK_ULONG d), (a, b, c, d)) \
  X(C_SetAttributeValue, (CK_ULONG a, CK_ULONG b, PTR c, CK_ULONG d), (a, b, c, d)) \
  X(C_FindObjectsInit, (CK_ULONG a, PTR b, CK_ULONG c), (a, b, c)) \
  X(C_FindObjects, (CK_ULONG a, CK_ULONG_PTR b, CK_ULONG c, CK_ULONG_PTR d), (a, b, c, d)) \
  X(C_FindObjectsFinal, (CK_ULONG a), (a)) \
  X(C_EncryptInit, (CK_ULONG a, PTR b, CK_ULONG c), (a, b, c)) \
  X(C_Encrypt, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG c, CK_BYTE_PTR d, CK_ULONG_PTR e), (a, b, c, d, e)) \
  X(C_EncryptUpdate, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG c, CK_BYTE_PTR d, CK_ULONG_PTR e), (a, b, c, d, e)) \
  X(C_EncryptFinal, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG_PTR c), (a, b, c)) \
  X(C_DecryptInit, (CK_ULONG a, PTR b, CK_ULONG c), (a, b, c)) \
  X(C_Decrypt, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG c, CK_BYTE_PTR d, CK_ULONG_PTR e), (a, b, c, d, e)) \
  X(C_DecryptUpdate, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG c, CK_BYTE_PTR d, CK_ULONG_PTR e), (a, b, c, d, e)) \
  X(C_DecryptFinal, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG_PTR c), (a, b, c)) \
  X(C_DigestInit, (CK_ULONG a, PTR b), (a, b)) \
  X(C_Digest, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG c, CK_BYTE_PTR d, CK_ULONG_PTR e), (a, b, c, d, e)) \
  X(C_DigestUpdate, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG c), (a, b, c)) \
  X(C_DigestKey, (CK_ULONG a, CK_ULONG b), (a, b)) \
  X(C_DigestFinal, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG_PTR c), (a, b, c)) \
  X(C_SignInit, (CK_ULONG a, PTR b, CK_ULONG c), (a, b, c)) \
  X(C_Sign, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG c, CK_BYTE_PTR d, CK_ULONG_PTR e), (a, b, c, d, e)) \
  X(C_SignUpdate, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG c), (a, b, c)) \
  X(C_SignFinal, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG_PTR c), (a, b, c)) \
  X(C_SignRecoverInit, (CK_ULONG a, PTR b, CK_ULONG c), (a, b, c)) \
  X(C_SignRecover, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG c, CK_BYTE_PTR d, CK_ULONG_PTR e), (a, b, c, d, e)) \
  X(C_VerifyInit, (CK_ULONG a, PTR b, CK_ULONG c), (a, b, c)) \
  X(C_Verify, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG c, CK_BYTE_PTR d, CK_ULONG e), (a, b, c, d, e)) \
  X(C_VerifyUpdate, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG c), (a, b, c)) \
  X(C_VerifyFinal, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG c), (a, b, c)) \
  X(C_VerifyRecoverInit, (CK_ULONG a, PTR b, CK_ULONG c), (a, b, c)) \
  X(C_VerifyRecover, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG c, CK_BYTE_PTR d, CK_ULONG_PTR e), (a, b, c, d, e)) \
  X(C_DigestEncryptUpdate, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG c, CK_BYTE_PTR d, CK_ULONG_PTR e), (a, b, c, d, e)) \
  X(C_DecryptDigestUpdate, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG c, CK_BYTE_PTR d, CK_ULONG_PTR e), (a, b, c, d, e)) \
  X(C_SignEncryptUpdate, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG c, CK_BYTE_PTR d, CK_ULONG_PTR e), (a, b, c, d, e)) \
  X(C_DecryptVerifyUpdate, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG c, CK_BYTE_PTR d, CK_ULONG_PTR e), (a, b, c, d, e)) \
  X(C_GenerateKey, (CK_ULONG a, PTR b, PTR c, CK_ULONG d, CK_ULONG_PTR e), (a, b, c, d, e)) \
  X(C_GenerateKeyPair, \
    (CK_ULONG a, PTR b, PTR c, CK_ULONG d, PTR e, CK_ULONG f, CK_ULONG_PTR g, CK_ULONG_PTR h), \
    (a, b, c, d, e, f, g, h)) \
  X(C_WrapKey, (CK_ULONG a, PTR b, CK_ULONG c, CK_ULONG d, CK_BYTE_PTR e, CK_ULONG_PTR f), (a, b, c, d, e, f)) \
  X(C_UnwrapKey, \
    (CK_ULONG a, PTR b, CK_ULONG c, CK_BYTE_PTR d, CK_ULONG e, PTR f, CK_ULONG g, CK_ULONG_PTR h), \
    (a, b, c, d, e, f, g, h)) \
  X(C_DeriveKey, (CK_ULONG a, PTR b, CK_ULONG c, PTR d, CK_ULONG e, CK_ULONG_PTR f), (a, b, c, d, e, f)) \
  X(C_SeedRandom, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG c), (a, b, c)) \
  X(C_GenerateRandom, (CK_ULONG a, CK_BYTE_PTR b, CK_ULONG c), (a, b, c)) \
  X(C_GetFunctionStatus, (CK_ULONG a), (a)) \
  X(C_CancelFunction, (CK_ULONG a), (a)) \
  X(C_WaitForSlotEvent, (CK_ULONG a, CK_ULONG_PTR b, PTR c), (a, b, c))

#define CRYPTOKI_MEMBER(name, parameters, arguments) CK_RV (*name) parameters;

typedef struct CK_FUNCTION_LIST CK_FUNCTION_LIST;
struct CK_FUNCTION_LIST {
  CK_VERSION version;
  CRYPTOKI_BEFORE_LIST(CRYPTOKI_MEMBER)
  CK_RV (*C_GetFunctionList)(CK_FUNCTION_LIST **list);
  CRYPTOKI_AFTER_LIST(CRYPTOKI_MEMBER)
};

#endif
