/// The wording of answers: a line for a person, a reply for a program. Neither allocates.
extension StopAnswer {
    /// Enough for eight names of 64 bytes, each byte escaped, twice.
    static let textSizeMax = 8_192

    /// Begins with STOPPED or NOT STOPPED. Without its terminator.
    func writeLine(to writer: inout ByteWriter) {
        guard result != .notStopped else {
            writer.put("NOT STOPPED: there is no ")
            writeScopes(to: &writer, between: ", no ", quoted: false, only: nil)
            writer.put(". Nothing changed.")
            return
        }
        writer.put("STOPPED ")
        writer.putTimeOfDay(microseconds: gateClosedAt)
        writer.put(" UTC: ")
        if record.scopes.coversAll {
            writer.put("everything")
        } else {
            writeScopes(to: &writer, between: ", ", quoted: false, only: 0)
        }
        writer.put(". Stop ")
        writer.put(record.epoch)
        writer.put(result == .repeated ? StaticName(", engaged before. ") : ". ")
        switch durability {
        case .durable:
            writer.put("On disk after ")
            writer.put(durableAfterNanoseconds / 1_000)
            writer.put(" microseconds.")
        case .untilReboot:
            writer.put("NOT ON DISK YET: in force until this machine restarts. Writing goes on.")
        case .memoryOnly:
            writer.put("IN MEMORY ONLY: in force until the daemon ends. Writing goes on.")
        }
        if record.widening != .none {
            writer.put(" It covers everything because ")
            writer.put(record.widening.words)
            writer.put(".")
        } else if unmatchedScopes != 0 {
            writer.put(" There is no ")
            writeScopes(to: &writer, between: ", no ", quoted: false, only: 1)
            writer.put(".")
        }
    }

    /// A Varlink reply, or the error `org.tocsin.Stop.ScopeMatchesNothing`. Without its terminator.
    func writeReply(to writer: inout ByteWriter) {
        guard result != .notStopped else {
            writer.put("{\"error\":\"org.tocsin.Stop.ScopeMatchesNothing\",\"parameters\":{\"scopes\":[")
            writeScopes(to: &writer, between: ",", quoted: true, only: nil)
            writer.put("]}}")
            return
        }
        writer.put("{\"parameters\":{\"epoch\":")
        writer.put(record.epoch)
        writer.put(",\"durability\":\"")
        writer.put(durability.name)
        writer.put("\",\"engagedId\":\"")
        writer.put(record.id)
        writer.put("\",\"received\":")
        writer.put(receivedAt)
        writer.put(",\"gateClosed\":")
        writer.put(gateClosedAt)
        writer.put(",\"gateClosedAfterNanoseconds\":")
        writer.put(gateClosedAfterNanoseconds)
        if durability == .durable {
            writer.put(",\"durable\":")
            writer.put(durableAt)
            writer.put(",\"durableAfterNanoseconds\":")
            writer.put(durableAfterNanoseconds)
        }
        writer.put(",\"repeated\":")
        writer.put(result == .repeated)
        writer.put(",\"widened\":")
        writer.put(record.widening != .none)
        if record.widening != .none {
            writer.put(",\"widenedBecause\":\"")
            writer.put(record.widening.name)
            writer.put("\"")
        }
        writer.put(",\"scopes\":[")
        writeScopes(to: &writer, between: ",", quoted: true, only: nil)
        writer.put("],\"unmatchedScopes\":[")
        writeScopes(to: &writer, between: ",", quoted: true, only: 1)
        writer.put("]}}")
    }

    /// - Parameter only: 1 for the scopes that match nothing, 0 for the others, nil for all.
    private func writeScopes(to writer: inout ByteWriter, between: StaticName, quoted: Bool, only: UInt8?) {
        var isFirst = true
        for index in 0..<record.scopes.count {
            if let only, unmatchedScopes >> UInt8(index) & 1 != only { continue }
            if !isFirst { writer.put(between) }
            isFirst = false
            if quoted { writer.put("\"") }
            writer.putEscaped(record.scopes[index])
            if quoted { writer.put("\"") }
        }
    }

    /// Allocates; not for the stop thread.
    package var line: String {
        text { writeLine(to: &$0) }
    }

    /// Allocates; not for the stop thread.
    package var reply: String {
        text { writeReply(to: &$0) }
    }

    private func text(_ write: (inout ByteWriter) -> Void) -> String {
        String(unsafeUninitializedCapacity: Self.textSizeMax) { buffer in
            guard let start = buffer.baseAddress else { return 0 }
            var writer = ByteWriter(start, capacity: Self.textSizeMax)
            write(&writer)
            return writer.count
        }
    }
}
