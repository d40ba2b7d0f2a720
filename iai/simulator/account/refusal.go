package account

import "enroll.example/enroll/codes"

// Refusal is an error that the service answers with. Its message never quotes a photo.
type Refusal struct {
	Code, Message string
}

// refusePhoto adds to the message what the code of a photo's fault leaves open.
func refusePhoto(code string) Outcome {
	message := "the image is refused"
	switch code {
	case imageDownloadError:
		message = "the image cannot be fetched; the simulator fetches from loopback addresses only, unless it is told otherwise"
	case urlIllegal:
		message = "the image's URL is not one of http or https with a host"
	case codes.ImageDecodeFailed:
		message = "the image is not a whole JPG, PNG or BMP in base64"
	case codes.NoFaceInPhoto:
		message = "the image shows no face, by its tag or, if the simulator looks, by its pixels"
	}
	return refused(code, message)
}

// Refuse returns a refusal.
func Refuse(code, message string) *Refusal { return &Refusal{code, message} }

// Codes that only the simulator uses, in addition to those in package codes.
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
	groupIDsExceed           = "InvalidParameterValue.GroupIdsExceed"
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
