#include "token.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "signing.h"

#define MAX_TOKENS 4
#define MAX_SESSIONS 64
#define MAX_CERTIFICATES 4
#define MIN_PIN 4

struct certificate {
  CK_BYTE *value;
  CK_ULONG length;
  CK_BYTE id;
  const char *label;
};

/* One slot with its token: a folder. */
struct token {
  int uninitialised;
  int foreign;
  int logged_in;
  int has_key;
  struct key key;
  struct certificate certificates[MAX_CERTIFICATES];
  CK_ULONG certificate_count;
};

struct session {
  int open;
  CK_ULONG slot;
  CK_ULONG flags;
  int finding;
  CK_ULONG wanted_class; /* CK_UNAVAILABLE: every class */
  CK_ULONG next; /* object to look at next */
  int signing;
  CK_MECHANISM mechanism;
  CK_RSA_PKCS_PSS_PARAMS pss;
};

static struct token tokens[MAX_TOKENS];
static CK_ULONG token_count;
static struct session sessions[MAX_SESSIONS];
static int initialised;

/* Objects of a token, by handle: 1 is the key, then its certificates, then the script's unreadable ones. */
#define KEY_OBJECT 1UL

static CK_ULONG object_count(const struct token *token) {
  return KEY_OBJECT + token->certificate_count + the_script()->objects;
}

static void blank(CK_BYTE *target, size_t length, const char *text) {
  size_t used = strlen(text) < length ? strlen(text) : length;
  memset(target, ' ', length);
  memcpy(target, text, used);
}

/* Loading */

static int exists(const char *folder, const char *name) {
  char path[1024];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return access(path, R_OK) == 0;
}

static int read_certificate(struct token *token, const char *folder, const char *name, CK_BYTE id, const char *label) {
  char path[1024];
  if (!exists(folder, name)) return 0;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "rb");
  if (file == NULL) return complain("cannot read", path);
  struct certificate *certificate = &token->certificates[token->certificate_count];
  int failed = fseek(file, 0, SEEK_END) != 0;
  long length = failed ? -1 : ftell(file);
  rewind(file);
  certificate->value = length > 0 ? malloc((size_t)length) : NULL;
  failed = certificate->value == NULL || fread(certificate->value, 1, (size_t)length, file) != (size_t)length;
  fclose(file);
  if (failed) return complain("cannot read", path);
  certificate->length = (CK_ULONG)length;
  certificate->id = id;
  certificate->label = label;
  token->certificate_count++;
  return 0;
}

static int load_token(const char *base, const char *name) {
  char folder[768];
  if (token_count == MAX_TOKENS) return complain("too many tokens", name);
  struct token *token = &tokens[token_count];
  snprintf(folder, sizeof folder, "%s/%s", base, name);
  if (access(folder, R_OK) != 0) return complain("no such token", folder);
  memset(token, 0, sizeof *token);
  token->uninitialised = exists(folder, "uninitialised");
  token->foreign = exists(folder, "foreign");
  token->has_key = exists(folder, "key.pem");
  if (token->has_key) {
    char path[1024];
    snprintf(path, sizeof path, "%s/key.pem", folder);
    if (load_key(path, &token->key) != 0) return -1;
  }
  /* A certificate before the one that belongs to the key, for species whose first certificate is bad. */
  if (read_certificate(token, folder, "before.der", 2, "before") != 0) return -1;
  if (read_certificate(token, folder, "certificate.der", 1, "certificate") != 0) return -1;
  if (read_certificate(token, folder, "issuer.der", 3, "issuer") != 0) return -1;
  token_count++;
  return 0;
}

/* PKCS11_FAULT_TOKENS, or the folder `tokens` beside this library. */
static int token_base(char *base, size_t room) {
  const char *given = getenv("PKCS11_FAULT_TOKENS");
  if (given != NULL && given[0] != '\0') return snprintf(base, room, "%s", given) < (int)room ? 0 : -1;
  Dl_info own;
  if (dladdr(&tokens, &own) == 0 || own.dli_fname == NULL) return -1;
  const char *slash = strrchr(own.dli_fname, '/');
  int length = slash == NULL ? 1 : (int)(slash - own.dli_fname);
  return snprintf(base, room, "%.*s/tokens", length, slash == NULL ? "." : own.dli_fname) < (int)room ? 0 : -1;
}

