import type { Field } from '../../shared/operation/field';
import { combined, shownWith } from '../../shared/operation/field';
import { id, number, yesNo } from '../../shared/operation/fields';
import * as validate from '../../shared/operation/validate';

/** A chatbot; Mluvii documents no list of them. */
export const chatbotId = id({
	displayName: 'Chatbot ID',
	required: true,
	placeholder: 'e.g. 4',
	description: 'The number of the chatbot, as its page in the administration of Mluvii shows it',
});

/** Longer than a guest takes, and than anybody should hold an execution for. */
const MOST_SECONDS = 3600;

/**
 * Whether the node waits for what Mluvii answers at the callback URL.
 *
 * @param seconds for which it waits if nothing else is said
 * @param isConfirmed whether Mluvii publishes how the answer to a change is called; if not, it may never come
 * @returns for how many seconds to wait; undefined for not at all
 */
export function waitForAnswer(seconds = 20, isConfirmed = true): Field<number | undefined> {
	const doubt = isConfirmed
		? ''
		: ' Mluvii does not publish how this answer is called: try it once before you rely on it.';
	return combined(
		{
			waitForAnswer: yesNo({
				displayName: 'Wait for Answer',
				default: isConfirmed,
				description: `Whether to return what Mluvii answers, for which a workflow with the Mluvii Chatbot Trigger for this chatbot must be published, and n8n must not run in queue mode. Otherwise the answer comes out of the second output of that trigger.${doubt}`,
			}),
			answerWithin: shownWith(
				{ waitForAnswer: [true] },
				number(
					{
						displayName: 'Answer Within (Seconds)',
						default: seconds,
						typeOptions: { minValue: 1, maxValue: MOST_SECONDS },
						placeholder: `e.g. ${seconds}`,
						description: `For how many seconds to wait for the answer, up to ${MOST_SECONDS}; also for the answers to what was asked before`,
					},
					validate.integerUpTo(MOST_SECONDS),
				),
			),
		},
		(fields) => (fields.waitForAnswer ? fields.answerWithin : undefined),
	);
}

/** `waitForAnswer` where the name of the answer is by convention only (contracts/mluvii.openapi.yaml). */
export const unconfirmedAnswer = waitForAnswer(20, false);
