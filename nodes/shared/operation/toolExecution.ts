import type { IExecuteFunctions } from 'n8n-workflow';

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
