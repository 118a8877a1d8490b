export const numberSql: Readonly<Record<'last' | 'free', string>>;
