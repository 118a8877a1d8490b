#include "script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "species.h"

int complain(const char *what, const char *detail) {
  fprintf(stderr, "pkcs11-fault: %s: %s\n", what, detail);
  return -1;
}

#define CALL_TEXT(name, parameters, arguments) #name,
static const char *const call_names[CALL_COUNT] = {
    "load", "unload", "C_GetFunctionList", CRYPTOKI_BEFORE_LIST(CALL_TEXT) CRYPTOKI_AFTER_LIST(CALL_TEXT)};

const char *call_name(enum call call) { return call_names[call]; }

static int set_call(const char *text, enum call *call) {
  for (int i = 0; i < CALL_COUNT; i++) {
    if (strcmp(text, call_names[i]) != 0) continue;
    *call = (enum call)i;
    return 0;
  }
  return complain("no such call", text);
}

#define RETURN_NAME(name, value) {#name, value},
static const struct {
  const char *name;
  CK_ULONG value;
} return_values[] = {RETURN_VALUES(RETURN_NAME)};

/* Decimal, 0x… or, for a return value, its name. */
static int set_number(const char *text, CK_ULONG *number) {
  for (size_t i = 0; i < sizeof return_values / sizeof *return_values; i++) {
    if (strcmp(text, return_values[i].name) != 0) continue;
    *number = return_values[i].value;
    return 0;
  }
  char *end;
  *number = strtoul(text, &end, strncmp(text, "0x", 2) == 0 ? 16 : 10);
  return *text != '\0' && *text != '-' && *end == '\0' ? 0 : complain("not a number", text);
}

/* Whether a deed is nothing without its `=value`. */
static const struct {
  const char *name;
  enum deed deed;
  int has_value;
} deeds[] = {
    {"hang", HANG, 0},
    {"crash", CRASH, 0},
    {"exit", EXIT, 0},
    {"late-crash", LATE_CRASH, 1},
    {"delay", DELAY, 1},
    {"removed", REMOVED, 0},
    {"fail", FAIL, 1},
    {"lie", LIE, 1},
    {"null", ABSENT_FUNCTION, 0},
    {"spew", SPEW, 1},
    {"wander", WANDER, 0},
};

/* `deed@call`, `deed@call:number`, `deed@number` (of C_Sign), each with `=value` where the deed has one. */
static int parse_rule(struct script *script, char *item, char *at) {
  char *value = strchr(at, '=');
  struct rule rule = {.call = CALL_C_Sign};
  *at++ = '\0';
  if (value != NULL) *value++ = '\0';

  char *number = strchr(at, ':');
  if (number != NULL) *number++ = '\0';
  if (number == NULL && *at >= '0' && *at <= '9') number = at;
  else if (set_call(at, &rule.call) != 0) return -1;
  if (number != NULL && (set_number(number, &rule.number) != 0 || rule.number == 0)) return complain("no number", item);

  for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
    if (strcmp(item, deeds[i].name) != 0) continue;
    if (deeds[i].has_value != (value != NULL)) return complain(value ? "takes no value" : "needs a value", item);
    if (value != NULL && set_number(value, &rule.value) != 0) return -1;
    if (script->rule_count == MAX_RULES) return complain("too many rules", item);
    rule.deed = deeds[i].deed;
    script->rules[script->rule_count++] = rule;
    return 0;
  }
  return complain("no such deed", item);
}

/* Words that stand alone. */
static int *find_switch(struct script *script, const char *item) {
  const struct {
    const char *name;
    int *target;
  } switches[] = {
      {"certificate-changes", &script->certificate_changes},
      {"context-login", &script->context_login},
      {"context-login-unsaid", &script->context_login_unsaid},
      {"deaf", &script->deaf},
      {"endless-find", &script->endless_find},
      {"initialize-needs-parameters", &script->needs_parameters},
      {"needs-os-locking", &script->needs_os_locking},
      {"no-os-locking", &script->refuses_os_locking},
      {"pin-pad", &script->pin_pad},
      {"print-pin", &script->print_pin},
      {"renumber", &script->renumber},
      {"rw-refused", &script->rw_refused},
      {"tries-unseen", &script->tries_unseen},
      {"zero-length", &script->zero_length},
  };
  for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) {
    if (strcmp(item, switches[i].name) == 0) return switches[i].target;
  }
  return NULL;
}

/* Words with `=number`. */
static CK_ULONG *find_number(struct script *script, const char *name) {
  const struct {
    const char *name;
    CK_ULONG *target;
  } numbers[] = {
      {"absent", &script->absent},
      {"attribute-length", &script->attribute_length},
      {"back", &script->back},
      {"clear-flags", &script->clear_flags},
      {"flags", &script->flags},
      {"objects", &script->objects},
      {"sessions", &script->session_limit},
      {"slot-count", &script->slot_count},
      {"slot-offset", &script->slot_offset},
      {"tries", &script->tries},
      {"wrong-pin", &script->wrong_pin},
  };
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    if (strcmp(name, numbers[i].name) == 0) return numbers[i].target;
  }
  return NULL;
}

