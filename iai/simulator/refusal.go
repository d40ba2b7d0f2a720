package simulator

// Codes that only the simulator's front end uses, in addition to those in package codes.
const (
	invalidAuthorization = "AuthFailure.InvalidAuthorization"
	secretIDNotFound     = "AuthFailure.SecretIdNotFound"
	signatureFailure     = "AuthFailure.SignatureFailure"
	tokenFailure         = "AuthFailure.TokenFailure"

	internalError       = "InternalError"
	invalidAction       = "InvalidAction"
	invalidParameter    = "InvalidParameter"
	invalidRequest      = "InvalidRequest"
	missingParameter    = "MissingParameter"
	noSuchVersion       = "NoSuchVersion"
	unsupportedProtocol = "UnsupportedProtocol"
	unsupportedRegion   = "UnsupportedRegion"

	groupInDeletedState = "FailedOperation.GroupInDeletedState"
)

// Codes in the records of calls for which the service itself decided nothing.
const (
	ruledDrop  = "Simulator.Dropped" // a rule reset the connection before the call was applied
	ruledReply = "Simulator.Reply"   // a rule sent raw bytes
)
