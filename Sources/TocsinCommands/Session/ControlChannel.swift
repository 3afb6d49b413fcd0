import Varlink

/// Calls to the daemon, one at a time. Production has a socket behind it, tests have answers.
protocol ControlChannel: AnyObject {
    func call(_ method: String, _ parameters: JSONValue, timeout: Duration?) throws(VarlinkClientError)
        -> JSONValue
    func callMore(
        _ method: String, _ parameters: JSONValue, timeout: VarlinkClient.Timeout,
        _ onReply: (_ reply: JSONValue, _ isLast: Bool) -> VarlinkClient.Flow
    ) throws(VarlinkClientError)
    func close()
}

extension VarlinkClient: ControlChannel {}
