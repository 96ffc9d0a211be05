// Stands in for React where a hook is called outside of a component, to get hold of
// the snapshot that it gives to `useSyncExternalStore`.
// @ts-expect-error -- a name that the bundler gives to React itself
export * from 'the-real-react'

interface Context {
  value: unknown
  Provider: unknown
}

let snapshot: () => unknown = () => undefined

/** The snapshot that the last hook gave. */
export const lastSnapshot = (): (() => unknown) => snapshot

export function createContext(value: unknown): Context {
  const context: Context = { value, Provider: undefined }
  context.Provider = context
  return context
}

/** Called for `<Context.Provider value>`: there is no tree, so the value holds from now on. */
export function jsx(type: Context, props: { readonly value: unknown }): void {
  type.value = props.value
}
export { jsx as jsxs }

export const useContext = ({ value }: Context): unknown => value
export const useMemo = (make: () => unknown): unknown => make()
export const useCallback = (callback: unknown): unknown => callback
export const useRef = (current: unknown): { current: unknown } => ({ current })
export const useState = (initial: unknown): [unknown, () => void] => [
  typeof initial === 'function' ? (initial as () => unknown)() : initial,
  () => {},
]
export const useEffect = (): void => {}
export const useLayoutEffect = useEffect
export const useInsertionEffect = useEffect
export const useDebugValue = useEffect

export function useSyncExternalStore(_subscribe: unknown, getSnapshot: () => unknown): unknown {
  snapshot = getSnapshot
  return getSnapshot()
}
