import type { Resource } from '../shared/operation/operation';
import { operationsOf } from '../shared/operation/operation';
import type { LoviClient } from './client';

/** A kind of record in Lovi. */
export type LoviResource = Resource<LoviClient>;

/** Declare operations of Lovi: one item at a time, many with one request, or all in one view. */
export const { itemOperation, batchOperation, surveyOperation } = operationsOf<LoviClient>();
