import type { MluviiResource } from '../../operation';
import { getMany } from './getMany.operation';

export const group: MluviiResource = { value: 'group', name: 'Group', operations: [getMany] };
