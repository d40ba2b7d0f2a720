package simulator

// refusal is an error that the service answers with. Its message never quotes a photo.
type refusal struct {
	code, message string
}

func refuse(code, message string) *refusal { return &refusal{code, message} }

// Codes that only the simulator speaks of, beside those in package codes.
const (
	invalidAuthorization = "AuthFailure.InvalidAuthorization"
	secretIDNotFound     = "AuthFailure.SecretIdNotFound"
	signatureFailure     = "AuthFailure.SignatureFailure"

	internalError       = "InternalError"
	invalidAction       = "InvalidAction"
	invalidParameter    = "InvalidParameter"
	invalidRequest      = "InvalidRequest"
	missingParameter    = "MissingParameter"
	noSuchVersion       = "NoSuchVersion"
	unknownParameter    = "UnknownParameter"
	unsupportedProtocol = "UnsupportedProtocol"

	imageDownloadError  = "FailedOperation.ImageDownloadError"
	groupPersonMapExist = "FailedOperation.GroupPersonMapExist"
	groupPersonNoMap    = "FailedOperation.GroupPersonMapNotExist"

	invalidValue             = "InvalidParameter.InvalidParameter"
	faceMatchThreshold       = "InvalidParameterValue.FaceMatchThresholdIllegal"
	faceModelVersionIllegal  = "InvalidParameterValue.FaceModelVersionIllegal"
	groupDescriptionsExceed  = "InvalidParameterValue.GroupExDescriptionsExceed"
	groupDescriptionsSame    = "InvalidParameterValue.GroupExDescriptionsNameIdentical"
	groupDescriptionsIllegal = "InvalidParameterValue.GroupExDescriptionsNameIllegal"
	groupDescriptionsTooLong = "InvalidParameterValue.GroupExDescriptionsNameTooLong"
	groupNameIllegal         = "InvalidParameterValue.GroupNameIllegal"
	groupNameTooLong         = "InvalidParameterValue.GroupNameTooLong"
	groupNumPerPerson        = "InvalidParameterValue.GroupNumPerPersonExceed"
	groupTagIllegal          = "InvalidParameterValue.GroupTagIllegal"
	groupTagTooLong          = "InvalidParameterValue.GroupTagTooLong"
	limitExceed              = "InvalidParameterValue.LimitExceed"
	offsetExceed             = "InvalidParameterValue.OffsetExceed"
	descriptionsExceed       = "InvalidParameterValue.PersonExDescriptionInfosExceed"
	descriptionsSame         = "InvalidParameterValue.PersonExDescriptionsNameIdentical"
	qualityControlIllegal    = "InvalidParameterValue.QualityControlIllegal"
	uniqueControlIllegal     = "InvalidParameterValue.UniquePersonControlIllegal"
)

// What the record of a call says when nothing of the service's own was decided.
const (
	ruledDrop  = "Simulator.Dropped" // a rule reset the connection before the call was applied
	ruledReply = "Simulator.Reply"   // a rule sent raw bytes
)
