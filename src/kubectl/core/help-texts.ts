/** Descriptions and examples of kubectl's commands. */
export const HELP_TEXTS: Readonly<Record<string, { readonly long: string; readonly examples: string }>> = {};
