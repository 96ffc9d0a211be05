export { sluiceDevtoolsPlugin } from './tanstack/sluice-devtools-plugin.tsx'
export type { SluicePlugin } from './tanstack/sluice-devtools-plugin.tsx'
