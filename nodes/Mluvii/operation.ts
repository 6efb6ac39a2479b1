import type { Resource } from '../shared/operation/operation';
import { operationsOf } from '../shared/operation/operation';
import type { MluviiClient } from './client';

/** A kind of record in Mluvii. */
export type MluviiResource = Resource<MluviiClient>;

/** Declare operations of Mluvii: one item at a time, or many with one request. */
export const { itemOperation, batchOperation } = operationsOf<MluviiClient>();
