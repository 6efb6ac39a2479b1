import type { MluviiResource } from '../../operation';
import { addTag } from './addTag.operation';
import { anonymize } from './anonymize.operation';
import { deleteFiles } from './deleteFiles.operation';
import { downloadRecording } from './downloadRecording.operation';
import { forward } from './forward.operation';
import { get } from './get.operation';
import { getCallParameters } from './getCallParameters.operation';
import { getMany } from './getMany.operation';
import { removeTag } from './removeTag.operation';
import { updateCallParameters } from './updateCallParameters.operation';

export const session: MluviiResource = {
	value: 'session',
	name: 'Session',
	operations: [
		addTag,
		anonymize,
		deleteFiles,
		downloadRecording,
		forward,
		get,
		getCallParameters,
		getMany,
		removeTag,
		updateCallParameters,
	],
};
