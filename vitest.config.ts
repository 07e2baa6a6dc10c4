import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['tests/{unit,property,architecture,conformance,lessons}/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
  },
});
