/**
 * Whether this is the address of a server that may be asked: http or https. Addresses stand in messages and logs, so
 * one that carries a name or password is none.
 */
export const isHttpAddress = (text: string): boolean => {
  try {
    const url = new URL(text);
    return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  } catch {
    return false;
  }
};
