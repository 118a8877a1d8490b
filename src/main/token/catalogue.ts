import { win32 } from 'node:path';
import { z } from 'zod';

/**
 * On Linux and macOS absolute paths; on Windows absolute, or a bare file name that stands in System32. In a file name `*`
 * stands for any letters: vendors number their versions.
 */
const pathsSchema = z.object({
  win32: z.array(z.string().regex(/^([A-Za-z]:\\.+|[^\\/:]+\.dll)$/)),
  linux: z.array(z.string().startsWith('/')),
  darwin: z.array(z.string().startsWith('/')),
});

/**
 * The vendor's own rule. Lengths in bytes, for drivers that tell none; `tries`: wrong PINs in a row that lock it, the
 * fewest where guides differ: whoever is told how many are left may have more, never fewer. `keepsCount`: a right PIN
 * takes no wrong one back. `note`: where the numbers come from, for whoever changes them.
 */
const pinRuleSchema = z.object({
  minLength: z.number().int(),
  maxLength: z.number().int(),
  tries: z.number().int().optional(),
  keepsCount: z.boolean().optional(),
  note: z.string().optional(),
});

const moduleSchema = z.object({
  name: z.string(),
  vendor: z.string(),
  pin: pinRuleSchema.optional(),
  /** For a module that wants more than flags in C_Initialize (NSS: CK_C_INITIALIZE_ARGS with LibraryParameters). */
  parameters: z.string().optional(),
  paths: pathsSchema,
  /** File names by which a module is known that a person adds, wherever it stands; it is not looked for. */
  addedAs: z.array(z.string().regex(/^[^\\/:]+$/)).optional(),
});

const catalogueSchema = z.object({ modules: z.array(moduleSchema) });

/** One place where a known driver may stand on this computer. */
export interface CatalogueEntry {
  /** Absolute, or a file name alone (`isNameAlone`); `*` in its last part stands for any letters. */
  readonly path: string;
  readonly name: string;
  readonly vendor: string;
  readonly pin: Readonly<z.infer<typeof pinRuleSchema>> | null;
  readonly parameters: string | null;
}

/**
 * The candidate paths of the token catalogue (`resources/tokens.json`, passed in as parsed JSON) on this platform.
 * @param systemRoot `%SystemRoot%` of Windows; a 64-bit process sees the 64-bit System32 there
 * @throws ZodError when the catalogue does not have its shape: a defect of the build
 */
export const readCatalogue = (
  json: unknown,
  platform: NodeJS.Platform,
  systemRoot = 'C:\\Windows',
): CatalogueEntry[] => {
  if (platform !== 'win32' && platform !== 'linux' && platform !== 'darwin') return [];
  const inSystem = (path: string): string =>
    platform === 'win32' && !win32.isAbsolute(path) ? win32.join(systemRoot, 'System32', path) : path;
  return catalogueSchema.parse(json).modules.flatMap(({ name, vendor, pin, parameters, paths, addedAs = [] }) =>
    [...paths[platform].map(inSystem), ...addedAs].map((path) => ({
      path,
      name,
      vendor,
      pin: pin ?? null,
      parameters: parameters ?? null,
    })),
  );
};

const matcherOf = (pattern: string): RegExp =>
  // File names of Windows are the same in any letters' case.
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^\\\\/]*')}$`, 'i');

/** Whether an entry's path is a file name without a place: it is of modules that a person adds. */
export const isNameAlone = (path: string): boolean => !/[\\/]/.test(path);

/** Whether the entry is about the file at `path`. */
export const isEntryOf = ({ path: pattern }: CatalogueEntry, path: string): boolean => {
  const compared = isNameAlone(pattern) ? win32.basename(path) : path;
  return pattern.includes('*') ? matcherOf(pattern).test(compared) : pattern === compared;
};
