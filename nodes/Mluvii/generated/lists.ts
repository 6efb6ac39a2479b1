// Generated from contracts/mluvii.openapi.yaml.

/** What is mostly needed of a campaign. */
export const CAMPAIGN_SUMMARY = ['id', 'departmentId', 'name', 'description', 'channel', 'mode', 'created', 'started', 'finished', 'contactInfoField'] as const;
/** What is mostly needed of an e-mail thread. */
export const EMAIL_THREAD_SUMMARY = ['id', 'departmentId', 'state', 'subject', 'clientEmails', 'inboxAddress', 'created', 'lastClientMessage', 'messageCount'] as const;
/** What is mostly needed of a session. */
export const SESSION_SUMMARY = ['id', 'departmentId', 'channel', 'source', 'status', 'created', 'ended'] as const;
/** Where a session is in its life. */
export const SESSION_STATUS = ['CREATED', 'IN_QUEUE', 'WAITING', 'ACTIVE', 'ACW', 'BCW', 'CLOSED', 'BLACKLISTED'] as const;
/** How guest and operator talk. */
export const SESSION_CHANNEL = ['Chat', 'AV', 'Phone'] as const;
/** Where a session comes from. */
export const SESSION_SOURCE = ['Default', 'Callback', 'Invitation', 'ChatInvitation', 'IncomingCall', 'OutgoingCall', 'Campaign', 'API', 'Facebook', 'WhatsApp', 'VK', 'Apple', 'GenericChannel'] as const;
/** The scale of a feedback. */
export const FEEDBACK_SCALE = ['Likert', 'NPS'] as const;
/** The browser of a guest. */
export const GUEST_BROWSER = ['OTHER', 'IE_LOW', 'IE_8', 'IE_9', 'IE_10', 'IE_11', 'IE_HI', 'CHROME', 'OPERA', 'FF', 'SAFARI', 'EDGE', 'CHROMIUM_EDGE'] as const;
/** The operating system of a guest. */
export const GUEST_OS = ['OTHER', 'WINDOWS', 'OSX', 'LINUX', 'ANDROID', 'IOS'] as const;
/** When a guest left. */
export const GUEST_LEFT_SESSION = ['LeftQueue', 'LeftSession', 'LeftAfterSession', 'StillConnected', 'LeftBeforeQueue'] as const;
/** Why a session ended. */
export const SESSION_TERMINATION_REASON = ['UnknownReason', 'GuestLeft', 'OperatorLeft', 'ChatbotLeft', 'GuestAbandoned', 'OperatorAbandoned', 'ExternalPartyLeft', 'CampaignFailedDial', 'CampaignTerminated', 'CallForwardedToExternalPhone', 'OperatorWithoutExtension', 'ForwardToExternalPhoneFailed', 'FailedRouting', 'ExternalSessionExpired', 'SessionApiCall', 'SingleUseSession'] as const;
/** Where a user logs in instead of with a password. */
export const OPEN_ID_PROVIDER = ['Google', 'Microsoft'] as const;
/** What Mluvii reports to webhooks. */
export const EVENT_TYPE = ['UserStatusChanged', 'SessionCreated', 'SessionStarted', 'SessionEnded', 'SessionForwarded', 'SessionOperatorJoined', 'SessionOperatorLeft', 'SessionOperatorConcluded', 'SessionCallParamsUpdated', 'SessionRecordingPostProcessingCompleted', 'EmailThreadCreated', 'EmailThreadOperatorJoined', 'EmailThreadOperatorLeft', 'EmailThreadForwarded', 'EmailThreadParamsUpdated', 'GuestIdentityUpdated', 'ApplicationSettingChanged', 'SessionActivityAvRequest', 'SessionActivityAvResponse', 'SessionActivityAvMediaResult', 'SessionActivityAvTerminated', 'SessionActivityHeroCardSubmission', 'SessionActivityChatMessage', 'SessionActivitySharedFile', 'SessionActivitySharedScreen', 'SessionActivityCobrowsingStarted', 'SessionActivityCobrowsingStoppedByGuest', 'SessionActivityScreenSharingFailedByGuest', 'SessionActivityFileUploadFailed', 'SessionActivityHeroCard', 'SessionActivityChatbotMessage', 'SessionActivityCallScript', 'SessionActivityCallScriptSubmission', 'SessionActivityWelcomeMessage', 'SessionActivityLastFarewellMessage', 'SessionActivityPreviewUrl', 'SessionActivityExternalMessage', 'SessionActivityOnHold', 'SessionActivityResumeGuest', 'SessionActivityChatToMail', 'SessionActivityAutoActivity', 'SessionActivityAutoActivityAsOperator', 'SessionActivityChatbotHeroCardSubmission', 'SessionActivitySessionEnded', 'SessionActivitySessionForwarded', 'SessionActivityOperatorInvited', 'SessionActivityOperatorInviteCanceled', 'SessionActivityOperatorInviteRejected', 'SessionActivityOperatorKicked'] as const;
/** What a chatbot can do. */
export const CHATBOT_ACTIVITY = ['Text', 'RichCardList', 'Typing', 'Forward', 'HandOff', 'EndConversation', 'GetAvailableOperators', 'GetAvailableGroups', 'GetCallParams', 'SetCallParams', 'SetTag', 'UnsetTag', 'SendGuestOfflineEmail', 'GetGuestIdentity', 'GetHeroCards', 'SendHeroCard', 'ChatbotOpenFileUploadPrompt', 'EnableGuestUpload', 'DisableGuestUpload', 'EnableGuestInput', 'DisableGuestInput', 'GetMediaObjects', 'ShareFile', 'ObtainCrmIdentity', 'AssignCrmIdentity', 'RequestLocation'] as const;
