package account

// Refusal is an error that the service answers with. Its message never quotes a photo.
type Refusal struct {
	Code, Message string
}

// Refuse makes a refusal.
func Refuse(code, message string) *Refusal { return &Refusal{code, message} }

// Codes that only the simulator speaks of, beside those in package codes.
const (
	invalidParameter = "InvalidParameter"
	missingParameter = "MissingParameter"
	unknownParameter = "UnknownParameter"

	faceSizeTooSmall      = "FailedOperation.FaceSizeTooSmall"
	imageDownloadError    = "FailedOperation.ImageDownloadError"
	duplicatedDescription = "FailedOperation.DuplicatedGroupDescription"
	groupPersonMapExist   = "FailedOperation.GroupPersonMapExist"
	groupPersonNoMap      = "FailedOperation.GroupPersonMapNotExist"

	accountFaceNumExceed     = "InvalidParameterValue.AccountFaceNumExceed"
	groupFaceNumExceed       = "InvalidParameterValue.GroupFaceNumExceed"
	groupNumExceed           = "InvalidParameterValue.GroupNumExceed"
	urlIllegal               = "InvalidParameterValue.UrlIllegal"
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
	descriptionIllegal       = "InvalidParameterValue.PersonExDescriptionsNameIllegal"
	descriptionsSame         = "InvalidParameterValue.PersonExDescriptionsNameIdentical"
	qualityControlIllegal    = "InvalidParameterValue.QualityControlIllegal"
	uniqueControlIllegal     = "InvalidParameterValue.UniquePersonControlIllegal"
)
