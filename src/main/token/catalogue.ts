import { win32 } from 'node:path';
import { z } from 'zod';

/** On Linux and macOS absolute paths; on Windows absolute, or a bare file name that stands in System32. */
const pathsSchema = z.object({
  win32: z.array(z.string().regex(/^([A-Za-z]:\\.+|[^\\/:]+\.dll)$/)),
  linux: z.array(z.string().startsWith('/')),
  darwin: z.array(z.string().startsWith('/')),
});

const moduleSchema = z.object({
  name: z.string(),
  vendor: z.string(),
  /** The vendor's own rule, for drivers that tell none. Lengths in bytes. */
  pin: z.object({ minLength: z.number().int(), maxLength: z.number().int() }).optional(),
  paths: pathsSchema,
});

const catalogueSchema = z.object({ modules: z.array(moduleSchema) });

/** One place where a known driver may stand on this computer. */
export interface CatalogueEntry {
  readonly path: string;
  readonly name: string;
  readonly vendor: string;
  readonly pin: { readonly minLength: number; readonly maxLength: number } | null;
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
  return catalogueSchema.parse(json).modules.flatMap(({ name, vendor, pin, paths }) =>
    paths[platform].map((path) => ({
      path: platform === 'win32' && !win32.isAbsolute(path) ? win32.join(systemRoot, 'System32', path) : path,
      name,
      vendor,
      pin: pin ?? null,
    })),
  );
};
