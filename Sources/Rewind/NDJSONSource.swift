package import CrisisModel
import EventCodec
package import EventLog
import Glibc
import Varlink

/// An export as lines of JSON, read again for every question: no more than one piece and one line is held.
package struct NDJSONSource: EventSource, Hashable, Sendable {
    package enum Limits {
        /// One line of an export: an event with the longest text, written with escapes.
        package static let lineBytesMax = 4 * 1024 * 1024
        static let pieceBytes = 256 * 1024
    }

    package let path: String

    package init(path: String) { self.path = path }

    package func forEach(
        from first: UInt64, through last: UInt64?, _ body: (RecordedEvent) -> ReadStep
    ) throws(RewindError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable() }
        defer { close(descriptor) }
        var piece = [UInt8](repeating: 0, count: Limits.pieceBytes)
        var line: [UInt8] = []
        var number = 0
        var before: UInt64 = 0
        while true {
            let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable() }
            var rest = piece[..<count]
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                line += rest[..<end]
                rest = rest[(end + 1)...]
                number += 1
                let step = try take(line, number, &before, first, last, body)
                line.removeAll(keepingCapacity: true)
                if step == .stop { return }
            }
            line += rest
            guard line.count <= Limits.lineBytesMax else {
                throw bad(number + 1, "longer than \(Limits.lineBytesMax) bytes")
            }
            guard count == 0 else { continue }
            _ = try take(line, number + 1, &before, first, last, body)
            return
        }
    }

    private func take(
        _ line: [UInt8], _ number: Int, _ before: inout UInt64, _ first: UInt64, _ last: UInt64?,
        _ body: (RecordedEvent) -> ReadStep
    ) throws(RewindError) -> ReadStep {
        if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return .continue }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: line)
        } catch {
            throw bad(number, "not JSON at column \(error.column): \(error.code.rawValue)")
        }
        let event: RecordedEvent
        do throws(EventCodecError) {
            event = try EventCodec.parse(value)
        } catch {
            throw bad(number, "\(error)")
        }
        let sequence = event.envelope.sequence
        guard sequence > before else {
            throw bad(
                number, "sequence: \(sequence) does not come after \(before); is this an export of a log?")
        }
        before = sequence
        if let last, sequence > last { return .stop }
        return sequence < first ? .continue : body(event)
    }

    private func unreadable() -> RewindError {
        RewindError(.unreadable, "\(path) cannot be read: \(String(cString: strerror(errno)))")
    }

    private func bad(_ line: Int, _ why: String) -> RewindError {
        RewindError(.badLine, "\(path), line \(line): \(why)")
    }
}
