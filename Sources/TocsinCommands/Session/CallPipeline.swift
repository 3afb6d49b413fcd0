import Varlink

/// Several calls on their way at once; the answers come in the order of the calls.
protocol CallPipeline: AnyObject {
    func send(_ method: String, _ parameters: JSONValue) throws(VarlinkClientError)
    func receive() throws(VarlinkClientError) -> JSONValue
}
