/** Of the module's own tokens. */
export const rightPin = '84620975';
export const wrongPin = '11223344';
