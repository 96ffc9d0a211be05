import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'

interface Chromium {
  readonly executablePath: string
  readonly env: Readonly<Record<string, string>>
}

/**
 * Unpacks the Chromium that travels in an npm package (x64 Linux), together with
 * the libraries and fonts it needs, so that a machine needs no browser of its own.
 */
function packagedChromium(): Chromium {
  let folder = dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium')))
  while (!existsSync(join(folder, 'bin/chromium.br'))) folder = dirname(folder)
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    version: string
  }
  const cache = fileURLToPath(
    new URL(`../node_modules/.cache/chromium-${version}`, import.meta.url),
  )
  const binary = join(cache, 'chromium')
  if (!existsSync(binary)) {
    mkdirSync(cache, { recursive: true })
    for (const part of ['al2023', 'swiftshader', 'fonts']) {
      const archive = join(cache, `${part}.${process.pid}.tar`)
      writeFileSync(archive, brotliDecompressSync(readFileSync(join(folder, `bin/${part}.tar.br`))))
      execFileSync('tar', ['xf', archive], { cwd: cache })
      rmSync(archive)
    }
    const unfinished = `${binary}.${process.pid}`
    const bytes = brotliDecompressSync(readFileSync(join(folder, 'bin/chromium.br')))
    writeFileSync(unfinished, bytes, { mode: 0o755 })
    renameSync(unfinished, binary)
  }
  return {
    executablePath: binary,
    env: { LD_LIBRARY_PATH: join(cache, 'lib'), FONTCONFIG_PATH: join(cache, 'fonts') },
  }
}

function installedChromium(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome']
  return [
    ...(process.env['PATH'] ?? '')
      .split(delimiter)
      .flatMap((folder) => names.map((name) => join(folder, name))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ].find((path) => existsSync(path))
}

/** `SLUICE_CHROMIUM` (a path, or `npm`), else one that is installed, else the packaged one. */
function findChromium(): Chromium {
  const wanted = process.env['SLUICE_CHROMIUM']
  if (wanted === 'npm') return packagedChromium()
  const executablePath = wanted ?? installedChromium()
  if (executablePath !== undefined) return { executablePath, env: {} }
  if (process.platform === 'linux' && process.arch === 'x64') return packagedChromium()
  // Not an error: the tests that need no browser run everywhere.
  console.warn('No Chromium found. For the browser tests, set SLUICE_CHROMIUM to the path of one.')
  return { executablePath: 'chromium', env: {} }
}

const chromium = findChromium()

/** Launch options of Playwright for a Chromium that reaches nothing but loopback. */
export const chromiumLaunch: {
  executablePath: string
  env: Record<string, string>
  args: string[]
} = {
  executablePath: chromium.executablePath,
  env: { ...(process.env as Record<string, string>), ...chromium.env },
  args: [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-sync',
    '--disable-domain-reliability',
    '--no-first-run',
    '--no-pings',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1 , EXCLUDE [::1]',
  ],
}
