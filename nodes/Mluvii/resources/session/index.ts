import type { MluviiResource } from '../../operation';
import { addTag } from './addTag.operation';
import { anonymize } from './anonymize.operation';
import { deleteFiles } from './deleteFiles.operation';
import { downloadRecording } from './downloadRecording.operation';
import { forward } from './forward.operation';
import { get } from './get.operation';
import { getCallParameters } from './getCallParameters.operation';
import { getMany } from './getMany.operation';
import { getMessages } from './getMessages.operation';
import { removeTag } from './removeTag.operation';
import { updateCallParameters } from './updateCallParameters.operation';

export const session: MluviiResource = {
	value: 'session',
	name: 'Session',
	description:
		'Conversations of a guest with operators or chatbots: chats, phone calls and video calls',
	operations: [
		addTag,
		anonymize,
		deleteFiles,
		downloadRecording,
		forward,
		get,
		getCallParameters,
		getMany,
		getMessages,
		removeTag,
		updateCallParameters,
	],
};