static int load_tokens(void) {
  char base[512], names[128];
  char *rest = NULL;
  if (token_base(base, sizeof base) != 0) return complain("cannot find", "the token folder");
  snprintf(names, sizeof names, "%s", the_script()->tokens[0] != '\0' ? the_script()->tokens : "plain");
  for (char *name = strtok_r(names, "+", &rest); name; name = strtok_r(NULL, "+", &rest)) {
    if (load_token(base, name) != 0) return -1;
  }
  return 0;
}

static CK_RV token_C_Initialize(PTR arguments) {
  const CK_C_INITIALIZE_ARGS *given = arguments;
  if (initialised) return CKR_CRYPTOKI_ALREADY_INITIALIZED;
  if (given != NULL && given->reserved != NULL) return CKR_ARGUMENTS_BAD;
  if (token_count == 0 && load_tokens() != 0) {
    token_count = 0;
    return CKR_GENERAL_ERROR;
  }
  memset(sessions, 0, sizeof sessions);
  initialised = 1;
  return CKR_OK;
}

static CK_RV token_C_Finalize(PTR reserved) {
  if (!initialised) return CKR_CRYPTOKI_NOT_INITIALIZED;
  if (reserved != NULL) return CKR_ARGUMENTS_BAD;
  initialised = 0;
  return CKR_OK;
}

static CK_RV token_C_GetInfo(PTR to) {
  CK_INFO *info = to;
  memset(info, 0, sizeof *info);
  info->cryptoki_version = (CK_VERSION){2, 40};
  blank(info->manufacturer, sizeof info->manufacturer, "pkcs11-fault");
  blank(info->description, sizeof info->description, "built-in tokens");
  return CKR_OK;
}

/* Slots */

static CK_RV token_C_GetSlotList(CK_BBOOL present, CK_ULONG_PTR slots, CK_ULONG_PTR count) {
  (void)present;
  if (!initialised) return CKR_CRYPTOKI_NOT_INITIALIZED;
  if (count == NULL) return CKR_ARGUMENTS_BAD;
  CK_ULONG room = *count;
  *count = token_count;
  if (slots == NULL) return CKR_OK;
  if (room < token_count) return CKR_BUFFER_TOO_SMALL;
  for (CK_ULONG i = 0; i < token_count; i++) slots[i] = i;
  return CKR_OK;
}

static CK_RV token_C_GetSlotInfo(CK_ULONG slot, PTR to) {
  CK_SLOT_INFO *info = to;
  if (slot >= token_count) return CKR_SLOT_ID_INVALID;
  memset(info, 0, sizeof *info);
  blank(info->description, sizeof info->description, "Zoo reader");
  blank(info->manufacturer, sizeof info->manufacturer, "pkcs11-fault");
  info->flags = CKF_TOKEN_PRESENT | CKF_REMOVABLE_DEVICE | CKF_HW_SLOT;
  return CKR_OK;
}

static CK_RV token_C_GetTokenInfo(CK_ULONG slot, PTR to) {
  CK_TOKEN_INFO *info = to;
  if (slot >= token_count) return CKR_SLOT_ID_INVALID;
  if (tokens[slot].foreign) return CKR_TOKEN_NOT_RECOGNIZED;
  memset(info, 0, sizeof *info);
  int ready = !tokens[slot].uninitialised;
  blank(info->label, sizeof info->label, ready ? "Zoo token" : "");
  blank(info->manufacturer, sizeof info->manufacturer, "pkcs11-fault");
  blank(info->model, sizeof info->model, "zoo");
  blank(info->serial, sizeof info->serial, "0001");
  info->flags = CKF_RNG | CKF_LOGIN_REQUIRED | (ready ? CKF_TOKEN_INITIALIZED | CKF_USER_PIN_INITIALIZED : 0);
  info->max_sessions = info->max_rw_sessions = MAX_SESSIONS;
  info->min_pin = MIN_PIN;
  info->max_pin = MAX_PIN;
  info->total_public = info->free_public = info->total_private = info->free_private = CK_UNAVAILABLE;
  memset(info->time, '0', sizeof info->time);
  return CKR_OK;
}

