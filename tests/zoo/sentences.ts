/** What the window must say. */
import { type FaultCode, faultValue } from '../../src/contracts/faults/index.js';

/** The sentence of a fault, whatever its parameters are; of a long one the first sentence. */
export const sentenceOf = (code: FaultCode): RegExp => {
  const [first = ''] = faultValue(code).vi.split(/(?<=\.) /);
  const literal = first.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(literal.join('[^]*?'));
};
