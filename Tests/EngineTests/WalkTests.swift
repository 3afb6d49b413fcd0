import CrisisModel
import Detection
import Engine
import Testing

/// A stored field that the walk forgets would be in no hash and in no snapshot.
@Suite("The walk over the state")
struct WalkTests {
    private static func expectComplete<Fields: StateFields>(
        _ value: Fields, derived: Set<String> = [], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        var names = FieldNames()
        var copy = value
        copy.visit(&names)
        check(value, names.names, derived, sourceLocation)
    }

    private static func check(
        _ value: Any, _ visited: [String], _ derived: Set<String>, _ sourceLocation: SourceLocation
    ) {
        let stored = Set(Mirror(reflecting: value).children.compactMap(\.label))
        #expect(!stored.isEmpty, sourceLocation: sourceLocation)
        #expect(
            Set(visited).count == visited.count, "a name is visited twice", sourceLocation: sourceLocation)
        let forgotten = stored.subtracting(visited).subtracting(derived).sorted()
        #expect(forgotten.isEmpty, "\(type(of: value))", sourceLocation: sourceLocation)
        #expect(derived.isSubset(of: stored), "a derived field is no more", sourceLocation: sourceLocation)
        #expect(derived.isDisjoint(with: visited), sourceLocation: sourceLocation)
    }

    @Test("Every stored field is visited or can be derived")
    func complete() {
        Self.expectComplete(Account.blank)
        Self.expectComplete(Post.blank)
        Self.expectComplete(Post.Approval.blank)
        Self.expectComplete(Stop.blank)
        Self.expectComplete(Stop.ReleaseProposal.blank)
        Self.expectComplete(Rule.blank)
        Self.expectComplete(
            CountWindow.blank, derived: ["parameters", "trailingStart", "trailingAuthors"])
        Self.expectComplete(Crisis.blank)
        Self.expectComplete(Alert.blank)
        Self.expectComplete(OpenTask.blank)
        Self.expectComplete(Drill.blank)
        Self.expectComplete(Settings.blank)
        Self.expectComplete(Actor.blank)
        Self.expectComplete(ClientIDs.blank, derived: ["sequences", "order", "oldest"])
        Self.expectComplete(Authors.blank, derived: ["erasedBits", "erasedCount"])
        Self.expectComplete(
            RealmState.blank,
            derived: ["postCounts", "held", "due", "dispatching", "lastMention", "pendingFirings"])
        var names = FieldNames()
        var state = State()
        state.visit(&names)
        Self.check(state, names.names, [], #_sourceLocation)
        let parameters = Set(Mirror(reflecting: CountWindow.blank.parameters).children.compactMap(\.label))
        names = FieldNames()
        var window = CountWindow.blank
        window.visit(&names)
        #expect(parameters.isSubset(of: names.names))
    }
}

/// The names of the outermost fields.
private struct FieldNames: StateCoder {
    typealias Failure = Never

    private(set) var names: [String] = []
    private var depth = 0

    private mutating func note(_ name: String) {
        if depth == 0 { names.append(name) }
    }

    mutating func open(_ name: String) {
        // What is optional has been noted by its presence.
        if names.last != name { note(name) }
        depth += 1
    }
    mutating func close() { depth -= 1 }
    mutating func presence(_ name: String, _ isPresent: inout Bool) throws(Never) { note(name) }
    mutating func keyed<Key: StateKey, Value: StateFields>(
        _ name: String, _ values: inout [Key: Value]
    ) throws(Never) { note(name) }
    mutating func integer(_ name: String, _ value: inout Int64) throws(Never) { note(name) }
    mutating func integer(_ name: String, _ value: inout Int64?) throws(Never) { note(name) }
    mutating func flag(_ name: String, _ value: inout Bool) throws(Never) { note(name) }
    mutating func text(_ name: String, _ value: inout String) throws(Never) { note(name) }
    mutating func text(_ name: String, _ value: inout String?) throws(Never) { note(name) }
    mutating func texts(_ name: String, _ value: inout [String]) throws(Never) { note(name) }
    mutating func integers(_ name: String, _ value: inout [Int64]) throws(Never) { note(name) }
    mutating func time(_ name: String, _ value: inout EventTime) throws(Never) { note(name) }
    mutating func time(_ name: String, _ value: inout EventTime?) throws(Never) { note(name) }
    mutating func digest(_ name: String, _ value: inout Digest) throws(Never) { note(name) }
    mutating func keyedHash(_ name: String, _ value: inout KeyedHash) throws(Never) { note(name) }
    mutating func sealed(_ name: String, _ value: inout [UInt8]) throws(Never) { note(name) }
    mutating func personal(_ name: String, _ value: inout String) throws(Never) { note(name) }
    mutating func personal(_ name: String, _ value: inout String?) throws(Never) { note(name) }
    func invalid(_ name: String, _ reason: String) -> Never { preconditionFailure("\(name): \(reason)") }
}
