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
			"Run again; if the same photo keeps failing so, bring another one."),
	),
	of(Ambiguous, ServiceSide, lost...),
	of(AlreadyDone, Nobody, done...),
)

var throttled = []Entry{
	certain(RequestLimitExceeded,
		"The service counted more calls in one second than the account may make, and refused this one unread.",
		"Run again; if it happens often, lower --qps, or see who else uses this account."),
	certain("RequestLimitExceeded.GlobalRegionUinLimitExceeded",
		"The main account made more calls over all regions than it may, and this one was refused unread.",
		"Run again when the account's other programs are quieter, or lower --qps."),
	certain("RequestLimitExceeded.IPLimitExceeded",
		"Too many calls came from this machine's address, and this one was refused unread.",
		"Run again with a lower --qps, and see who else calls from behind the same address."),
	certain("RequestLimitExceeded.UinLimitExceeded",
		"The main account made more calls than it may, and this one was refused unread.",
		"Run again with a lower --qps, which leaves room for the account's other programs."),
	certain(ServiceThrottled,
		"Face recognition itself, behind the gateway, was asked too often.",
		"Run again; if it happens often, lower --qps."),
}

var conflicts = []Entry{
	certain(ConflictOperation,
		"Something else was changing the same person at that moment.",
		"Run again, and make sure that no other program works on these people meanwhile."),
	certain(CreateFaceConcurrent,
		"Faces were being added at that moment, and the service does not add several at once.",
		"Run again, and stop other programs that enroll into this account; if it lasts, lower --workers."),
	judged("ResourceInUse",
		"What the call works on was in use at that moment.",
		"Run again later; if it lasts, see which other program uses the same group."),
}

// lost are the codes of calls that may have taken effect although no proper reply came.
var lost = []Entry{
	judged("FailedOperation",
		"The service reports a failure and gives no reason that enroll knows.",
		"Run again, which looks at the person before sending anything; keep the request id if it returns."),
	certain(RequestTimeout,
		"The service gave up after 5 seconds, upload included, and may have stored the face all the same.",
		"Run again, which looks first; if it returns, use smaller photos, or fewer --workers on a slow line."),
	judged("FailedOperation.RpcFail",
		"One part of the service could not reach another.",
		"Run again in some minutes."),
	judged("FailedOperation.UnKnowError",
		"The service failed inside for a reason that it does not know itself.",
		"Run again; if it returns, give the request id to Tencent Cloud support."),
	judged("InternalError",
		"The service broke down while it served the call.",
		"Run again in some minutes; if it returns, give the request id to Tencent Cloud support."),
	judged("ServiceUnavailable",
		"The gateway says that the service cannot be reached for now.",
		"Run again in some minutes."),
	certain(NetworkError,
		"The connection failed before an answer came, so the call may have arrived or not.",
		"Check that this machine reaches --endpoint, through the proxy where there is one, then run again."),
	certain(BadReply,
		"The answer broke off, was not JSON or said what no answer can say, as when a proxy sends a page of its own.",
		"Run again; if every call ends so, look at the proxy between this machine and --endpoint."),
	certain(BadStatus,
		"The answer came with an HTTP status other than 200 and with no code of the service.",
		"Run again in some minutes; if every call ends so, look at --endpoint and the proxy."),
	certain("ClientError.IOError",
		"The connection broke while the answer was being read.",
		"Run again; if it returns often, try fewer --workers or a better line."),
	certain("ClientError.CircuitBreakerError",
		"The SDK's own region switch held the call back or broke down with it.",
		"Run again; if it returns, report it, because enroll leaves that switch off."),
}

// done are refusals because the desired state already holds.
var done = []Entry{
	certain(PersonIDAlreadyExist,
		"The account already has a person of this id, in this group or another.",
		"Nothing is needed if an earlier run enrolled it; otherwise see Run.PersonExists."),
	certain(GroupIDAlreadyExist,
		"A group of this id is there already.",
		"Nothing is needed, because the run goes on with that group."),
	certain("InvalidParameterValue.PersonExistInGroup",
		"The person to be added to the group is in it already.",
		"Nothing is needed, because the person is where the roster wants it."),
	certain("FailedOperation.GroupPersonMapExist",
		"The group to which the person was to be copied has it already.",
		"Nothing is needed, because the copy would change nothing."),
	judged("InvalidParameterValue.OffsetExceed",
		"A list was asked for beyond its end.",
		"Nothing is needed, because the list has been read to its end."),
}
