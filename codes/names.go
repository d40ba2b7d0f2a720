package codes

// Codes of the service that the program uses.
const (
	NoFaceInPhoto           = "InvalidParameterValue.NoFaceInPhoto"
	ImageEmpty              = "InvalidParameterValue.ImageEmpty"
	ImageDecodeFailed       = "FailedOperation.ImageDecodeFailed"
	ImageSizeExceed         = "FailedOperation.ImageSizeExceed"
	ImageResolutionExceed   = "FailedOperation.ImageResolutionExceed"
	ImageResolutionTooSmall = "FailedOperation.ImageResolutionTooSmall"
	FaceQualityNotQualified = "FailedOperation.FaceQualityNotQualified"
	ServerError             = "FailedOperation.ServerError"
	RequestTimeout          = "FailedOperation.RequestTimeout"
	ConflictOperation       = "FailedOperation.ConflictOperation"
	CreateFaceConcurrent    = "FailedOperation.CreateFaceConcurrent"
	ServiceThrottled        = "FailedOperation.RequestLimitExceeded"
	RequestLimitExceeded    = "RequestLimitExceeded"
	RequestSizeExceeded     = "RequestSizeLimitExceeded"
	PersonFaceNumExceed     = "InvalidParameterValue.PersonFaceNumExceed"
	UploadFaceNumExceed     = "InvalidParameterValue.UploadFaceNumExceed"
	DeleteFaceNumExceed     = "InvalidParameterValue.DeleteFaceNumExceed"
	PersonIDAlreadyExist    = "InvalidParameterValue.PersonIdAlreadyExist"
	PersonIDNotExist        = "InvalidParameterValue.PersonIdNotExist"
	PersonIDIllegal         = "InvalidParameterValue.PersonIdIllegal"
	PersonIDTooLong         = "InvalidParameterValue.PersonIdTooLong"
	PersonNameIllegal       = "InvalidParameterValue.PersonNameIllegal"
	PersonNameTooLong       = "InvalidParameterValue.PersonNameTooLong"
	PersonGenderIllegal     = "InvalidParameterValue.PersonGenderIllegal"
	DescriptionTooLong      = "InvalidParameterValue.PersonExDescriptionsNameTooLong"
	GroupIDIllegal          = "InvalidParameterValue.GroupIdIllegal"
	GroupIDTooLong          = "InvalidParameterValue.GroupIdTooLong"
	GroupIDNotExist         = "InvalidParameterValue.GroupIdNotExist"
	GroupInDeletedState     = "FailedOperation.GroupInDeletedState"
	GroupFaceNumExceed      = "InvalidParameterValue.GroupFaceNumExceed"
	GroupIDNotExists        = "InvalidParameterValue.GroupIdNotExists"
	GroupIDAlreadyExist     = "InvalidParameterValue.GroupIdAlreadyExist"
	GroupNameAlreadyExist   = "InvalidParameterValue.GroupNameAlreadyExist"
	ParameterEmpty          = "MissingParameter.ErrorParameterEmpty"
	PersonNotFound          = "ResourceNotFound.ErrorPersonNotExisted"
	SignatureExpire         = "AuthFailure.SignatureExpire"
	NetworkError            = "ClientError.NetworkError"
	BadReply                = "ClientError.ParseJsonError"
	BadStatus               = "ClientError.HttpStatusCodeError"
	NoCredential            = "ClientError.CredentialError"
)

// Our own codes, for which the service has none.
const (
	RosterMalformed     = "Roster.Malformed"     // the record cannot be read
	RosterConflict      = "Roster.Conflict"      // rows of one person contradict each other
	RosterGroupConflict = "Roster.GroupConflict" // rows of one person name different groups
	RosterOtherRow      = "Roster.OtherRow"      // another row of this person is at fault
	RosterNoPhoto       = "Roster.NoPhoto"       // no row of this person names a photo
	RosterDestroyed     = "Roster.Destroyed"     // an earlier save has destroyed the content of a cell
	RosterAlmostSame    = "Roster.AlmostSame"    // two ids differ only in leading zeros, case or width
	RosterOtherID       = "Roster.OtherID"       // a row of errors.csv has an id that a spreadsheet made of the original one
	RosterUnread        = "Roster.Unread"        // lines of the roster that were never read
	RosterSuspect       = "Roster.Suspect"       // a warning: an earlier save may have changed a cell
	RosterSwallowed     = "Roster.Swallowed"     // a warning: a quote too many damages lines of the roster
	RosterOddName       = "Roster.OddName"       // a warning: the service may refuse the name

	PhotoMissing    = "Preflight.Missing"     // no such file
	PhotoOutside    = "Preflight.Outside"     // outside the photo root
	PhotoUnreadable = "Preflight.Unreadable"  // not a regular file, or not allowed to read it
	PhotoFormat     = "Preflight.Format"      // not PNG, JPG or BMP
	PhotoChanged    = "Preflight.Changed"     // changed between its check and its upload
	PhotoShared     = "Preflight.SharedPhoto" // another person has claimed the same photo

	RunPersonExists       = "Run.PersonExists"       // the id exists on the service and is not ours
	RunSimilarPerson      = "Run.SimilarPerson"      // the service found a similar person and created none
	RunFaceMismatch       = "Run.FaceMismatch"       // RetCode -1604
	RunImageSizeRefused   = "Run.ImageSizeRefused"   // RetCode -1109
	RunUnknownFaces       = "Run.UnknownFaces"       // the person has faces that no run in this folder enrolled
	RunInDoubt            = "Run.InDoubt"            // a write whose fate could not be determined
	RunNotAttempted       = "Run.NotAttempted"       // the run ended first
	RunExhausted          = "Run.Exhausted"          // gave up for this run after several attempts
	RunDiffersFromService = "Run.DiffersFromService" // a note: name or group differ from what was enrolled
)
