/* The part of the PKCS#11 v2.40 interface that a forwarding module needs, written from the OASIS base specification
 * (functions in the order of CK_FUNCTION_LIST, 3.6). Structures that are only passed on stay opaque (void *).
 * Unix layout: CK_ULONG is unsigned long, no packing. */
#ifndef KYSO_CRYPTOKI_H
#define KYSO_CRYPTOKI_H

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

/* Offset of the flags in CK_TOKEN_INFO: label, manufacturer, model and serial number stand before them. */
#define TOKEN_INFO_FLAGS (32 + 32 + 16 + 16)

#define CKR_OK 0x000UL
#define CKR_GENERAL_ERROR 0x005UL
#define CKR_DEVICE_REMOVED 0x032UL
#define CKR_TOKEN_NOT_PRESENT 0x0E0UL

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
