/* The zoo: X(name, calls whose answer is false, script, the lie). README.md prints the same table. */
#ifndef SPECIES_H
#define SPECIES_H

#define SPECIES(X) \
  X("honest", "none", "", "behaves: the measure of all others") \
  X("hang-load", "library load", "hang@load", "the library never finishes loading") \
  X("hang-function-list", "C_GetFunctionList", "hang@C_GetFunctionList", "never returns") \
  X("hang-initialize", "C_Initialize", "hang@C_Initialize", "never returns") \
  X("hang-slot-list", "C_GetSlotList", "hang@C_GetSlotList", "never returns") \
  X("hang-token-info", "C_GetTokenInfo", "hang@C_GetTokenInfo", "never returns") \
  X("hang-open-session", "C_OpenSession", "hang@C_OpenSession", "never returns") \
  X("hang-find-objects", "C_FindObjects", "hang@C_FindObjects", "never returns, as with a hidden PIN dialog") \
  X("hang-attribute", "C_GetAttributeValue", "hang@C_GetAttributeValue", "never returns") \
  X("hang-login", "C_Login", "hang@C_Login", "never returns: whether the PIN was tried is unknown") \
  X("hang-sign-init", "C_SignInit", "hang@C_SignInit", "never returns") \
  X("hang-sign", "C_Sign", "hang@C_Sign", "never returns") \
  X("hang-second-sign", "C_Sign", "hang@C_Sign:2", "the second signature never returns") \
  X("hang-sign-deaf", "C_Sign", "hang@C_Sign,deaf", "never returns, and the process ignores every signal it can") \
  X("hang-logout", "C_Logout", "hang@C_Logout", "never returns") \
  X("hang-finalize", "C_Finalize", "hang@C_Finalize", "never returns") \
  X("hang-unload", "library unload", "hang@unload", \
    "the destructor never returns: the process does not end by itself") \
  X("crash-load", "library load", "crash@load", "SIGSEGV in the constructor") \
  X("crash-function-list", "C_GetFunctionList", "crash@C_GetFunctionList", "SIGSEGV") \
  X("crash-initialize", "C_Initialize", "crash@C_Initialize", "SIGSEGV") \
  X("crash-slot-list", "C_GetSlotList", "crash@C_GetSlotList", "SIGSEGV") \
  X("crash-token-info", "C_GetTokenInfo", "crash@C_GetTokenInfo", "SIGSEGV") \
  X("crash-open-session", "C_OpenSession", "crash@C_OpenSession", "SIGSEGV") \
  X("crash-find-objects", "C_FindObjects", "crash@C_FindObjects", "SIGSEGV") \
  X("crash-attribute", "C_GetAttributeValue", "crash@C_GetAttributeValue", "SIGSEGV") \
  X("crash-login", "C_Login", "crash@C_Login", "SIGSEGV: whether the PIN was tried is unknown") \
  X("crash-sign-init", "C_SignInit", "crash@C_SignInit", "SIGSEGV") \
  X("crash-sign", "C_Sign", "crash@C_Sign", "SIGSEGV") \
  X("crash-second-sign", "C_Sign", "crash@C_Sign:2", "SIGSEGV in the second signature") \
  X("crash-logout", "C_Logout", "crash@C_Logout", "SIGSEGV") \
  X("crash-finalize", "C_Finalize", "crash@C_Finalize", "SIGSEGV") \
  X("crash-unload", "library unload", "crash@unload", "SIGSEGV in the destructor") \
  X("exit-login", "C_Login", "exit@C_Login", "ends the process with code 0, without a word") \
  X("late-crash", "C_SignInit", "late-crash@C_SignInit=50,delay@C_Sign=60000", \
    "a thread of the driver crashes while C_Sign works") \
  X("null-function", "C_GetFunctionList", "null@C_Sign", "the function list has a null pointer for C_Sign") \
  X("function-list-fails", "C_GetFunctionList", "fail@C_GetFunctionList=CKR_GENERAL_ERROR", "fails") \
  X("slow-sign", "C_Sign", "delay@C_Sign=300", "takes 300 ms a signature") \
  X("slow-login", "C_Login", "delay@C_Login=300", "takes 300 ms") \
  X("removed-slot-list", "C_GetSlotList", "removed@C_GetSlotList", "the token is pulled out as slots are listed") \
  X("removed-token-info", "C_GetTokenInfo", "removed@C_GetTokenInfo", "the token is pulled out in this call") \
  X("removed-open-session", "C_OpenSession", "removed@C_OpenSession", "the token is pulled out in this call") \
  X("removed-find-objects", "C_FindObjects", "removed@C_FindObjects", "the token is pulled out in this call") \
  X("removed-attribute", "C_GetAttributeValue", "removed@C_GetAttributeValue", "the token is pulled out in this call") \
  X("removed-login", "C_Login", "removed@C_Login", "the token is pulled out in this call") \
  X("removed-sign-init", "C_SignInit", "removed@C_SignInit", "the token is pulled out in this call") \
  X("removed-sign", "C_Sign", "removed@C_Sign", "the token is pulled out in this call") \
  X("removed-logout", "C_Logout", "removed@C_Logout", "the token is pulled out in this call") \
  X("comes-back", "C_Sign", "removed@C_Sign:1,back=2", \
    "pulled out in the first signature, plugged in again soon after") \
  X("renumbered-slots", "C_GetSlotList", "renumber", "every list gives new slot numbers; the old ones are invalid") \
  X("late-slot", "C_GetSlotList", "absent=1", "the first list has no slot, later ones have one") \
  X("huge-slot-number", "C_GetSlotList", "slot-offset=0x7fffffff00000000", "slot numbers beyond 2^53") \
  X("slot-count-garbage", "C_GetSlotList", "slot-count=0x10000000000", "says there are 2^40 slots") \
  X("slot-list-grows", "C_GetSlotList", "fail@C_GetSlotList:2=CKR_BUFFER_TOO_SMALL", \
    "a slot comes between the question for the count and the list") \
  X("slot-list-fails", "C_GetSlotList", "fail@C_GetSlotList=CKR_CRYPTOKI_NOT_INITIALIZED", \
    "says it was never initialised") \
  X("zero-length-attributes", "C_GetAttributeValue", "zero-length", "every question for a length is answered with 0") \
  X("attribute-length-unknown", "C_GetAttributeValue", "attribute-length=0xffffffffffffffff", \
    "every question for a length is answered with \"unavailable\", and success") \
  X("attribute-length-garbage", "C_GetAttributeValue", "attribute-length=0x10000000000", \
    "every question for a length is answered with 2^40") \
  X("final-try-always", "C_GetTokenInfo", "flags=0x20000", "says \"one try left\" whatever happened") \
  X("locked-but-works", "C_GetTokenInfo", "flags=0x40000", "says \"locked\", though a login would work") \
  X("count-low-always", "C_GetTokenInfo", "flags=0x10000", "says \"few tries left\" whatever happened") \
  X("token-info-does-nothing", "C_GetTokenInfo", "fail@C_GetTokenInfo=CKR_OK", \
    "says \"done\" and has written nothing") \
  X("pin-not-set", "C_GetTokenInfo", "clear-flags=0x8", "says that no PIN was ever set") \
  X("login-not-required", "C_GetTokenInfo", "clear-flags=0x4", \
    "says that no login is needed; keys show only after one") \
  X("pin-length-unknown", "C_GetTokenInfo", "pin-length=0+0", "tells no PIN length") \
  X("pin-length-unlimited", "C_GetTokenInfo", "pin-length=0+0xffffffffffffffff", \
    "says \"unavailable\" for the longest PIN") \
  X("three-tries", "C_Login", "tries=3", "locks at the third wrong PIN, and its flags say how near that is") \
  X("three-tries-unseen", "C_Login, C_GetTokenInfo", "tries=3,tries-unseen", \
    "locks at the third wrong PIN, and its flags say nothing") \
  X("locked-without-flag", "C_Login", "fail@C_Login=CKR_PIN_LOCKED", "is locked, and its flags say nothing") \
  X("pin-expired", "C_Login", "fail@C_Login=CKR_PIN_EXPIRED", "wants the PIN changed, and its flags say nothing") \
  X("pin-invalid", "C_Login", "fail@C_Login=CKR_PIN_INVALID", "does not like the characters of the PIN") \
  X("wrong-pin-function-failed", "C_Login", "wrong-pin=CKR_FUNCTION_FAILED", "a wrong PIN is a \"function failed\"") \
  X("wrong-pin-general-error", "C_Login", "wrong-pin=CKR_GENERAL_ERROR", "a wrong PIN is a \"general error\"") \
  X("wrong-pin-device-error", "C_Login", "wrong-pin=CKR_DEVICE_ERROR", "a wrong PIN is a \"device error\"") \
  X("right-pin-function-failed", "C_Login", "lie@C_Login=CKR_FUNCTION_FAILED", \
    "the PIN was right and is used, the answer is \"function failed\"") \
  X("vendor-code", "C_Login", "fail@C_Login=0x80000123", "a return value that only the vendor knows") \
  X("already-logged-in", "C_Login", "fail@C_Login=CKR_USER_ALREADY_LOGGED_IN", \
    "says that somebody is logged in already") \
  X("other-user-logged-in", "C_Login", "fail@C_Login=CKR_USER_ANOTHER_ALREADY_LOGGED_IN", \
    "another program holds the token") \
  X("login-does-nothing", "C_Login", "fail@C_Login=CKR_OK", "says \"done\" and has not logged in") \
  X("rw-refused", "C_OpenSession", "rw-refused", "refuses sessions that may write") \
  X("session-limit-1", "C_OpenSession", "sessions=1", "one session at a time") \
  X("session-limit-0", "C_OpenSession", "sessions=0", "all sessions are taken by other programs") \
  X("label-not-utf8", "C_GetTokenInfo", "label=56474341ff20fe80c3", "a label that is no UTF-8") \
  X("label-control-characters", "C_GetTokenInfo", "label=5647431b5b33316d410a0b0007e280ae", \
    "a label with escape sequences, line ends and an override of the writing direction") \
  X("only-hash-and-sign", "C_GetMechanismList, C_SignInit", "mechanisms=0x40", "CKM_SHA256_RSA_PKCS and nothing else") \
  X("only-raw-rsa", "C_GetMechanismList, C_SignInit", "mechanisms=0x1", "CKM_RSA_PKCS and nothing else") \
  X("only-pss", "C_GetMechanismList, C_SignInit", "mechanisms=0xd", "CKM_RSA_PKCS_PSS and nothing else") \
  X("no-mechanism", "C_GetMechanismList, C_SignInit", "mechanisms=none", "an empty list") \
  X("mechanism-refused", "C_SignInit", "fail@C_SignInit=CKR_MECHANISM_INVALID", "refuses what the list has") \
  X("sign-device-error", "C_Sign", "fail@C_Sign=CKR_DEVICE_ERROR", "fails") \
  X("sign-logged-out", "C_Sign", "fail@C_Sign:2=CKR_USER_NOT_LOGGED_IN", \
    "the login is gone before the second signature") \
  X("sign-session-closed", "C_Sign", "fail@C_Sign:2=CKR_SESSION_CLOSED", \
    "another program closed the session before the second signature") \
  X("sign-cancelled", "C_Sign", "fail@C_Sign=CKR_FUNCTION_CANCELED", "the person presses \"cancel\" on the device") \
  X("sign-does-nothing", "C_Sign", "fail@C_Sign=CKR_OK", "says \"done\" and has written nothing") \
  X("signature-flipped", "C_Sign", "signature=flipped", "one bit of the signature is wrong") \
  X("signature-zero", "C_Sign", "signature=zero", "the signature is all zeros") \
  X("signature-short", "C_Sign", "signature=short", "half a signature") \
  X("signature-empty", "C_Sign", "signature=empty", "a signature of no bytes") \
  X("signature-long", "C_Sign", "signature=long", "says that the signature has 1 MB") \
  X("signature-first-again", "C_Sign", "signature=first", "every signature is that of the first document") \
  X("other-key", "C_Sign", "token=other-key", "the key is not that of the certificate") \
  X("always-authenticate", "C_Sign", "context-login", "CKA_ALWAYS_AUTHENTICATE: a login for every signature") \
  X("always-authenticate-unsaid", "C_Sign, C_GetAttributeValue", "context-login,context-login-unsaid", \
    "wants a login for every signature, and CKA_ALWAYS_AUTHENTICATE is false") \
  X("pin-pad", "C_Login", "pin-pad,delay@C_Login=300", "the PIN is typed on the reader, C_Login takes none") \
  X("pin-pad-nobody", "C_Login", "pin-pad,hang@C_Login", "a PIN pad at which nobody types") \
  X("pin-pad-cancelled", "C_Login", "pin-pad,fail@C_Login=CKR_FUNCTION_CANCELED", "the person presses \"cancel\"") \
  X("rsa-3072", "none", "token=rsa-3072", "signatures have 384 bytes") \
  X("ec-p256", "none", "token=ec-p256", "an elliptic key") \
  X("twins", "C_GetTokenInfo", "token=plain+twin", "two tokens with one label and one serial number") \
  X("no-key", "C_FindObjects", "token=no-key", "a certificate without its key") \
  X("no-certificate", "C_FindObjects", "token=no-certificate", "a key without a certificate") \
  X("expired", "C_GetAttributeValue", "token=expired", "the certificate expired long ago") \
  X("unparsable", "C_GetAttributeValue", "token=unparsable", "the first certificate is no certificate, the second is") \
  X("huge-certificate", "C_GetAttributeValue", "token=huge", \
    "the first certificate has 1 MB, the second is a true one") \
  X("objects-10000", "C_FindObjects", "objects=10000", "ten thousand more certificates, none of which can be read") \
  X("endless-find", "C_FindObjects", "endless-find", "finds the last object again and again, for ever") \
  X("certificate-changes", "C_GetAttributeValue", "certificate-changes", \
    "after the first signature the certificate is another") \
  X("blank-slot", "C_GetSlotList, C_GetTokenInfo", "token=blank+plain", \
    "an uninitialised slot poses as a token beside the true one") \
  X("blank-alone", "C_GetSlotList, C_GetTokenInfo", "token=blank", "an uninitialised slot poses as a token") \
  X("foreign-card", "C_GetTokenInfo", "token=foreign+plain", \
    "a card that the driver does not know, beside the true one") \
  X("foreign-alone", "C_GetTokenInfo", "token=foreign", "a card that the driver does not know") \
  X("initialize-needs-parameters", "C_Initialize", "initialize-needs-parameters", \
    "fails without library parameters, as NSS does") \
  X("initialize-no-os-locking", "C_Initialize", "no-os-locking", "refuses CKF_OS_LOCKING_OK") \
  X("initialize-needs-os-locking", "C_Initialize", "needs-os-locking", "refuses to start without CKF_OS_LOCKING_OK") \
  X("initialize-twice", "C_Initialize", "lie@C_Initialize=CKR_CRYPTOKI_ALREADY_INITIALIZED", \
    "says it was initialised before") \
  X("initialize-fails", "C_Initialize", "fail@C_Initialize=CKR_GENERAL_ERROR", "fails") \
  X("prints-pin", "C_Login", "print-pin", "writes the PIN to standard output and standard error") \
  X("writes-megabytes", "C_GetSlotList, C_Login", "spew@C_GetSlotList:1=4194304,spew@C_Login=4194304", \
    "writes 4 MB to standard output, no text in it") \
  X("wanders", "C_Initialize", "wander@C_Initialize", \
    "changes the working directory, the environment, the locale and the file mode mask of the process")

#endif