static const CK_ULONG offered[] = {CKM_RSA_PKCS,        CKM_RSA_PKCS_PSS,    CKM_SHA256_RSA_PKCS, CKM_SHA384_RSA_PKCS,
                                   CKM_SHA512_RSA_PKCS, CKM_ECDSA,           CKM_ECDSA_SHA256,    CKM_ECDSA_SHA384,
                                   CKM_ECDSA_SHA512,    CKM_SHA256_RSA_PKCS_PSS};
#define OFFERED (sizeof offered / sizeof *offered)

static CK_RV token_C_GetMechanismList(CK_ULONG slot, CK_ULONG_PTR list, CK_ULONG_PTR count) {
  if (slot >= token_count) return CKR_SLOT_ID_INVALID;
  if (count == NULL) return CKR_ARGUMENTS_BAD;
  CK_ULONG room = *count;
  *count = OFFERED;
  if (list == NULL) return CKR_OK;
  if (room < OFFERED) return CKR_BUFFER_TOO_SMALL;
  memcpy(list, offered, sizeof offered);
  return CKR_OK;
}

static CK_RV token_C_GetMechanismInfo(CK_ULONG slot, CK_ULONG mechanism, PTR to) {
  CK_MECHANISM_INFO *info = to;
  if (slot >= token_count) return CKR_SLOT_ID_INVALID;
  int rsa = key_signs_by(CKK_RSA, mechanism);
  if (!rsa && !key_signs_by(CKK_EC, mechanism)) return CKR_MECHANISM_INVALID;
  *info = (CK_MECHANISM_INFO){rsa ? 2048 : 256, rsa ? 4096 : 521, CKF_HW | CKF_SIGN};
  return CKR_OK;
}

/* Sessions */

static struct session *find_session(CK_ULONG handle) {
  if (!initialised || handle == 0 || handle > MAX_SESSIONS || !sessions[handle - 1].open) return NULL;
  return &sessions[handle - 1];
}

static CK_RV token_C_OpenSession(CK_ULONG slot, CK_ULONG flags, PTR application, PTR notify, CK_ULONG_PTR handle) {
  (void)application;
  (void)notify;
  if (!initialised) return CKR_CRYPTOKI_NOT_INITIALIZED;
  if (slot >= token_count) return CKR_SLOT_ID_INVALID;
  if (tokens[slot].foreign) return CKR_TOKEN_NOT_RECOGNIZED;
  if ((flags & CKF_SERIAL_SESSION) == 0) return CKR_SESSION_PARALLEL_NOT_SUPPORTED;
  for (CK_ULONG i = 0; i < MAX_SESSIONS; i++) {
    if (sessions[i].open) continue;
    sessions[i] = (struct session){.open = 1, .slot = slot, .flags = flags};
    *handle = i + 1;
    return CKR_OK;
  }
  return CKR_SESSION_COUNT;
}

/* The login is the application's on the token: it ends with the last session (PKCS#11 5.6). */
static void forget_login_without_session(CK_ULONG slot) {
  for (CK_ULONG i = 0; i < MAX_SESSIONS; i++) {
    if (sessions[i].open && sessions[i].slot == slot) return;
  }
  tokens[slot].logged_in = 0;
}

static CK_RV token_C_CloseSession(CK_ULONG handle) {
  struct session *session = find_session(handle);
  if (session == NULL) return CKR_SESSION_HANDLE_INVALID;
  session->open = 0;
  forget_login_without_session(session->slot);
  return CKR_OK;
}

static CK_RV token_C_CloseAllSessions(CK_ULONG slot) {
  if (slot >= token_count) return CKR_SLOT_ID_INVALID;
  for (CK_ULONG i = 0; i < MAX_SESSIONS; i++) {
    if (sessions[i].slot == slot) sessions[i].open = 0;
  }
  tokens[slot].logged_in = 0;
  return CKR_OK;
}

static CK_RV token_C_GetSessionInfo(CK_ULONG handle, PTR to) {
  struct session *session = find_session(handle);
  if (session == NULL) return CKR_SESSION_HANDLE_INVALID;
  int rw = (session->flags & CKF_RW_SESSION) != 0;
  int user = tokens[session->slot].logged_in;
  CK_ULONG state = rw ? (user ? CKS_RW_USER_FUNCTIONS : CKS_RW_PUBLIC_SESSION)
                      : (user ? CKS_RO_USER_FUNCTIONS : CKS_RO_PUBLIC_SESSION);
  *(CK_SESSION_INFO *)to = (CK_SESSION_INFO){session->slot, state, session->flags, 0};
  return CKR_OK;
}

