/** How long a person may take to type one PIN on a reader, in seconds. */
export const padSeconds = 120;
