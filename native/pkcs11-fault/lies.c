#include "lies.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "deeds.h"
#include "memory.h"

static const CK_FUNCTION_LIST *real;

/* Initialisation */

static CK_RV lie_C_Initialize(PTR given) {
  const struct script *script = the_script();
  const CK_C_INITIALIZE_ARGS *arguments = given;
  int os_locking = arguments != NULL && (arguments->flags & CKF_OS_LOCKING_OK) != 0;
  if (script->refuses_os_locking && os_locking) return CKR_CANT_LOCK;
  if (script->needs_os_locking && !os_locking) return CKR_CANT_LOCK;
  if (!script->needs_parameters) return real->C_Initialize(given);
  /* NSS has its library parameters where the standard has the reserved pointer. */
  if (arguments == NULL || arguments->reserved == NULL) return CKR_ARGUMENTS_BAD;
  return real->C_Initialize(NULL);
}

/* Slots: their numbers outside are those inside plus a shift that changes when they are renumbered. */

static CK_ULONG generation;

static CK_ULONG slot_shift(void) { return the_script()->slot_offset + (generation << 32); }

static int enter_slot(CK_ULONG *slot) {
  CK_ULONG inside = *slot - slot_shift();
  if (*slot < slot_shift() || inside >> 32 != 0) return 0;
  *slot = inside;
  return 1;
}

static CK_RV lie_C_GetSlotList(CK_BBOOL present, CK_ULONG_PTR slots, CK_ULONG_PTR count) {
  const struct script *script = the_script();
  int late = (CK_ULONG)the_memory()->calls[CALL_C_GetSlotList] <= script->absent;
  count_absent_poll();
  if (late || (present && token_is_out())) {
    *count = 0;
    return CKR_OK;
  }
  if (slots == NULL && script->renumber) generation++;
  CK_RV result = real->C_GetSlotList(present, slots, count);
  if (result != CKR_OK) return result;
  if (slots == NULL && script->slot_count > 0) *count = script->slot_count;
  for (CK_ULONG i = 0; slots != NULL && i < *count; i++) slots[i] += slot_shift();
  return CKR_OK;
}

static CK_RV lie_C_GetSlotInfo(CK_ULONG slot, PTR info) {
  return enter_slot(&slot) ? real->C_GetSlotInfo(slot, info) : CKR_SLOT_ID_INVALID;
}

static CK_RV lie_C_InitToken(CK_ULONG slot, CK_BYTE_PTR pin, CK_ULONG length, CK_BYTE_PTR label) {
  return enter_slot(&slot) ? real->C_InitToken(slot, pin, length, label) : CKR_SLOT_ID_INVALID;
}

static CK_RV lie_C_GetSessionInfo(CK_ULONG session, PTR info) {
  CK_RV result = real->C_GetSessionInfo(session, info);
  if (result == CKR_OK) ((CK_SESSION_INFO *)info)->slot += slot_shift();
  return result;
}

/* What the flags say of a token that locks after some wrong PINs. */
static CK_ULONG tries_flags(void) {
  const struct script *script = the_script();
  CK_ULONG wrong = (CK_ULONG)the_memory()->wrong_pins;
  if (script->tries == 0 || script->tries_unseen || wrong == 0) return 0;
  if (wrong >= script->tries) return CKF_USER_PIN_LOCKED;
  return CKF_USER_PIN_COUNT_LOW | (script->tries - wrong == 1 ? CKF_USER_PIN_FINAL_TRY : 0);
}

static CK_RV lie_C_GetTokenInfo(CK_ULONG slot, PTR to) {
  const struct script *script = the_script();
  CK_TOKEN_INFO *info = to;
  if (!enter_slot(&slot)) return CKR_SLOT_ID_INVALID;
  CK_RV result = real->C_GetTokenInfo(slot, info);
  if (result != CKR_OK) return result;
  if ((info->flags & CKF_TOKEN_INITIALIZED) != 0) {
    info->flags |= script->flags | tries_flags() | (script->pin_pad ? CKF_PROTECTED_AUTHENTICATION_PATH : 0);
    info->flags &= ~script->clear_flags;
  }
  if (script->has_label) memcpy(info->label, script->label, sizeof info->label);
  if (script->has_pin_length) {
    info->min_pin = script->min_pin;
    info->max_pin = script->max_pin;
  }
  return CKR_OK;
}