static int pin_is(const CK_BYTE *pin, CK_ULONG length) {
  const char *right = right_pin();
  return pin != NULL && length == strlen(right) && memcmp(pin, right, length) == 0;
}

static CK_RV token_C_Login(CK_ULONG handle, CK_ULONG user, CK_BYTE_PTR pin, CK_ULONG length) {
  struct session *session = find_session(handle);
  if (session == NULL) return CKR_SESSION_HANDLE_INVALID;
  struct token *token = &tokens[session->slot];
  if (user != CKU_USER) return CKR_USER_TYPE_INVALID;
  if (token->logged_in) return CKR_USER_ALREADY_LOGGED_IN;
  if (token->uninitialised) return CKR_USER_PIN_NOT_INITIALIZED;
  if (!pin_is(pin, length)) return CKR_PIN_INCORRECT;
  token->logged_in = 1;
  return CKR_OK;
}

static CK_RV token_C_Logout(CK_ULONG handle) {
  struct session *session = find_session(handle);
  if (session == NULL) return CKR_SESSION_HANDLE_INVALID;
  if (!tokens[session->slot].logged_in) return CKR_USER_NOT_LOGGED_IN;
  tokens[session->slot].logged_in = 0;
  return CKR_OK;
}

static CK_RV token_C_SetPIN(CK_ULONG handle, CK_BYTE_PTR old, CK_ULONG old_length, CK_BYTE_PTR pin, CK_ULONG length) {
  struct session *session = find_session(handle);
  if (session == NULL) return CKR_SESSION_HANDLE_INVALID;
  if ((session->flags & CKF_RW_SESSION) == 0) return CKR_SESSION_READ_ONLY;
  if (!pin_is(old, old_length)) return CKR_PIN_INCORRECT;
  if (pin == NULL || length < MIN_PIN || length > MAX_PIN) return CKR_PIN_LEN_RANGE;
  memcpy(the_memory()->pin, pin, length);
  the_memory()->pin[length] = '\0';
  return CKR_OK;
}

/* Objects */

/* The bytes of one attribute; they live until the next call. */
struct attribute {
  const CK_BYTE *value;
  CK_ULONG length;
};

static CK_RV number_attribute(CK_ULONG number, struct attribute *out) {
  static CK_ULONG kept;
  kept = number;
  *out = (struct attribute){(const CK_BYTE *)&kept, sizeof kept};
  return CKR_OK;
}

static CK_RV byte_attribute(CK_BYTE byte, struct attribute *out) {
  static CK_BYTE kept;
  kept = byte;
  *out = (struct attribute){&kept, 1};
  return CKR_OK;
}

static CK_RV text_attribute(const char *text, struct attribute *out) {
  *out = (struct attribute){(const CK_BYTE *)text, strlen(text)};
  return CKR_OK;
}

static CK_RV key_attribute(const struct token *token, CK_ULONG type, struct attribute *out) {
  switch (type) {
    case CKA_CLASS: return number_attribute(CKO_PRIVATE_KEY, out);
    case CKA_KEY_TYPE: return number_attribute(token->key.type, out);
    case CKA_ID: return byte_attribute(1, out);
    case CKA_LABEL: return text_attribute("key", out);
    case CKA_TOKEN: case CKA_PRIVATE: case CKA_SIGN: case CKA_SENSITIVE: return byte_attribute(1, out);
    case CKA_EXTRACTABLE: case CKA_MODIFIABLE: case CKA_ALWAYS_AUTHENTICATE: return byte_attribute(0, out);
    case CKA_VALUE: return CKR_ATTRIBUTE_SENSITIVE;
    case CKA_MODULUS:
      if (token->key.modulus_length == 0) return CKR_ATTRIBUTE_TYPE_INVALID;
      *out = (struct attribute){token->key.modulus, token->key.modulus_length};
      return CKR_OK;
    default: return CKR_ATTRIBUTE_TYPE_INVALID;
  }
}

