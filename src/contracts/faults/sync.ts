import { defineFaults } from './define.js';

export const syncFaults = defineFaults({
});
