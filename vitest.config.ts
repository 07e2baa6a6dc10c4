import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // A test of a component asks for a DOM with `// @vitest-environment jsdom` in its first line; the engine has none.
    environment: 'node',
    include: ['tests/{unit,property,architecture,conformance,lessons}/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
  },
});
