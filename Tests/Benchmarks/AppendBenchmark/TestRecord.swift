import EventLog

/// A record of 200 bytes, envelope included.
enum TestRecord {
    static let bytes = 200
    private static let text = [UInt8](repeating: UInt8(ascii: "x"), count: 128)

    /// Memory that one record after the other is written in, as the daemon's encoder has it. It belongs to whoever
    /// appends: the writer's thread.
    final class Space: @unchecked Sendable {
        var payload = PayloadWriter()
    }

    static func append(to batch: inout RecordBatch, using space: Space) throws(EventLogError) {
        space.payload.reset()
        space.payload.integer(Int64(bitPattern: batch.nextSequence.rawValue))
        space.payload.bytes(text)
        let before = batch.byteCount
        _ = try batch.append(
            Envelope(
                kind: 401, schemaVersion: 1, at: 1, actor: .init(kind: 1, uid: 0, loginUid: nil, name: "root")
            ),
            space.payload
        )
        precondition(batch.byteCount - before == bytes, "the record has \(batch.byteCount - before) bytes")
    }
}
