/**
 * Sign-in with a certificate: the token signs our own text, never bytes that a server chose, as a CMS (RFC 5652) whose
 * content type is of no document signature. No imports at run time: the reference server reads this file as it is.
 */

/** 2.25.<UUID a08dac85-be4e-4059-b71d-8b7ffdb50ec8> (ITU-T X.667): given to this purpose alone. */
export const loginContentType = '2.25.213412092353334144811097234711720038088';

export interface LoginText {
  /** Public origin of the server that is meant: `https://van-ban.tinh.gov.vn`. */
  readonly origin: string;
  /** SHA-256 of the signer's certificate (DER), lower-case hexadecimal. */
  readonly fingerprint: string;
  /** The server's challenge, as it came. */
  readonly nonce: string;
  /** ISO 8601 UTC, the client's clock. */
  readonly at: string;
}

/** 32 bytes in base64url; what looks otherwise is not signed. */
export const loginNonce = /^[A-Za-z0-9_-]{43}$/;

const form =
  /^KYSO-LOGIN v1 \| ([\x21-\x7b\x7d\x7e]{1,300}) \| ([0-9a-f]{64}) \| ([A-Za-z0-9_-]{43}) \| (\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z)$/;

/**
 * The attached content of the sign-in CMS: its UTF-8 bytes. Throws a RangeError where a part has not the form it is
 * declared to have, so that nothing a server sent can reach the token as free text.
 */
export const loginText = ({ origin, fingerprint, nonce, at }: LoginText): string => {
  const text = `KYSO-LOGIN v1 | ${origin} | ${fingerprint} | ${nonce} | ${at}`;
  if (!form.test(text)) throw new RangeError('a sign-in text of another form');
  return text;
};

/** The parts of a sign-in text; null where it is none. */
export const readLoginText = (text: string): LoginText | null => {
  const [, origin, fingerprint, nonce, at] = form.exec(text) ?? [];
  return origin === undefined || fingerprint === undefined || nonce === undefined || at === undefined
    ? null
    : { origin, fingerprint, nonce, at };
};
