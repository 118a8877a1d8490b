import { userInfo } from 'node:os';

/** The person as the operating system names him, for the journal; an account without a name has its number. */
export const userName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`;
  }
};
