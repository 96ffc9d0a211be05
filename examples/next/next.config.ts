import type { NextConfig } from 'next'

const config: NextConfig = {
  // Otherwise a lockfile of a folder above would be taken for the root.
  turbopack: { root: import.meta.dirname },
}

export default config
