/** Which document server people may practise with: `resources/policy/practice.json`, which only an administrator can change. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isHttpAddress } from '../../../contracts/http-address.js';

const policySchema = z.strictObject({ server: z.string().max(500).refine(isHttpAddress).nullable() });

/**
 * The address of the training server; null where there is none, and where the file cannot be read: practice then
 * contacts no server.
 * @param resources absolute path of the folder `resources`
 */
export const trainingServer = (resources: string): string | null => {
  try {
    return policySchema.parse(JSON.parse(readFileSync(join(resources, 'policy', 'practice.json'), 'utf8'))).server;
  } catch {
    return null;
  }
};
