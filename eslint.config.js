/**
 * The laws of the client that a machine can hold.
 *
 * Two kinds: what may never stand anywhere (markup made from strings, preact/compat), and the import law: which room may know which
 * library, which browser global and which other room. Each room has one row in ROOMS; a new folder under web/src without
 * a row gets the strictest treatment. Formatting is not checked here.
 */
import tseslint from 'typescript-eslint'

const VIEW = ['preact', 'preact/*']
const SIGNALS = ['@preact/signals', '@preact/signals-core']
const DISK = ['idb', 'idb/*']

const STORAGE = ['indexedDB', 'IDBKeyRange', 'localStorage', 'sessionStorage']
const NETWORK = ['WebSocket', 'EventSource', 'fetch', 'XMLHttpRequest']
const BROWSER = ['navigator', 'document', 'window', 'location', 'history', 'addEventListener', 'BroadcastChannel']

const EVERY_ROOM = ['protocol', 'words', 'platform', 'worker', 'net', 'db', 'sync', 'state', 'actions', 'ui']

/** What each room of web/src may know: other rooms, libraries, globals. Anything unnamed is refused. */
const ROOMS = {
  protocol: { rooms: [] },
  words: { rooms: ['protocol'] },
  worker: { rooms: ['protocol', 'words', 'net', 'db'], globals: ['fetch'] },
  platform: { rooms: [], libraries: ['fflate'], globals: [...BROWSER, 'localStorage', 'sessionStorage'] },
  net: { rooms: ['protocol', 'platform'], globals: NETWORK },
  db: { rooms: ['protocol', 'platform'], libraries: DISK, globals: STORAGE },
  state: { rooms: ['protocol', 'words'], libraries: SIGNALS },
  sync: { rooms: ['protocol', 'platform', 'net', 'db', 'state'], libraries: SIGNALS },
  actions: { rooms: ['protocol', 'platform', 'net', 'db', 'sync', 'state', 'words'], libraries: SIGNALS },
  ui: {
    rooms: ['protocol', 'words', 'state', 'actions'],
    libraries: [...VIEW, ...SIGNALS],
    globals: ['document', 'window'],
  },
}

const MARKUP_FROM_STRINGS = [
  ...['innerHTML', 'outerHTML', 'srcdoc'].map((name) => ({
    selector: `AssignmentExpression > MemberExpression.left[property.name='${name}']`,
    message: 'Markup is never made from strings: build elements or text nodes.',
  })),
  {
    selector: "CallExpression[callee.property.name=/^(insertAdjacentHTML|write|writeln|createContextualFragment)$/][callee.object.name=/^(document|range|element|el|node)$/]",
    message: 'Markup is never made from strings: build elements or text nodes.',
  },
  {
    selector: "CallExpression[callee.property.name='insertAdjacentHTML']",
    message: 'Markup is never made from strings: build elements or text nodes.',
  },
  {
    selector: "JSXAttribute[name.name='dangerouslySetInnerHTML'], Property[key.name='dangerouslySetInnerHTML']",
    message: 'Markup is never made from strings: build elements or text nodes.',
  },
  {
    selector: "JSXAttribute[name.name='style'][value.type='Literal']",
    message: 'The page policy refuses style attributes: use a class, or the style object for computed numbers.',
  },
]

export default tseslint.config(
  { ignores: ['**/node_modules/**', 'web/dist/**', 'bin/**', 'data/**', '.results/**', 'test-results/**', '**/*.gen.ts'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { '@typescript-eslint': tseslint.plugin },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-console': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-restricted-syntax': ['error', ...MARKUP_FROM_STRINGS],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
    },
  },
  ...Object.entries(ROOMS).map(([room, law]) => roomRules(room, law)),
  {
    // Tests may build what the room they test is handed in the program.
    files: ['web/src/**/*.test.ts', 'web/src/**/*.test.tsx'],
    rules: { 'no-restricted-imports': 'off', 'no-restricted-globals': 'off' },
  },
  {
    // Specs and the harness speak to a terminal and to Node.
    files: ['e2e/**/*.ts', 'playwright.config.ts', 'web/vite.config.ts'],
    rules: { 'no-console': 'off' },
  },
)

function roomRules(room, { rooms, libraries = [], globals = [] }) {
  const libraryBans = [...VIEW, ...SIGNALS, ...DISK].filter((name) => !libraries.includes(name))
  const roomBans = EVERY_ROOM.filter((other) => other !== room && !rooms.includes(other))
  const globalBans = [...new Set([...STORAGE, ...NETWORK, ...BROWSER])].filter((name) => !globals.includes(name))
  return {
    files: [`web/src/${room}/**/*.ts`, `web/src/${room}/**/*.tsx`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['preact/compat', 'preact/compat/*'], message: 'preact/compat never enters the bundle.' },
            { group: libraryBans, message: `web/src/${room} may not know this library.` },
            ...roomBans.map((other) => ({
              regex: `^(\\.\\./)+${other}(/|$)`,
              message: `web/src/${room} may not import web/src/${other}.`,
            })),
            { regex: '^(\\.\\./)+main(\\.ts)?$', message: 'main.ts wires the rooms; nobody imports it.' },
          ],
        },
      ],
      'no-restricted-globals': [
        'error',
        ...globalBans.map((name) => ({ name, message: `${name} is not for web/src/${room}.` })),
      ],
    },
  }
}
