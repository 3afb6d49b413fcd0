/// What became of a request. The three cases are never blurred: what may have left is never called unsent.
package enum HTTPOutcome: Sendable {
    /// A whole answer came.
    case response(HTTPResponse)
    /// Nothing of the request left this machine.
    case notSent(HTTPFailure)
    /// The request or a part of it may have left, and no whole answer came.
    case outcomeUnknown(HTTPFailure)
}
