import fc from 'fast-check';

/** The same runs on every day and every machine, unless others are asked for: `PROPERTY_SEED=42 PROPERTY_RUNS=1000 npx vitest run tests/property`. */
export const seed = Number(process.env['PROPERTY_SEED'] ?? 20787);

/** How many runs a property has: so many, unless the environment says how many. */
export const runs = (byDefault: number): number => Number(process.env['PROPERTY_RUNS'] ?? byDefault);

fc.configureGlobal({ seed });

export { default } from 'fast-check';
