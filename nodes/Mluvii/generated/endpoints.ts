// Generated from contracts/mluvii.openapi.yaml.
import { endpoint } from '../../shared/http/endpoint';

/** Exchange credentials for a token (evidence: DOC). */
export const logIn = endpoint('POST', '/login/connect/token');
/** Show the login screen and hand out an authorization code (evidence: OFF). */
export const authorize = endpoint('GET', '/login/connect/authorize');
/** List sessions (evidence: OFF). */
export const listSessions = endpoint('GET', '/api/v1/Sessions');
/** Get a session (evidence: DOC). */
export const getSession = endpoint('GET', '/api/v1/Sessions/{id}');
/** Get the call parameters of a session (evidence: CLI). */
export const getSessionCallParams = endpoint('GET', '/api/v1/Sessions/{id}/callparams');
/** Set call parameters of a session (evidence: CLI). */
export const setSessionCallParams = endpoint('PUT', '/api/v1/Sessions/{id}/callparams');
/** Add a tag to a session (evidence: CLI). */
export const addSessionTag = endpoint('PUT', '/api/v1/Sessions/{id}/tags/{tagId}');
/** Remove a tag from a session (evidence: CLI). */
export const removeSessionTag = endpoint('DELETE', '/api/v1/Sessions/{id}/tags/{tagId}');
/** Anonymize a session (evidence: CLI). */
export const anonymizeSession = endpoint('POST', '/api/v1/Sessions/{id}/anonymize');
/** Forward a session (evidence: CLI). */
export const forwardSession = endpoint('POST', '/api/v1/Sessions/{id}/forward');
/** Delete files of a session (evidence: CLI). */
export const deleteSessionFiles = endpoint('DELETE', '/api/v1/Sessions/{id}/files');
/** Download a recording or file (evidence: CLI). */
export const downloadFile = endpoint('GET', '/Storage/Get');
/** List users (evidence: OFF). */
export const listUsers = endpoint('GET', '/api/v1/Users');
/** Create a user (evidence: CLI). */
export const createUser = endpoint('POST', '/api/v1/Users');
/** Get the current operator states of all users (evidence: CLI). */
export const listOperatorStates = endpoint('GET', '/api/v1/Users/operatorStates');
/** Get a user (evidence: DOC). */
export const getUser = endpoint('GET', '/api/v1/Users/{id}');
/** Set the departments of a user (evidence: CLI). */
export const setUserDepartments = endpoint('PUT', '/api/v1/Users/{id}/departments');
/** Enable or disable a user (evidence: CLI). */
export const setUserEnabled = endpoint('PUT', '/api/v1/Users/{id}/enabled');
/** Get the operator state history of a user (evidence: CLI). */
export const listOperatorStateHistory = endpoint('GET', '/api/v1/Users/{id}/operatorStates');
/** List or find contacts (evidence: CLI). */
export const listContacts = endpoint('GET', '/api/v1/Contacts');
/** Create contacts (evidence: CLI). */
export const createContacts = endpoint('POST', '/api/v1/Contacts');
/** Get a contact (evidence: convention). */
export const getContact = endpoint('GET', '/api/v1/Contacts/{id}', { isUnconfirmed: true });
/** Update a contact (evidence: CLI). */
export const updateContact = endpoint('PUT', '/api/v1/Contacts/{id}');
/** Delete a contact (evidence: convention). */
export const deleteContact = endpoint('DELETE', '/api/v1/Contacts/{id}', { isUnconfirmed: true });
/** List campaigns (evidence: convention). */
export const listCampaigns = endpoint('GET', '/api/v1/Campaigns', { isUnconfirmed: true });
/** Get a campaign (evidence: convention). */
export const getCampaign = endpoint('GET', '/api/v1/Campaigns/{id}', { isUnconfirmed: true });
/** List the contacts of a campaign (evidence: CLI). */
export const listCampaignContacts = endpoint('GET', '/api/v1/Campaigns/{id}/identities');
/** Add contacts to a campaign (evidence: CLI). */
export const addCampaignContacts = endpoint('POST', '/api/v1/Campaigns/{id}/identities');
/** Create and send an e-mail thread (evidence: CLI). */
export const createEmailThread = endpoint('POST', '/api/v1/EmailThreads');
/** Get an e-mail thread (evidence: CLI). */
export const getEmailThread = endpoint('GET', '/api/v1/EmailThreads/{id}');
/** Get the parameters of an e-mail thread (evidence: CLI). */
export const getEmailThreadParams = endpoint('GET', '/api/v1/EmailThreads/{id}/params');
/** Add a tag to an e-mail thread, by name (evidence: CLI). */
export const addEmailThreadTag = endpoint('PUT', '/api/v1/EmailThreads/{id}/tags/{tagName}');
/** Remove a tag from an e-mail thread, by name (evidence: CLI). */
export const removeEmailThreadTag = endpoint('DELETE', '/api/v1/EmailThreads/{id}/tags/{tagName}');
/** List tags (evidence: CLI). */
export const listTags = endpoint('GET', '/api/v1/Tags');
/** Create a tag in a department (evidence: CLI). */
export const createTag = endpoint('POST', '/api/v1/Tags/departments/{departmentId}');
/** Get the company of the key (evidence: OFF). */
export const getOwnCompany = endpoint('GET', '/api/v1/Companies');
/** Get a company (evidence: OFF). */
export const getCompany = endpoint('GET', '/api/v1/Companies/{id}');
/** Get the metric database settings of a company (evidence: OFF). */
export const getMetricSettings = endpoint('GET', '/api/v1/Companies/{id}/metricSettings');
/** List departments (evidence: convention). */
export const listDepartments = endpoint('GET', '/api/v1/Departments', { isUnconfirmed: true });
/** List operator groups (evidence: convention). */
export const listGroups = endpoint('GET', '/api/v1/Groups', { isUnconfirmed: true });
/** List metric dashboards (evidence: OFF). */
export const listMetricDashboards = endpoint('GET', '/api/v1/MetricDashboards');
/** List webhooks (evidence: CLI). */
export const listWebhooks = endpoint('GET', '/api/v1/Webhooks');
/** Create a webhook (evidence: DOC). */
export const createWebhook = endpoint('POST', '/api/v1/Webhooks');
/** Get a webhook (evidence: DOC). */
export const getWebhook = endpoint('GET', '/api/v1/Webhooks/{id}');
/** Update a webhook (evidence: DOC). */
export const updateWebhook = endpoint('PUT', '/api/v1/Webhooks/{id}');
/** Delete a webhook (evidence: DOC). */
export const deleteWebhook = endpoint('DELETE', '/api/v1/Webhooks/{id}');
/** Send an activity as a chatbot (evidence: DOC). */
export const sendChatbotActivity = endpoint('POST', '/api/v1/Chatbot/{chatbotId}/activity');
/** Set the callback URL of a chatbot (evidence: CLI). */
export const setChatbotCallbackUrl = endpoint('PUT', '/api/v1/Chatbot/{chatbotId}');
