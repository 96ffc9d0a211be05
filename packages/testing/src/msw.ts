export { sluiceHandlers } from './service/sluice-handlers.ts'
export { createSluiceService } from './service/sluice-service.ts'
export type { FaultScope, ServiceFault, ServicePart } from './service/faults.ts'
export type { SluiceService, SluiceServiceOptions } from './service/sluice-service.ts'
