import { resolve } from 'node:path'

/** Where the demo runs. */
export interface StartSettings {
  readonly servicePort: number
  readonly shopPort: number
  /** Absolute path of the service's data folder. */
  readonly dataDir: string
}

/**
 * Reads the settings of `npm start` from the environment.
 *
 * @throws Error with one sentence when a port is none, or when NODE_ENV says production
 */
export function readSettings(env: NodeJS.ProcessEnv, root: string): StartSettings {
  if (env['NODE_ENV'] === 'production') {
    throw new Error(
      'NODE_ENV says production, and npm start is for development. Unset it first:  unset NODE_ENV',
    )
  }
  const servicePort = portOf(env, 'SLUICE_PORT', 4600)
  const shopPort = portOf(env, 'SLUICE_DEMO_PORT', 4601)
  if (servicePort === shopPort) {
    throw new Error(`SLUICE_PORT and SLUICE_DEMO_PORT are both ${shopPort}: choose two ports.`)
  }
  return {
    servicePort,
    shopPort,
    dataDir: resolve(root, valueOf(env, 'SLUICE_DATA_DIR') ?? '.sluice-data'),
  }
}

function portOf(env: NodeJS.ProcessEnv, name: string, otherwise: number): number {
  const text = valueOf(env, name) ?? String(otherwise)
  const port = Number(text)
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
    throw new Error(`${name}=${text} is no port: choose one from 1 to 65535.`)
  }
  return port
}

/** A variable that is set to nothing counts as not set, as in a shell. */
function valueOf(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = env[name]
  return value === '' ? undefined : value
}
