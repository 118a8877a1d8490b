/*
 * Node-API around sha1_collision.c. Synchronous, and one table for each thread that loads it:
 *   create(): state   update(state, bytes: Uint8Array): void   finish(state): { digest: Uint8Array, collision: boolean }
 * The one caller (src/main/pki/sha1.ts) hands each state to `finish` once and then forgets it.
 */
#define NAPI_VERSION 8
#include <node_api.h>
#include <stdlib.h>

#include "sha1_collision.h"

/* Vectors in memory of malloc: aligned for the widest, which malloc alone does not promise. */
struct table {
  void *allocated;
  struct sha1_differences *differences;
};

static void release(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  free(data);
}

static void release_table(napi_env env, void *data, void *hint) {
  struct table *table = data;
  (void)env, (void)hint;
  free(table->allocated);
  free(table);
}

/* Null, with a JavaScript exception pending, where one of Node's calls failed. */
static napi_value checked(napi_env env, napi_status status, napi_value value) {
  bool pending = false;
  if (status == napi_ok) return value;
  napi_is_exception_pending(env, &pending);
  if (!pending) napi_throw_type_error(env, NULL, "sha1_collision: wrong argument");
  return NULL;
}

static napi_status arguments(napi_env env, napi_callback_info info, size_t wanted, napi_value *values) {
  size_t given = wanted;
  const napi_status status = napi_get_cb_info(env, info, &given, values, NULL, NULL);
  return status == napi_ok && given < wanted ? napi_invalid_arg : status;
}

static napi_value create(napi_env env, napi_callback_info info) {
  struct table *table;
  napi_value result = NULL;
  (void)info;
  napi_status status = napi_get_instance_data(env, (void **)&table);
  if (status != napi_ok) return checked(env, status, NULL);
  struct sha1_state *state = malloc(sizeof *state);
  if (state == NULL) return checked(env, napi_generic_failure, NULL);
  sha1_init(state, table->differences);
  status = napi_create_external(env, state, release, NULL, &result);
  if (status != napi_ok) free(state);
  return checked(env, status, result);
}

static napi_value update(napi_env env, napi_callback_info info) {
  napi_value values[2];
  struct sha1_state *state;
  napi_typedarray_type type;
  size_t length;
  void *bytes;
  napi_status status = arguments(env, info, 2, values);
  if (status == napi_ok) status = napi_get_value_external(env, values[0], (void **)&state);
  if (status == napi_ok) status = napi_get_typedarray_info(env, values[1], &type, &length, &bytes, NULL, NULL);
  if (status == napi_ok && type != napi_uint8_array) status = napi_invalid_arg;
  if (status == napi_ok) sha1_update(state, bytes, length);
  return checked(env, status, NULL);
}

static napi_value finish(napi_env env, napi_callback_info info) {
  napi_value values[1], buffer, digest, collision, result = NULL;
  struct sha1_state *state;
  void *bytes;
  napi_status status = arguments(env, info, 1, values);
  if (status == napi_ok) status = napi_get_value_external(env, values[0], (void **)&state);
  if (status == napi_ok) status = napi_create_arraybuffer(env, SHA1_DIGEST, &bytes, &buffer);
  if (status == napi_ok) status = napi_create_typedarray(env, napi_uint8_array, SHA1_DIGEST, buffer, 0, &digest);
  if (status == napi_ok) {
    sha1_finish(state, bytes);
    status = napi_get_boolean(env, state->collision, &collision);
  }
  if (status == napi_ok) status = napi_create_object(env, &result);
  if (status == napi_ok) status = napi_set_named_property(env, result, "digest", digest);
  if (status == napi_ok) status = napi_set_named_property(env, result, "collision", collision);
  return checked(env, status, result);
}

static struct table *make_table(void) {
  const size_t align = sizeof(sha1_lanes);
  struct table *table = malloc(sizeof *table);
  if (table == NULL) return NULL;
  table->allocated = malloc(sizeof(struct sha1_differences) + align);
  if (table->allocated == NULL) {
    free(table);
    return NULL;
  }
  table->differences = (void *)(((uintptr_t)table->allocated + align - 1) / align * align);
  sha1_differences_init(table->differences);
  return table;
}

NAPI_MODULE_INIT() {
  const napi_property_descriptor functions[] = {
    {"create", NULL, create, NULL, NULL, NULL, napi_enumerable, NULL},
    {"update", NULL, update, NULL, NULL, NULL, napi_enumerable, NULL},
    {"finish", NULL, finish, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  struct table *table = make_table();
  if (table == NULL) return checked(env, napi_generic_failure, NULL);
  napi_status status = napi_set_instance_data(env, table, release_table, NULL);
  if (status != napi_ok) release_table(env, table, NULL);
  if (status == napi_ok) status = napi_define_properties(env, exports, 3, functions);
  return checked(env, status, exports);
}
