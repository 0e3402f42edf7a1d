/**
 * Real browsers against the real binary. Scenarios in which latencies are asserted carry the tag @measured and run one by one; how many of
 * the others run at a time is the runner's choice (tools/testrun). No retries here: the runner looks at a few that failed beside others
 * again, alone, and names them.
 */
import { defineConfig } from '@playwright/test'
import { chromiumArguments, chromiumPath } from './e2e/harness/chromium.ts'
import type { WorkerFixtures } from './e2e/harness/test.ts'

export default defineConfig<object, WorkerFixtures>({
  testDir: 'e2e',
  outputDir: '.results/e2e',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 60_000,
  expect: { timeout: 8_000 },
  reporter: [['list'], ['json', { outputFile: '.results/e2e.json' }]],
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: chromiumPath, args: chromiumArguments },
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    actionTimeout: 10_000,
    // Where a test is not about opening without a network, nothing is kept for that: it is a good part of a short test's work.
    serviceWorkers: 'block',
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'e2e', testMatch: '*.spec.ts', testIgnore: 'nodes.spec.ts', grepInvert: /@measured/ },
    { name: 'measured', testMatch: '*.spec.ts', testIgnore: 'nodes.spec.ts', grep: /@measured/ },
    // Two nodes on one PostgreSQL and one Redis, people on one and the other in turn: some scenarios with every run, all on demand.
    { name: 'nodes', testMatch: '*.spec.ts', grep: /@nodes/, grepInvert: /@measured/, use: { nodes: 2 } },
    { name: 'nodes-measured', testMatch: '*.spec.ts', grep: /@measured.*@nodes|@nodes.*@measured/, use: { nodes: 2 } },
    { name: 'all-on-nodes', testMatch: '*.spec.ts', grepInvert: /@measured/, use: { nodes: 2 } },
    { name: 'all-on-nodes-measured', testMatch: '*.spec.ts', grep: /@measured/, use: { nodes: 2 } },
    // The main path in Firefox and WebKitGTK, which their own drivers open: no browser of Playwright's.
    { name: 'browsers', testMatch: 'other-browsers/*.pair.ts' },
    { name: 'bench', testMatch: '*.bench.ts', timeout: 600_000 },
  ],
})