/* Mechanisms */

static int is_listed(CK_ULONG mechanism) {
  const struct script *script = the_script();
  for (CK_ULONG i = 0; i < script->mechanism_count; i++) {
    if (script->mechanisms[i] == mechanism) return 1;
  }
  return !script->has_mechanisms;
}

static CK_RV lie_C_GetMechanismList(CK_ULONG slot, CK_ULONG_PTR list, CK_ULONG_PTR count) {
  const struct script *script = the_script();
  if (!enter_slot(&slot)) return CKR_SLOT_ID_INVALID;
  if (!script->has_mechanisms) return real->C_GetMechanismList(slot, list, count);
  CK_ULONG room = *count;
  *count = script->mechanism_count;
  if (list == NULL) return CKR_OK;
  if (room < script->mechanism_count) return CKR_BUFFER_TOO_SMALL;
  memcpy(list, script->mechanisms, script->mechanism_count * sizeof *list);
  return CKR_OK;
}

static CK_RV lie_C_GetMechanismInfo(CK_ULONG slot, CK_ULONG mechanism, PTR info) {
  if (!enter_slot(&slot)) return CKR_SLOT_ID_INVALID;
  return is_listed(mechanism) ? real->C_GetMechanismInfo(slot, mechanism, info) : CKR_MECHANISM_INVALID;
}

/* Sessions */

static CK_ULONG open_sessions;

static CK_RV lie_C_OpenSession(CK_ULONG slot, CK_ULONG flags, PTR application, PTR notify, CK_ULONG_PTR session) {
  const struct script *script = the_script();
  if (!enter_slot(&slot)) return CKR_SLOT_ID_INVALID;
  if (script->rw_refused && (flags & CKF_RW_SESSION) != 0) return CKR_TOKEN_WRITE_PROTECTED;
  if (script->has_session_limit && open_sessions >= script->session_limit) return CKR_SESSION_COUNT;
  CK_RV result = real->C_OpenSession(slot, flags, application, notify, session);
  if (result == CKR_OK) open_sessions++;
  return result;
}

static CK_RV lie_C_CloseSession(CK_ULONG session) {
  CK_RV result = real->C_CloseSession(session);
  if (result == CKR_OK && open_sessions > 0) open_sessions--;
  return result;
}

static CK_RV lie_C_CloseAllSessions(CK_ULONG slot) {
  if (!enter_slot(&slot)) return CKR_SLOT_ID_INVALID;
  CK_RV result = real->C_CloseAllSessions(slot);
  if (result == CKR_OK) open_sessions = 0;
  return result;
}

/* PINs */

/* Of the present login, for the logins that a key of context-login wants with the same PIN. */
static CK_BYTE kept_pin[MAX_PIN];
static CK_ULONG kept_length;
static int signature_is_allowed;

static int is_locked(void) {
  CK_ULONG tries = the_script()->tries;
  return tries > 0 && (CK_ULONG)the_memory()->wrong_pins >= tries;
}

/* For tests: a program that looks at the flags first does not come here unasked. */
static void note_despite_flags(void) {
  CK_ULONG flags = (the_script()->flags | tries_flags()) & ~the_script()->clear_flags;
  if ((flags & CKF_USER_PIN_LOCKED) != 0) note("PIN tried though locked");
  else if ((flags & CKF_USER_PIN_FINAL_TRY) != 0) note("PIN tried at the last try");
}

