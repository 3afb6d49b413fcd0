import ControlInterface
import Varlink

/// A reply as its Swift type, and as it came, for `--json`.
struct Answer<Method: ControlMethod>: Sendable {
    var reply: Method.Reply
    var json: JSONValue
}
