/**
 * How the page is built, served while developing, and unit-tested.
 *
 * The policy the server sends allows scripts and styles only as files of its own origin, so nothing here may put either
 * inline: no module preload polyfill, no asset inlining. The manifest feeds the size check of `make check`.
 */
import { readFile } from 'node:fs/promises'
import { transformWithOxc, type Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { buildWorker } from './src/worker/build-worker.ts'

// The Host header stays the page's own: the server compares it with Origin and refuses a stranger's page.
const forward = { target: `http://${dialable(process.env['TWOTICKS_LISTEN'] ?? 'localhost:8080')}`, changeOrigin: false }
const results = new URL('../.results/vitest.json', import.meta.url).pathname

export default defineConfig({
  root: new URL('.', import.meta.url).pathname,
  base: '/',
  publicDir: 'public',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [ownPreload(), buildWorker(new URL('public', import.meta.url).pathname)],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // light-dark() stays as written: lowering it doubles every colour, and these browsers all know it.
    cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
    manifest: true,
    // A list of every chunk of every lazy part would be half a kilobyte of the first load; those parts are fetched ahead of need anyway.
    modulePreload: { polyfill: false, resolveDependencies: (_, files) => files.filter((file) => file.endsWith('.css')) },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // What every page needs is one file: one request, and it packs better than three.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'page', tags: ['$initial'] }] } } },
  },
  server: {
    host: 'localhost',
    proxy: {
      '/api': forward,
      '/livez': forward,
      '/readyz': forward,
      '/ws': { ...forward, ws: true },
    },
  },
  test: {
    // The client package for programs has its tests beside it; its own configuration runs them alone.
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', '../clients/typescript/test/**/*.test.ts'],
    environment: 'node',
    reporters: ['default', 'json'],
    outputFile: { json: results },
    passWithNoTests: true,
  },
})

/** The page's own way to fetch the style sheets of a part (sheets.ts), in place of Vite's. */
function ownPreload(): Plugin {
  const own = new URL('src/platform/sheets.ts', import.meta.url).pathname
  return {
    name: 'own-preload',
    enforce: 'pre',
    async load(id) {
      return id === '\0vite/preload-helper.js' ? (await transformWithOxc(await readFile(own, 'utf8'), own)).code : undefined
    },
  }
}

/** An address to listen on (":8080", "0.0.0.0:8080") as one that can be dialled. */
function dialable(listen: string): string {
  const [host, port] = splitPort(listen)
  const everywhere = host === '' || host === '0.0.0.0' || host === '[::]'
  return `${everywhere ? 'localhost' : host}:${port}`
}

function splitPort(listen: string): [host: string, port: string] {
  const colon = listen.lastIndexOf(':')
  return [listen.slice(0, colon), listen.slice(colon + 1)]
}
