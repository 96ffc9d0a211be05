import type { SluiceClient } from '@sluice/client'
import { isValidElement, type ReactNode } from 'react'
import type { DevtoolsHandle, DevtoolsOptions } from '../options.ts'
import type { SluiceDevtoolsProps } from '../use-mounted-overlay.ts'
import type { Draft } from './draft.ts'

type Mount = (client: SluiceClient, options: DevtoolsOptions) => DevtoolsHandle

/**
 * Brings an overlay back that went with the tree that had mounted it, where that tree
 * crashed: with a wrong override it would else be gone when it is needed most.
 *
 * @param isLost - whether it was a crash, and nothing was drawn since
 */
export function outliveCrash(
  client: SluiceClient,
  options: DevtoolsOptions,
  isLost: () => boolean,
  mount: Mount,
): void {
  // React 18 tells of an error only after the tree is gone.
  setTimeout(() => {
    if (!isLost() || isMounted()) return
    const handle = mount(client, options)
    if (client.overrides().size > 0) handle.open()
  })
}

/**
 * Brings the overlay of a tree that crashed while it was drawn first: React never comes
 * to what stands behind a crash, but whoever wrote it has said that there is to be one.
 */
export function outliveDraft(drafts: readonly Draft[], isLost: () => boolean, mount: Mount): void {
  for (const [client, children, overlay] of drafts) {
    const props = propsIn(children, overlay)
    if (props) outliveCrash(props.client ?? client, props, isLost, mount)
  }
}

/** What the overlay is given that stands somewhere in what is drawn. */
function propsIn(node: ReactNode, overlay: unknown): SluiceDevtoolsProps | undefined {
  if (Array.isArray(node)) {
    for (const one of node as readonly ReactNode[]) {
      const found = propsIn(one, overlay)
      if (found) return found
    }
    return undefined
  }
  if (!isValidElement<{ readonly children?: ReactNode }>(node)) return undefined
  return node.type === overlay
    ? (node.props as SluiceDevtoolsProps)
    : propsIn(node.props.children, overlay)
}

/** Whether there is an overlay already: a tree that StrictMode mounts twice, or that was drawn again. */
function isMounted(): boolean {
  return (globalThis as { sluice?: { devtools?: unknown } }).sluice?.devtools !== undefined
}
