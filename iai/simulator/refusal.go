package simulator

// Codes that only the door of the simulator speaks of, beside those in package codes.
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

// What the record of a call says when nothing of the service's own was decided.
const (
	ruledDrop  = "Simulator.Dropped" // a rule reset the connection before the call was applied
	ruledReply = "Simulator.Reply"   // a rule sent raw bytes
)
