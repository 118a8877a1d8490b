/** The options by which a command line says whom it trusts and asks: timestamp servers and anchors. */
export const trustOptions = {
  trust: { type: 'string', multiple: true },
  offline: { type: 'boolean' },
} as const;

export const timestampOptions = { tsa: { type: 'string', multiple: true } } as const;

export interface NetworkValues {
  readonly trust?: readonly string[] | undefined;
  readonly offline?: boolean | undefined;
  readonly tsa?: readonly string[] | undefined;
}
