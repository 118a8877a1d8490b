import { defineFaults } from './define.js';

export const signingFaults = defineFaults({
});