/* One of the script's `objects`: a certificate whose value is no certificate. */
static const struct certificate unreadable = {(CK_BYTE *)"\x30\x03\x02\x01\x00", 5, 0xee, "unreadable"};

static CK_RV certificate_attribute(const struct certificate *certificate, CK_ULONG type, struct attribute *out) {
  switch (type) {
    case CKA_CLASS: return number_attribute(CKO_CERTIFICATE, out);
    case CKA_CERTIFICATE_TYPE: return number_attribute(CKC_X_509, out);
    case CKA_ID: return byte_attribute(certificate->id, out);
    case CKA_LABEL: return text_attribute(certificate->label, out);
    case CKA_TOKEN: return byte_attribute(1, out);
    case CKA_PRIVATE: case CKA_MODIFIABLE: return byte_attribute(0, out);
    case CKA_VALUE:
      *out = (struct attribute){certificate->value, certificate->length};
      return CKR_OK;
    default: return CKR_ATTRIBUTE_TYPE_INVALID;
  }
}

/* Private objects show only after the login (PKCS#11 4.4). */
static int is_visible(const struct token *token, CK_ULONG object) {
  if (object == KEY_OBJECT) return token->has_key && token->logged_in;
  return object > KEY_OBJECT && object <= object_count(token);
}

static CK_RV attribute_of(const struct token *token, CK_ULONG object, CK_ULONG type, struct attribute *out) {
  if (object == KEY_OBJECT) return key_attribute(token, type, out);
  CK_ULONG index = object - KEY_OBJECT - 1;
  return certificate_attribute(index < token->certificate_count ? &token->certificates[index] : &unreadable, type, out);
}

static CK_RV token_C_GetAttributeValue(CK_ULONG handle, CK_ULONG object, PTR template, CK_ULONG count) {
  struct session *session = find_session(handle);
  CK_ATTRIBUTE *attributes = template;
  CK_RV result = CKR_OK;
  if (session == NULL) return CKR_SESSION_HANDLE_INVALID;
  if (!is_visible(&tokens[session->slot], object)) return CKR_OBJECT_HANDLE_INVALID;
  for (CK_ULONG i = 0; i < count; i++) {
    struct attribute found = {0};
    CK_RV one = attribute_of(&tokens[session->slot], object, attributes[i].type, &found);
    if (one == CKR_OK && attributes[i].value != NULL && attributes[i].length < found.length) one = CKR_BUFFER_TOO_SMALL;
    if (one == CKR_OK && attributes[i].value != NULL) memcpy(attributes[i].value, found.value, found.length);
    attributes[i].length = one == CKR_OK ? found.length : CK_UNAVAILABLE;
    if (one != CKR_OK) result = one;
  }
  return result;
}

/* A search by class, or by nothing. */
static CK_RV token_C_FindObjectsInit(CK_ULONG handle, PTR template, CK_ULONG count) {
  struct session *session = find_session(handle);
  const CK_ATTRIBUTE *attributes = template;
  if (session == NULL) return CKR_SESSION_HANDLE_INVALID;
  if (session->finding) return CKR_OPERATION_ACTIVE;
  session->wanted_class = CK_UNAVAILABLE;
  for (CK_ULONG i = 0; i < count; i++) {
    if (attributes[i].type != CKA_CLASS) continue;
    if (attributes[i].length != sizeof(CK_ULONG)) return CKR_ATTRIBUTE_VALUE_INVALID;
    memcpy(&session->wanted_class, attributes[i].value, sizeof session->wanted_class);
  }
  session->finding = 1;
  session->next = KEY_OBJECT;
  return CKR_OK;
}

static CK_RV token_C_FindObjects(CK_ULONG handle, CK_ULONG_PTR objects, CK_ULONG room, CK_ULONG_PTR count) {
  struct session *session = find_session(handle);
  if (session == NULL) return CKR_SESSION_HANDLE_INVALID;
  if (!session->finding) return CKR_OPERATION_NOT_INITIALIZED;
  const struct token *token = &tokens[session->slot];
  *count = 0;
  for (; *count < room && session->next <= object_count(token); session->next++) {
    CK_ULONG class = session->next == KEY_OBJECT ? CKO_PRIVATE_KEY : CKO_CERTIFICATE;
    int fits = session->wanted_class == CK_UNAVAILABLE || session->wanted_class == class;
    if (fits && is_visible(token, session->next)) objects[(*count)++] = session->next;
  }
  return CKR_OK;
}

