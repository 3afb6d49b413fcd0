/// The methods that an adapter or an alert needs.
package enum HTTPMethod: String, Sendable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"

    /// Whether sending it twice by accident does no harm.
    var isSafe: Bool { self == .get || self == .head }
}
