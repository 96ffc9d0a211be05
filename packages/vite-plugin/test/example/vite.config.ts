import { sluice } from '../../src/index.ts'
import react from '@vitejs/plugin-react'
import type { UserConfig } from 'vite'

const config: UserConfig = { plugins: [sluice(), react()] }

export default config
