/** Whether people may add sources of trust: `resources/policy/trust.json`, which only an administrator can change. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Fault } from '../../contracts/faults/index.js';

const policySchema = z.strictObject({ userAnchors: z.enum(['allowed', 'forbidden']) });
export type TrustPolicy = z.infer<typeof policySchema>;

/**
 * @param resources absolute path of the folder `resources`. The data folder has no say here: it is the person's own.
 * @throws Fault `trust.policy-invalid`: what cannot be read allows nothing
 */
export const loadTrustPolicy = (resources: string): TrustPolicy => {
  const file = join(resources, 'policy', 'trust.json');
  try {
    return policySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Fault('trust.policy-invalid', { file }, { cause });
  }
};
