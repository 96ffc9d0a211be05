import { Bootstrap, SluiceClientOptions } from '@sluice/client'
import { ReactElement, ReactNode } from 'react'
/** What `SluiceRoot` takes: options of the client. From a server component those that are no functions. */
interface SluiceRootProps extends Omit<SluiceClientOptions, 'bootstrap' | 'context'> {
  /** What `evaluateFlags` gave for this request; its context is the client's. */
  readonly bootstrap: Bootstrap
  readonly children?: ReactNode
}
/**
 * Provides the flags of a request on both sides: on the server a client that
 * holds its values and asks nobody, in the browser one that starts with them and
 * stays in step with the service. For apps with server components, whose layout
 * cannot hold a client.
 *
 * When the server draws again for another context, as after signing in, the
 * client follows.
 *
 * @example
 * <SluiceRoot url={url} clientKey={clientKey} bootstrap={flags.bootstrap}>{children}</SluiceRoot>
 */
export declare function SluiceRoot({
  bootstrap,
  children,
  ...options
}: SluiceRootProps): ReactElement
export type { SluiceRootProps }
//# sourceMappingURL=root.d.mts.map
