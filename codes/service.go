package codes

import "slices"

// service are the codes that need no correction: refusals by quota, conflicts, the service's own
// failures, calls of unknown fate, and what turns out to be done already.
var service = slices.Concat(
	of(Throttle, ServiceSide, throttled...),
	of(Conflict, ServiceSide, conflicts...),
	of(Transient, ServiceSide,
		judged(ServerError,
			"The face algorithm failed on the service's side.",
			"Run again; if the same photo keeps failing, use another one."),
	),
	of(Ambiguous, ServiceSide, lost...),
	of(AlreadyDone, Nobody, done...),
)

var throttled = []Entry{
	certain(RequestLimitExceeded,
		"The account made more calls in one second than it is allowed, and this one was refused unread.",
		"Run again; if it happens often, lower --qps, or find out who else uses this account."),
	certain("RequestLimitExceeded.GlobalRegionUinLimitExceeded",
		"The main account made more calls across all regions than it is allowed, and this one was refused unread.",
		"Run again when the account's other programs are less busy, or lower --qps."),
	certain("RequestLimitExceeded.IPLimitExceeded",
		"Too many calls came from this machine's address, and this one was refused unread.",
		"Run again with a lower --qps, and find out who else calls from the same address."),
	certain("RequestLimitExceeded.UinLimitExceeded",
		"The main account made more calls than it is allowed, and this one was refused unread.",
		"Run again with a lower --qps to leave room for the account's other programs."),
	certain(ServiceThrottled,
		"The face recognition service behind the gateway received too many calls.",
		"Run again; if it happens often, lower --qps."),
}

var conflicts = []Entry{
	certain(ConflictOperation,
		"Something else was changing the same person at the time.",
		"Run again, and make sure that no other program changes these people at the same time."),
	certain(CreateFaceConcurrent,
		"Other faces were being added at the time, and the service does not add several at once.",
		"Run again, and stop other programs that enroll into this account; if it persists, lower --workers."),
	judged("ResourceInUse",
		"The person or group that the call works on was in use at the time.",
		"Run again later; if it persists, find out which other program uses the same group."),
}

// lost are the codes of calls that may have taken effect although no proper reply came.
var lost = []Entry{
	judged("FailedOperation",
		"The service reported a failure without a reason that enroll knows.",
		"Run again; enroll checks the person before it sends anything, so keep the request ID if it happens again."),
	certain(RequestTimeout,
		"The service gave up after 5 seconds, including the upload, but may have stored the face anyway.",
		"Run again; enroll checks first, and if it happens again, use smaller photos, or fewer --workers on a slow connection."),
	judged("FailedOperation.RpcFail",
		"One part of the service could not reach another.",
		"Run again in a few minutes."),
	judged("FailedOperation.UnKnowError",
		"The service had an internal failure of unknown cause.",
		"Run again; if it happens again, give the request ID to Tencent Cloud support."),
	judged("InternalError",
		"The service had an internal error while handling the call.",
		"Run again in a few minutes; if it happens again, give the request ID to Tencent Cloud support."),
	judged("ServiceUnavailable",
		"The gateway says that the service is currently unreachable.",
		"Run again in a few minutes."),
	certain(NetworkError,
		"The connection failed before a reply arrived, so the call may or may not have reached the service.",
		"Check that this machine can reach --endpoint, through the proxy if there is one, then run again."),
	certain(BadReply,
		"The reply was cut off, was not JSON or made no sense, for example because a proxy sent its own page.",
		"Run again; if every call fails this way, check the proxy between this machine and --endpoint."),
	certain(BadStatus,
		"The reply had an HTTP status other than 200 and no code from the service.",
		"Run again in a few minutes; if every call fails this way, check --endpoint and the proxy."),
	certain("ClientError.IOError",
		"The connection broke while the reply was being read.",
		"Run again; if it happens often, try fewer --workers or a better connection."),
	certain("ClientError.CircuitBreakerError",
		"The SDK's own region failover blocked the call or failed with it.",
		"Run again; if it happens again, report it, because enroll leaves that failover off."),
}

// done are refusals because the desired state already holds.
var done = []Entry{
	certain(PersonIDAlreadyExist,
		"The account already has a person with this ID, in this group or another.",
		"Nothing to do if an earlier run enrolled them; otherwise see Run.PersonExists."),
	certain(GroupIDAlreadyExist,
		"A group with this ID already exists.",
		"Nothing to do: the run continues with that group."),
	certain("InvalidParameterValue.PersonExistInGroup",
		"The person to be added to the group is already in it.",
		"Nothing to do: the person is in the group that the roster asks for."),
	certain("FailedOperation.GroupPersonMapExist",
		"The person to be copied into the group is already in it.",
		"Nothing to do: the copy would change nothing."),
	judged("InvalidParameterValue.OffsetExceed",
		"A list was requested beyond its end.",
		"Nothing to do: the list has been read to its end."),
}
