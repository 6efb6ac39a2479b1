import type { IExecuteFunctions, ISupplyDataFunctions } from 'n8n-workflow';

/**
 * Whether a language model uses the node as a tool.
 *
 * n8n has two ways of running tools, and only the name of the node's type tells both: the type is the twin
 * that n8n makes of a node with `usableAsTool`. MCP Server Trigger, sub-agents and older agents call the tool
 * themselves; a top-level AI Agent 3 has the engine run it as an ordinary node, so that n8n's own
 * `isToolExecution()` is false there.
 */
export function isToolExecution(context: Pick<IExecuteFunctions, 'getNode'>): boolean {
	return context.getNode().type.endsWith('Tool');
}

/** What n8n hands to a tool that another node calls. */
type CalledContext = IExecuteFunctions & Pick<ISupplyDataFunctions, 'getNextRunIndex'>;

/** Whether a node calls its tools itself, this one among them, instead of having n8n's engine run them. */
export function callsOwnTools(context: IExecuteFunctions): context is CalledContext {
	return isToolExecution(context) && 'getNextRunIndex' in context;
}

/** Whether a tool that fails ends the whole execution, so that the model hears of nothing: in n8n 1. */
export function failureEndsExecution(context: IExecuteFunctions): boolean {
	return !callsOwnTools(context) && !('isToolExecution' in context);
}

/**
 * Whether the node that calls this one tells its model of an error that is thrown. MCP Server Trigger does; with
 * AI Agents of versions 1 and 2 the model gets an empty answer, and other nodes end with the error.
 */
export function tellsOfErrors(context: object): boolean {
	const { parentNode } = context as { parentNode?: { type: string } };
	return parentNode?.type.endsWith('.mcpTrigger') === true;
}

/** Whether failures are to go to an error output. n8n then gives the model nothing that comes out of the tool. */
export function hasErrorOutput(context: IExecuteFunctions): boolean {
	return !callsOwnTools(context) && context.getNode().onError === 'continueErrorOutput';
}
