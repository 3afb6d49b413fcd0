import EventLog

/// A record of 200 bytes, envelope included.
enum TestRecord {
    static let bytes = 200
    private static let payloadTextBytes = 128

    static func append(to batch: inout RecordBatch) throws(EventLogError) {
        var payload = PayloadWriter()
        payload.integer(Int64(bitPattern: batch.nextSequence.rawValue))
        payload.bytes([UInt8](repeating: UInt8(ascii: "x"), count: payloadTextBytes))
        let before = batch.byteCount
        _ = try batch.append(
            Envelope(
                kind: 401, schemaVersion: 1, at: 1, actor: .init(kind: 1, uid: 0, loginUid: nil, name: "root")
            ),
            payload
        )
        precondition(batch.byteCount - before == bytes, "the record has \(batch.byteCount - before) bytes")
    }
}
