/**
 * Who may import what. Each rule is a row of the table in ARCHITECTURE.md; type-only imports count too.
 * `local` lists the folders that are ours: whatever lies elsewhere is Node or a library.
 */
const local = '^(electron|gateway|renderer|build|test)/';
const unitTests = '\\.test\\.ts$';

/** Files of `from` may import, of our own code, only what matches one of `may`. */
function only(name, from, may, comment) {
  const { path, pathNot = [] } = typeof from === 'string' ? { path: from } : from;
  return {
    name,
    comment,
    severity: 'error',
    from: { path, pathNot: [unitTests, ...pathNot] },
    to: { path: local, pathNot: may },
  };
}

/** Files of `from` may never import what matches `to`. */
function never(name, from, to, comment) {
  return { name, comment, severity: 'error', from, to };
}

const errors = '^gateway/errors\\.ts$';
const contract = '^gateway/contract/';
const infra = '^gateway/infra/';
const write = '^gateway/write/';
const schema = '^gateway/schema/';
const filters = '^gateway/filters/';
const text = '^gateway/text/';
const rows = '^gateway/rows/index\\.ts$';
const ingest = '^gateway/ingest/index\\.ts$';
const documentsDoor = '^gateway/documents/index\\.ts$';
const modelsDoor = '^gateway/models/index\\.ts$';
const access = '^gateway/access/';
const http = '^gateway/http/';
const gatewayDoor = '^gateway/(index|config)\\.ts$';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Layers point one way; a type-only import is an import too.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: { path: local },
      to: { couldNotResolve: true },
    },
    {
      name: 'no-development-libraries',
      comment: 'What ships must not need devDependencies.',
      severity: 'error',
      from: { path: '^(electron|gateway|renderer|build/engines)/', pathNot: unitTests },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        pathNot: '/@types/|node_modules/electron/',
      },
    },

    only(
      'electron',
      {
        path: '^electron/',
        pathNot: ['^electron/(preload|supervisor|host|commands)/', '^electron/cli\\.ts$'],
      },
      [gatewayDoor, '^electron/'],
      'The shell knows the gateway by its door and its configuration.',
    ),
    only(
      'electron-host',
      '^electron/host/',
      [gatewayDoor, '^electron/(host|supervisor)/', '^electron/paths\\.ts$', '^build/engines/index\\.ts$'],
      'It gets engines, runs them and the gateway, and tells whoever shows it; it shows nothing itself.',
    ),
    only('electron-commands', '^electron/(commands/|cli\\.ts$)', [
      gatewayDoor,
      documentsDoor,
      // `frodb convert` reads documents in worker threads without a gateway.
      '^gateway/infra/workers/(entry|pool)\\.ts$',
      '^electron/',
    ]),
    only('electron-preload', '^electron/preload/', ['^electron/preload/', '^electron/ipc/contract\\.ts$']),
    never(
      'electron-preload-no-libraries',
      { path: '^electron/preload/', pathNot: unitTests },
      { path: '(^|/)node_modules/', pathNot: '(^|/)node_modules/electron/' },
    ),
    only(
      'electron-supervisor',
      '^electron/supervisor/',
      ['^electron/supervisor/'],
      'The supervisor knows processes and nothing of the gateway or of Electron.',
    ),
    never(
      'electron-supervisor-no-electron',
      { path: '^electron/supervisor/' },
      { path: '(^|/)node_modules/electron/' },
    ),

    only('gateway', '^gateway/', ['^gateway/'], 'The gateway knows three URLs and nothing of processes.'),
    never('gateway-no-electron', { path: '^gateway/' }, { path: '(^|/)node_modules/electron/' }),
    only('gateway-config', '^gateway/(config|settings)\\.ts$', ['^gateway/settings\\.ts$', errors, contract]),
    only('gateway-errors', '^gateway/errors\\.ts$', ['^gateway/contract/problem-codes\\.ts$']),
    only('gateway-contract', contract, [contract, errors], 'A leaf: the renderer imports it.'),
    // The list of actions is on the wire, and so in the contract.
    only('gateway-access', access, [access, contract, errors], 'A leaf: who may do what.'),
    only('gateway-migrations', '^gateway/migrations/', ['^gateway/migrations/']),

    only(
      'feature-routes',
      '^gateway/features/([^/]+)/routes[a-z-]*\\.ts$',
      ['^gateway/features/$1/(service|routes[a-z-]*)\\.ts$', contract, errors, access, http],
      'Routes speak HTTP and call their service.',
    ),
    only(
      'feature-insides',
      { path: '^gateway/features/([^/]+)/', pathNot: ['/routes[a-z-]*\\.ts$'] },
      [
        '^gateway/features/$1/',
        '^gateway/features/[^/]+/service\\.ts$',
        ingest,
        write,
        schema,
        filters,
        text,
        documentsDoor,
        modelsDoor,
        infra,
        errors,
        contract,
        access,
      ],
      'A feature knows another one only by its service.',
    ),
    {
      name: 'features-pass-nothing-on',
      comment: 'What a feature has of another one is imported there, not passed on.',
      severity: 'error',
      from: { path: '^gateway/features/([^/]+)/' },
      to: { path: '^gateway/features/', pathNot: '^gateway/features/$1/', dependencyTypes: ['export'] },
    },
    never(
      'feature-insides-no-routes',
      { path: '^gateway/features/', pathNot: ['/routes[a-z-]*\\.ts$', unitTests] },
      { path: '^gateway/features/[^/]+/routes[a-z-]*\\.ts$' },
    ),
    never(
      'feature-insides-no-fastify',
      { path: '^gateway/features/', pathNot: ['/routes[a-z-]*\\.ts$', unitTests] },
      { path: '(^|/)node_modules/(fastify|@fastify)/' },
    ),

    only('gateway-http', http, [
      http,
      '^gateway/infra/(large-json|logger)\\.ts$',
      // The type of what a collection's path leads to.
      '^gateway/write/collection\\.ts$',
      // What JSON is, is one thing for bodies and for the parts of a form.
      '^gateway/schema/(parse-json|exact-number)\\.ts$',
      contract,
      errors,
      access,
    ]),
    only('gateway-text', text, [text, errors], 'A library of its own.'),
    only('gateway-write', write, [write, schema, infra, errors, contract]),
    only(
      'gateway-ingest',
      '^gateway/ingest/',
      ['^gateway/ingest/', rows, write, schema, text, documentsDoor, modelsDoor, infra, errors, contract],
      'What becomes of texts and files; it knows no feature.',
    ),
    only(
      'gateway-rows',
      '^gateway/rows/',
      ['^gateway/rows/', '^gateway/documents/text-files\\.ts$', schema, errors, contract],
      'A library of its own: files of rows.',
    ),
    only('gateway-filters', filters, [filters, schema, infra, errors, contract]),
    only('gateway-schema', schema, [schema, infra, errors, contract]),
    only('gateway-documents', '^gateway/documents/', [
      '^gateway/documents/',
      '^gateway/models/',
      // How what is long crosses from its worker threads.
      '^gateway/infra/workers/slices\\.ts$',
      errors,
    ]),
    only('gateway-models', '^gateway/models/', ['^gateway/models/', errors]),
    only('gateway-infra', infra, [infra, errors]),
    never(
      'drivers-behind-infra',
      { path: '^gateway/', pathNot: [infra, unitTests] },
      { path: 'node_modules/(@types/)?(pg|pg-boss|minio|@qdrant|piscina)/' },
      'Only infra talks to an engine, so that an engine can be replaced.',
    ),

    only(
      'renderer',
      '^renderer/',
      [
        '^renderer/',
        '^gateway/contract/(limits|enumerations|problem-codes)\\.ts$',
        '^electron/ipc/contract\\.ts$',
      ],
      'Browser code; whatever it knows of the gateway comes from the generated client.',
    ),
    never('renderer-no-node', { path: '^renderer/', pathNot: unitTests }, { dependencyTypes: ['core'] }),

    only(
      'build',
      '^build/',
      [
        '^build/',
        // The document of the API, from which Studio's client is generated.
        '^gateway/index\\.ts$',
        '^electron/supervisor/(folder/durable-file|folder/patient-rename|process/process-lock|engines/engine-programs|supervisor-error)\\.ts$',
      ],
      'Getting engines is part of what ships: it takes the lock that a start takes, and looks as a start looks.',
    ),
    never(
      'tests-stay-outside',
      { path: '^(electron|gateway|renderer|build)/', pathNot: unitTests },
      { path: unitTests },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'require', 'types', 'default'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.cjs', '.d.ts', '.json'],
    },
  },
};