static CK_RV count_pin(CK_RV result) {
  if (result == CKR_OK) the_memory()->wrong_pins = 0;
  if (result != CKR_PIN_INCORRECT) return result;
  note("PIN counted as wrong");
  the_memory()->wrong_pins++;
  return the_script()->wrong_pin != 0 ? the_script()->wrong_pin : result;
}

static CK_RV login_for_signature(CK_BYTE_PTR pin, CK_ULONG length) {
  int right = length == kept_length && length > 0 && memcmp(pin, kept_pin, length) == 0;
  signature_is_allowed = right;
  return count_pin(right ? CKR_OK : CKR_PIN_INCORRECT);
}

static CK_RV lie_C_Login(CK_ULONG session, CK_ULONG user, CK_BYTE_PTR pin, CK_ULONG length) {
  const struct script *script = the_script();
  if (script->print_pin) {
    dprintf(STDOUT_FILENO, "DEBUG C_Login pin=%.*s\n", (int)length, pin ? (const char *)pin : "");
    dprintf(STDERR_FILENO, "DEBUG C_Login pin=%.*s\n", (int)length, pin ? (const char *)pin : "");
  }
  if (user == CKU_CONTEXT_SPECIFIC) note("C_Login for a signature");
  note_despite_flags();
  if (script->pin_pad) {
    if (pin != NULL || length > 0) return CKR_ARGUMENTS_BAD;
    pin = (CK_BYTE_PTR)right_pin();
    length = strlen(right_pin());
  }
  if (is_locked()) return CKR_PIN_LOCKED;
  if (user == CKU_CONTEXT_SPECIFIC && script->context_login) return login_for_signature(pin, length);
  CK_RV result = real->C_Login(session, user, pin, length);
  if (user != CKU_USER) return result;
  if (result == CKR_OK && length <= sizeof kept_pin) {
    memcpy(kept_pin, pin, length);
    kept_length = length;
  }
  return count_pin(result);
}

static CK_RV lie_C_Logout(CK_ULONG session) {
  kept_length = 0;
  return real->C_Logout(session);
}

static CK_RV lie_C_SetPIN(CK_ULONG session, CK_BYTE_PTR old, CK_ULONG old_length, CK_BYTE_PTR pin, CK_ULONG length) {
  note_despite_flags();
  if (is_locked()) return CKR_PIN_LOCKED;
  return count_pin(real->C_SetPIN(session, old, old_length, pin, length));
}

/* Objects */

static int has_signed;

static int is_certificate(CK_ULONG session, CK_ULONG object) {
  CK_ULONG class = 0;
  CK_ATTRIBUTE attribute = {CKA_CLASS, &class, sizeof class};
  return real->C_GetAttributeValue(session, object, &attribute, 1) == CKR_OK && class == CKO_CERTIFICATE;
}

static CK_RV lie_about_lengths(CK_ATTRIBUTE *attributes, CK_ULONG count, CK_ULONG length) {
  for (CK_ULONG i = 0; i < count; i++) {
    if (attributes[i].value == NULL) attributes[i].length = length;
  }
  return CKR_OK;
}

static CK_RV lie_C_GetAttributeValue(CK_ULONG session, CK_ULONG object, PTR template, CK_ULONG count) {
  const struct script *script = the_script();
  CK_ATTRIBUTE *attributes = template;
  int lies = script->zero_length || script->attribute_length > 0;
  for (CK_ULONG i = 0; lies && i < count; i++) {
    if (attributes[i].value == NULL) return lie_about_lengths(attributes, count, script->attribute_length);
  }
  CK_RV result = real->C_GetAttributeValue(session, object, template, count);
  for (CK_ULONG i = 0; result == CKR_OK && i < count; i++) {
    CK_BYTE_PTR value = attributes[i].value;
    if (value == NULL || attributes[i].length == 0) continue;
    int says_always = script->context_login && !script->context_login_unsaid;
    if (says_always && attributes[i].type == CKA_ALWAYS_AUTHENTICATE) value[0] = 1;
    int changes = script->certificate_changes && has_signed && attributes[i].type == CKA_VALUE;
    if (changes && is_certificate(session, object)) value[attributes[i].length - 1] ^= 1;
  }
  return result;
}

