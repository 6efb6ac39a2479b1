import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeConnectionTypes, sleep } from 'n8n-workflow';
import type { NodeFailure } from '../http/errors';
import { mayHaveHappened } from '../http/errors';
import type { ToolTry } from './toolCalls';
import {
	callsOwnTools,
	failureEndsExecution,
	hasErrorOutput,
	tellsOfErrors,
} from './toolExecution';

const DO_NOT_REPEAT = 'Do not call this tool again for it: tell the user instead.';

/**
 * Ends a try of a model's call with a failure of which the model learns, whoever runs the tool, and which the
 * execution shows at the node, but in n8n 1 where the engine runs it.
 *
 * @returns the answer to the model
 * @throws the failure where n8n tells the model of it, or tries again
 */
export function failTool(
	context: IExecuteFunctions,
	failure: NodeFailure,
	{ isLast, runIndex }: ToolTry,
): INodeExecutionData[] {
	const isFinal = isLast || mayHaveHappened(failure);
	tellAll(failure);
	const answer = [{ json: { error: failure.message }, pairedItem: { item: 0 } }];
	if (context.continueOnFail() && !hasErrorOutput(context)) return answer;
	if (!isFinal) throw failure;
	if (failureEndsExecution(context)) return answer;
	if (!callsOwnTools(context) || tellsOfErrors(context)) throw failure;
	// When n8n gets the answer it takes it for a success, which this comes after.
	void sleep(0).then(() => {
		context.addOutputData(NodeConnectionTypes.AiTool, runIndex, failure);
	});
	return answer;
}

/**
 * Puts everything that there is to say into the message, as n8n hands nothing else on to a model: what happened,
 * what to do, and whether the call may be repeated.
 */
function tellAll(error: NodeFailure): void {
	if (!error.description) return;
	const advice = mayHaveHappened(error) ? [error.description, DO_NOT_REPEAT] : [error.description];
	error.message = [error.message, ...advice].map(toSentence).join(' ');
	error.description = undefined;
}

function toSentence(text: string): string {
	return /[.!?:]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}
