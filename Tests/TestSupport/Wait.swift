/// Waits for what the outside does, always with an end. Tests look at the order of things, never at how long they took.
package enum Wait {
    /// Generous: a busy machine with a debug build. A failing test alone waits this long.
    package static let patience: Duration = .seconds(30)
    private static let pause: Duration = .milliseconds(4)

    package static func until(
        _ what: String, within patience: Duration = patience, _ condition: () async throws -> Bool
    ) async throws {
        _ = try await value(what, within: patience) { () async throws -> Bool? in
            try await condition() ? true : nil
        }
    }

    /// The first value that is not nil.
    package static func value<Value>(
        _ what: String, within patience: Duration = patience, _ look: () async throws -> Value?
    ) async throws -> Value {
        let end = ContinuousClock.now + patience
        while true {
            if let value = try await look() { return value }
            guard ContinuousClock.now < end else { throw SupportError("waited in vain for: \(what)") }
            try await Task.sleep(for: pause)
        }
    }
}
