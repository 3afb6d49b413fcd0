import ControlInterface
import Varlink

/// The press on the stop socket, and what came back in time.
enum StopSocket {
    struct Patience: Hashable, Sendable {
        /// The whole of it, from the connection to the answer. After that the stop files are written.
        var answer: Duration
        /// And then for a late answer: the stop path waits two seconds for a slow disk before it answers all the
        /// same.
        var lateAnswer: Duration

        static let standard = Patience(answer: .seconds(1), lateAnswer: .milliseconds(2_500))
    }

    enum Outcome {
        case answered(StopInterface.Engage.Reply, JSONValue)
        /// Nothing was stopped, and the daemon says why.
        case nothingMatches(JSONValue)
        /// No answer, or none that can be believed.
        case silent(VarlinkClientError)
    }

    /// - Parameter whenSilent: called as soon as it is clear that there is no answer in time; a late one may follow.
    static func press(
        _ path: String, _ parameters: JSONValue, _ patience: Patience,
        whenSilent: (VarlinkClientError) -> Void
    ) -> Outcome {
        let start = ContinuousClock.now
        let connection: StopConnection
        do throws(VarlinkClientError) {
            connection = try StopConnection(pressing: path, parameters, within: patience.answer)
        } catch {
            whenSilent(error)
            return .silent(error)
        }
        let first = outcome(of: connection, until: start + patience.answer)
        guard case .silent(let error) = first else { return first }
        whenSilent(error)
        guard error == .timedOut else { return first }
        return outcome(of: connection, until: .now + patience.lateAnswer)
    }

    private static func outcome(
        of connection: StopConnection, until end: ContinuousClock.Instant
    ) -> Outcome {
        do throws(VarlinkClientError) {
            let json = try connection.answer(until: end)
            return .answered(try reply(json), json)
        } catch .errorReply(StopInterface.ScopeMatchesNothing.name, let parameters) {
            return .nothingMatches(parameters)
        } catch {
            return .silent(error)
        }
    }

    private static func reply(_ json: JSONValue) throws(VarlinkClientError) -> StopInterface.Engage.Reply {
        do throws(JSONCodingError) {
            return try JSONValueDecoder().decode(StopInterface.Engage.Reply.self, from: json)
        } catch {
            throw .decoding(error)
        }
    }
}
