export { SluiceRoot } from './SluiceRoot.tsx'
export type { SluiceRootProps } from './SluiceRoot.tsx'
