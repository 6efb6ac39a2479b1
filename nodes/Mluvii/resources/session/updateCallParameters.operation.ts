import type { IDataObject } from 'n8n-workflow';
import { toText } from '../../../shared/base/text';
import { UnwantedResultError } from '../../../shared/http/errors';
import type { MluviiClient } from '../../client';
import { callParameters, valuesByName } from '../../fields/callParameters';
import { sessionId } from '../../fields/session';
import { readBack, verifyResult } from '../../fields/verifyResult';
import * as endpoints from '../../generated/endpoints';
import { itemOperation } from '../../operation';
import { storedCallParameters } from './getCallParameters.operation';

/**
 * Store values with a session. Whether Mluvii keeps what is not named is not documented; partners' clients
 * send single values, which suggests it.
 */
export const updateCallParameters = itemOperation({
	value: 'updateCallParameters',
	name: 'Update Call Parameters',
	action: 'Update the call parameters stored with a session',
	description:
		'Store values with a session, such as an order number. Others are assumed to stay; Mluvii does not document it.',
	effect: 'write',
	fields: { sessionId, callParameters },
	options: {
		verifyResult: verifyResult(
			'Whether to read the call parameters before and afterwards, and to fail if one is gone or different; takes two more requests',
		),
	},
	async execute({ client, fields, options, hint }) {
		const { sessionId, callParameters: callParams } = fields;
		const isVerified = options.verifyResult === true;
		const before = isVerified ? await valuesOf(client, sessionId) : {};
		await client.request({
			...endpoints.setSessionCallParams({ id: sessionId }),
			body: { callParams },
			subject: `Session ${sessionId}`,
		});
		if (isVerified)
			await verify(client, sessionId, { before, wanted: { ...before, ...callParams } });
		else hint(ASSUMED);
		return { sessionId, callParams, success: true };
	},
});

const ASSUMED =
	'It is assumed that Mluvii keeps the call parameters that are not named, which it does not document. The option Verify Result makes sure.';

async function valuesOf(client: MluviiClient, sessionId: number): Promise<IDataObject> {
	return valuesByName(await storedCallParameters(client, sessionId));
}

async function verify(
	client: MluviiClient,
	sessionId: number,
	{ before, wanted }: { before: IDataObject; wanted: IDataObject },
): Promise<void> {
	const stored = await readBack(
		async () => await valuesOf(client, sessionId),
		`the call parameters of session ${sessionId}`,
	);
	const wrong = Object.keys(wanted).filter((name) => toText(stored[name]) !== toText(wanted[name]));
	if (wrong.length === 0) return;
	throw new UnwantedResultError(
		`Mluvii stored the call parameters, but these are gone or different now: ${wrong.join(', ')}`,
		{
			description: `If your Mluvii replaces all call parameters, give all of them each time. Before, they were: ${JSON.stringify(before)}`,
		},
	);
}
