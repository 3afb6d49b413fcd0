import ControlInterface
import CrisisModel

/// What is asked of the stop, in the bounds that the stop path has: it widens whatever goes beyond them.
struct StopRequest: Hashable, Sendable {
    /// The gate keeps this much of a reason.
    static let reasonBytesMax = 200
    /// The gate keeps this many scopes; more stop everything.
    static let scopesMax = 8

    var scopes: [String]
    var category: StopCategory
    var includeCrisisStatements: Bool
    var reason: String?
    var isUnit: Bool
    /// So that a second message about the same press is the same stop.
    var clientID: String

    init(_ command: StopArguments) throws(CommandError) {
        try Self.check(command.scopes)
        scopes = command.scopes
        category = command.cut ? .cut : command.letFinish ? .letFinish : .standard
        includeCrisisStatements = command.includeCrisisStatements
        reason = command.reason.map { Self.shortened($0) }
        isUnit = command.isUnit
        clientID = Self.randomID()
    }

    var parameters: StopInterface.Engage.Parameters {
        StopInterface.Engage.Parameters(
            scopes: scopes.isEmpty ? nil : scopes, category: category == .standard ? nil : category.rawValue,
            includeCrisisStatements: includeCrisisStatements ? true : nil, reason: reason, clientId: clientID)
    }

    /// A mistyped scope must not stop the wrong thing, nor everything unasked: the person is there to correct it.
    private static func check(_ scopes: [String]) throws(CommandError) {
        for scope in scopes where StopScope(scope) == nil {
            throw CommandError(
                .notStopped, "NOT STOPPED: \(scope) is not a scope", code: "bad-scope",
                next: suggestions(scope) + ["tocsinctl stop"])
        }
        guard scopes.count <= scopesMax else {
            throw CommandError(
                .notStopped, "NOT STOPPED: a stop has at most \(scopesMax) scopes", code: "bad-scope",
                next: ["tocsinctl stop"])
        }
    }

    private static func suggestions(_ scope: String) -> [String] {
        let kinds = ["network", "account", "campaign", "class"]
        let parts = scope.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == ":" || $0 == "=" }
        guard parts.count == 2, !parts[1].isEmpty else {
            return ["tocsinctl stop --scope account:\(ShellWord.quoted(scope))"]
        }
        let near = NearNames.of(String(parts[0]), among: kinds)
        if parts[0] == "class", StopScope(scope) == nil {
            let classes = PostClass.allCases.map(\.rawValue)
            return NearNames.of(String(parts[1]), among: classes).map { "tocsinctl stop --scope class:\($0)" }
        }
        return near.map { "tocsinctl stop --scope " + ShellWord.quoted("\($0):\(parts[1])") }
    }

    private static func shortened(_ reason: String) -> String {
        var text = ""
        for character in reason {
            guard text.utf8.count + character.utf8.count <= reasonBytesMax else { break }
            text.append(character)
        }
        return text
    }

    private static func randomID() -> String {
        var generator = SystemRandomNumberGenerator()
        let words = [generator.next(), generator.next()].map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        return words.joined()
    }
}