static CK_RV token_C_FindObjectsFinal(CK_ULONG handle) {
  struct session *session = find_session(handle);
  if (session == NULL) return CKR_SESSION_HANDLE_INVALID;
  if (!session->finding) return CKR_OPERATION_NOT_INITIALIZED;
  session->finding = 0;
  return CKR_OK;
}

/* Signing */

static CK_RV token_C_SignInit(CK_ULONG handle, PTR how, CK_ULONG object) {
  struct session *session = find_session(handle);
  const CK_MECHANISM *mechanism = how;
  if (session == NULL) return CKR_SESSION_HANDLE_INVALID;
  const struct token *token = &tokens[session->slot];
  if (session->signing) return CKR_OPERATION_ACTIVE;
  if (object != KEY_OBJECT || !token->has_key) return CKR_KEY_HANDLE_INVALID;
  if (!token->logged_in) return CKR_USER_NOT_LOGGED_IN;
  if (!key_signs_by(token->key.type, mechanism->type)) return CKR_MECHANISM_INVALID;
  session->mechanism = (CK_MECHANISM){mechanism->type, NULL, 0};
  if (mechanism->parameter != NULL) {
    if (mechanism->length != sizeof session->pss) return CKR_MECHANISM_PARAM_INVALID;
    memcpy(&session->pss, mechanism->parameter, sizeof session->pss);
    session->mechanism = (CK_MECHANISM){mechanism->type, &session->pss, sizeof session->pss};
  }
  session->signing = 1;
  return CKR_OK;
}

static CK_RV token_C_Sign(CK_ULONG handle, CK_BYTE_PTR data, CK_ULONG length, CK_BYTE_PTR signature,
                          CK_ULONG_PTR signature_length) {
  struct session *session = find_session(handle);
  if (session == NULL) return CKR_SESSION_HANDLE_INVALID;
  if (!session->signing) return CKR_OPERATION_NOT_INITIALIZED;
  CK_RV result =
      sign_with(&tokens[session->slot].key, &session->mechanism, data, length, signature, signature_length);
  /* A question for the length, or too little room, leaves the operation active (PKCS#11 5.2). */
  if (signature != NULL && result != CKR_BUFFER_TOO_SMALL) session->signing = 0;
  return result;
}

/* Everything else */

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
#define UNSUPPORTED(name, parameters, arguments) \
  static CK_RV unsupported_##name parameters { return CKR_FUNCTION_NOT_SUPPORTED; }
CRYPTOKI_BEFORE_LIST(UNSUPPORTED)
CRYPTOKI_AFTER_LIST(UNSUPPORTED)
#pragma GCC diagnostic pop

#define UNSUPPORTED_ENTRY(name, parameters, arguments) .name = unsupported_##name,

const CK_FUNCTION_LIST *built_in_module(void) {
  static CK_FUNCTION_LIST functions = {
      .version = {2, 40}, CRYPTOKI_BEFORE_LIST(UNSUPPORTED_ENTRY) CRYPTOKI_AFTER_LIST(UNSUPPORTED_ENTRY)};
#define SUPPORTED(name) functions.name = token_##name
  SUPPORTED(C_Initialize);
  SUPPORTED(C_Finalize);
  SUPPORTED(C_GetInfo);
  SUPPORTED(C_GetSlotList);
  SUPPORTED(C_GetSlotInfo);
  SUPPORTED(C_GetTokenInfo);
  SUPPORTED(C_GetMechanismList);
  SUPPORTED(C_GetMechanismInfo);
  SUPPORTED(C_OpenSession);
  SUPPORTED(C_CloseSession);
  SUPPORTED(C_CloseAllSessions);
  SUPPORTED(C_GetSessionInfo);
  SUPPORTED(C_Login);
  SUPPORTED(C_Logout);
  SUPPORTED(C_SetPIN);
  SUPPORTED(C_GetAttributeValue);
  SUPPORTED(C_FindObjectsInit);
  SUPPORTED(C_FindObjects);
  SUPPORTED(C_FindObjectsFinal);
  SUPPORTED(C_SignInit);
  SUPPORTED(C_Sign);
  return &functions;
}