static int copy_text(char *target, size_t room, const char *text) {
  if (strlen(text) >= room) return complain("too long", text);
  strcpy(target, text);
  return 0;
}

/* Hexadecimal, at most 32 bytes; the rest of the label is blanks. */
static int set_label(struct script *script, const char *hex) {
  size_t length = strlen(hex);
  if (length % 2 != 0 || length > 2 * sizeof script->label) return complain("not a label", hex);
  memset(script->label, ' ', sizeof script->label);
  for (size_t i = 0; i < length / 2; i++) {
    unsigned byte;
    if (sscanf(hex + 2 * i, "%2x", &byte) != 1) return complain("not a label", hex);
    script->label[i] = (CK_BYTE)byte;
  }
  script->has_label = 1;
  return 0;
}

static int set_mechanisms(struct script *script, char *text) {
  char *rest = NULL;
  script->has_mechanisms = 1;
  if (strcmp(text, "none") == 0) return 0;
  for (char *item = strtok_r(text, "+", &rest); item; item = strtok_r(NULL, "+", &rest)) {
    if (script->mechanism_count == MAX_MECHANISMS) return complain("too many mechanisms", item);
    if (set_number(item, &script->mechanisms[script->mechanism_count++]) != 0) return -1;
  }
  return 0;
}

static int set_pin_length(struct script *script, char *text) {
  char *plus = strchr(text, '+');
  if (plus == NULL) return complain("not MIN+MAX", text);
  *plus++ = '\0';
  script->has_pin_length = 1;
  return set_number(text, &script->min_pin) != 0 ? -1 : set_number(plus, &script->max_pin);
}

static int set_signature(struct script *script, const char *text) {
  static const char *const names[] = {"true", "flipped", "zero", "short", "empty", "long", "first"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (strcmp(text, names[i]) != 0) continue;
    script->signature = (enum signature)i;
    return 0;
  }
  return complain("no such signature", text);
}

static int parse_script(struct script *script, const char *text);

static int set_species(struct script *script, const char *wanted) {
#define SPECIES_SCRIPT(name, calls, text, lie) {name, text},
  static const struct {
    const char *name;
    const char *script;
  } species[] = {SPECIES(SPECIES_SCRIPT)};
  for (size_t i = 0; i < sizeof species / sizeof *species; i++) {
    if (strcmp(wanted, species[i].name) == 0) return parse_script(script, species[i].script);
  }
  return complain("no such species", wanted);
}

static int parse_setting(struct script *script, char *item, char *value) {
  *value++ = '\0';
  if (strcmp(item, "species") == 0) return set_species(script, value);
  if (strcmp(item, "log") == 0) return copy_text(script->log, sizeof script->log, value);
  if (strcmp(item, "plugged") == 0) return copy_text(script->plugged, sizeof script->plugged, value);
  if (strcmp(item, "token") == 0) return copy_text(script->tokens, sizeof script->tokens, value);
  if (strcmp(item, "label") == 0) return set_label(script, value);
  if (strcmp(item, "mechanisms") == 0) return set_mechanisms(script, value);
  if (strcmp(item, "pin-length") == 0) return set_pin_length(script, value);
  if (strcmp(item, "signature") == 0) return set_signature(script, value);
  if (strcmp(item, "delay") == 0) {
    struct rule rule = {.deed = DELAY, .call = CALL_C_Sign};
    if (script->rule_count == MAX_RULES || set_number(value, &rule.value) != 0) return complain("no delay", value);
    script->rules[script->rule_count++] = rule;
    return 0;
  }
  if (strcmp(item, "sessions") == 0) script->has_session_limit = 1;
  CK_ULONG *number = find_number(script, item);
  return number != NULL ? set_number(value, number) : complain("unknown item of the script", item);
}

static int parse_item(struct script *script, char *item) {
  char *at = strchr(item, '@');
  char *value = strchr(item, '=');
  if (at != NULL && (value == NULL || at < value)) return parse_rule(script, item, at);
  if (value != NULL) return parse_setting(script, item, value);
  int *on = find_switch(script, item);
  if (on == NULL) return complain("unknown item of the script", item);
  *on = 1;
  return 0;
}

static int parse_script(struct script *script, const char *text) {
  char copy[2048];
  char *rest = NULL;
  if (copy_text(copy, sizeof copy, text) != 0) return -1;
  for (char *item = strtok_r(copy, ",", &rest); item; item = strtok_r(NULL, ",", &rest)) {
    if (parse_item(script, item) != 0) return -1;
  }
  return 0;
}

const struct script *the_script(void) {
  static struct script script;
  static enum { UNREAD, READ, UNREADABLE } state = UNREAD;
  if (state == UNREAD) {
    const char *text = getenv("PKCS11_FAULT_SCRIPT");
    state = parse_script(&script, text ? text : "") == 0 ? READ : UNREADABLE;
  }
  return state == READ ? &script : NULL;
}
