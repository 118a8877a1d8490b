import { defineFaults } from './define.js';

export const verificationFaults = defineFaults({
});
