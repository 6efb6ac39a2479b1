import type { MluviiResource } from '../../operation';
import { create } from './create.operation';
import { getMany } from './getMany.operation';

export const tag: MluviiResource = { value: 'tag', name: 'Tag', operations: [create, getMany] };
