/**
 * The part of the build that knows what the page consists of: it makes the service worker with its list of files, and
 * has the browser fetch what keeps an account alive, and what speaks another language, beside the page's first script instead of after it.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { build, type Plugin } from 'vite'

const SOURCE = new URL('worker.ts', import.meta.url).pathname
/** The modules whose chunks are wanted at once. */
const BESIDE = ['/sync/account.ts', '/ui/language.ts']

export function buildWorker(publicDir: string): Plugin {
  return {
    name: 'twoticks-worker',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle }) {
        const beside = Object.values(bundle ?? {}).filter(
          (chunk) => chunk.type === 'chunk' && BESIDE.some((name) => chunk.facadeModuleId?.endsWith(name)),
        )
        return beside.map(({ fileName }) => ({ tag: 'link', attrs: { rel: 'modulepreload', href: `/${fileName}`, crossorigin: true }, injectTo: 'head' }))
      },
    },
    generateBundle: {
      // Last of all: chunks that turned out to hold nothing but styles are gone by then, and one missing file keeps the worker from starting.
      order: 'post',
      async handler(_, bundle) {
        const built = Object.keys(bundle).filter((name) => name.startsWith('assets/'))
        const given = readdirSync(publicDir).filter((name) => !name.startsWith('.'))
        const files = [...built, ...given].sort().map((name) => `/${name}`)
        const hash = createHash('sha256').update(files.join())
        for (const name of given) hash.update(readFileSync(`${publicDir}/${name}`))
        const head = `const FILES=${JSON.stringify(files)},VERSION=${JSON.stringify(hash.digest('base64url').slice(0, 12))};`
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: head + (await bundled()) })
      },
    },
  }
}

/** The worker and what it shares with the page, as one script. */
async function bundled(): Promise<string> {
  const made = await build({
    configFile: false,
    logLevel: 'warn',
    plugins: [onePiece],
    build: {
      write: false,
      target: 'es2022',
      rolldownOptions: { input: SOURCE, output: { format: 'iife', codeSplitting: false } },
    },
  })
  const [first] = Array.isArray(made) ? made : [made]
  for (const each of first !== undefined && 'output' in first ? first.output : []) if (each.type === 'chunk') return each.code
  throw new Error('the service worker came to nothing')
}

/** What the page fetches apart is in the one script: there is nothing to load ahead of it. */
const onePiece: Plugin = {
  name: 'one-piece',
  enforce: 'pre',
  load: (id) => (id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load()' : undefined),
}