static CK_RV lie_C_FindObjects(CK_ULONG session, CK_ULONG_PTR objects, CK_ULONG room, CK_ULONG_PTR count) {
  static CK_ULONG last;
  CK_RV result = real->C_FindObjects(session, objects, room, count);
  if (result != CKR_OK || !the_script()->endless_find) return result;
  if (*count > 0) last = objects[*count - 1];
  if (last != 0) {
    for (; *count < room; (*count)++) objects[*count] = last;
  }
  return CKR_OK;
}

/* Signatures */

static CK_RV lie_C_SignInit(CK_ULONG session, PTR mechanism, CK_ULONG key) {
  signature_is_allowed = 0;
  if (!is_listed(((const CK_MECHANISM *)mechanism)->type)) return CKR_MECHANISM_INVALID;
  return real->C_SignInit(session, mechanism, key);
}

static void give_first_again(CK_BYTE_PTR signature, CK_ULONG_PTR length) {
  static CK_BYTE first[1024];
  static CK_ULONG first_length;
  if (first_length == 0 && *length <= sizeof first) {
    memcpy(first, signature, *length);
    first_length = *length;
  }
  memcpy(signature, first, first_length);
  *length = first_length;
}

static void spoil(CK_BYTE_PTR signature, CK_ULONG_PTR length) {
  switch (the_script()->signature) {
    case SIGNATURE_TRUE: return;
    case SIGNATURE_FLIPPED: signature[*length - 1] ^= 1; return;
    case SIGNATURE_ZERO: memset(signature, 0, *length); return;
    case SIGNATURE_SHORT: *length /= 2; return;
    case SIGNATURE_EMPTY: *length = 0; return;
    case SIGNATURE_LONG: *length = 1 << 20; return;
    case SIGNATURE_FIRST: give_first_again(signature, length); return;
  }
}

CK_RV drop_signature(CK_ULONG session, CK_BYTE_PTR data, CK_ULONG length) {
  CK_BYTE dropped[1024];
  CK_ULONG room = sizeof dropped;
  return real->C_Sign(session, data, length, dropped, &room);
}

static CK_RV lie_C_Sign(CK_ULONG session, CK_BYTE_PTR data, CK_ULONG length, CK_BYTE_PTR signature,
                        CK_ULONG_PTR signature_length) {
  if (signature == NULL) return real->C_Sign(session, data, length, signature, signature_length);
  if (the_script()->context_login && !signature_is_allowed) {
    CK_RV result = drop_signature(session, data, length);
    return result == CKR_OK ? CKR_USER_NOT_LOGGED_IN : result;
  }
  CK_RV result = real->C_Sign(session, data, length, signature, signature_length);
  if (result != CKR_OK) return result;
  signature_is_allowed = 0;
  has_signed = 1;
  spoil(signature, signature_length);
  return CKR_OK;
}

const CK_FUNCTION_LIST *lies_about(const CK_FUNCTION_LIST *module) {
  static CK_FUNCTION_LIST functions;
  real = module;
  functions = *module;
#define LIES(name) functions.name = lie_##name
  LIES(C_Initialize);
  LIES(C_GetSlotList);
  LIES(C_GetSlotInfo);
  LIES(C_InitToken);
  LIES(C_GetTokenInfo);
  LIES(C_GetMechanismList);
  LIES(C_GetMechanismInfo);
  LIES(C_OpenSession);
  LIES(C_CloseSession);
  LIES(C_CloseAllSessions);
  LIES(C_GetSessionInfo);
  LIES(C_Login);
  LIES(C_Logout);
  LIES(C_SetPIN);
  LIES(C_GetAttributeValue);
  LIES(C_FindObjects);
  LIES(C_SignInit);
  LIES(C_Sign);
  return &functions;
}
