export const pageSql: Readonly<Record<'all' | 'ofStatus' | 'changes', string>>;
