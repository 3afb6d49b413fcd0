/// The events of one commit, encoded as they will stand in the log, with the sequences that they will get.
///
/// It belongs to one thread: the writer's.
package struct RecordBatch: ~Copyable {
    /// Events in one commit.
    package static let recordsMax = 65_536
    /// Bytes in one commit; two of the largest records at least.
    package static let bytesMax = 16 << 20

    /// A place in the batch to come back to.
    package struct Mark: Hashable, Sendable {
        fileprivate let count: Int
    }

    package private(set) var firstSequence: Envelope.Sequence
    /// Whether the log takes only records that may use its reserve.
    package private(set) var reserveOnly: Bool
    private var bytes: ByteBuffer
    private(set) var ends: [Int] = []
    /// Records that may not use the reserve.
    private var ordinary: [Int] = []

    package init(firstSequence: Envelope.Sequence, reserveOnly: Bool = false) {
        self.firstSequence = firstSequence
        self.reserveOnly = reserveOnly
        bytes = ByteBuffer()
    }

    package var count: Int { ends.count }
    package var isEmpty: Bool { ends.isEmpty }
    package var byteCount: Int { ends.last ?? 0 }
    /// The number that the next record will get.
    package var nextSequence: Envelope.Sequence {
        Envelope.Sequence(rawValue: firstSequence.rawValue + UInt64(ends.count))
    }
    package var mark: Mark { Mark(count: ends.count) }
    /// Whether every record may use the reserve.
    var mayUseReserve: Bool { ordinary.isEmpty }

    /// Appends a record, or leaves the batch as it was.
    @discardableResult
    package mutating func append(
        _ envelope: Envelope,
        _ payload: borrowing PayloadWriter,
        mayUseReserve: Bool = false
    ) throws(EventLogError) -> Envelope.Sequence {
        let sequence = nextSequence
        if reserveOnly && !mayUseReserve {
            throw EventLogError(
                .storeFull, sequence: sequence, detail: "the rest of the space is kept for stops")
        }
        try check(envelope, sequence: sequence)
        guard payload.fits else { throw EventLogError(.recordTooLarge, sequence: sequence) }
        let nameBytes = envelope.actor.name.utf8.count
        let recordBytes = RecordLayout.headerBytes + nameBytes + payload.byteCount
        guard recordBytes <= RecordLayout.recordBytesMax else {
            throw EventLogError(.recordTooLarge, sequence: sequence, detail: "\(recordBytes) bytes")
        }
        guard count < Self.recordsMax, byteCount + recordBytes <= Self.bytesMax else {
            throw EventLogError(.batchFull, sequence: sequence)
        }
        let start = byteCount
        let room = bytes.room(at: start, count: recordBytes)
        Self.write(envelope, nameBytes: nameBytes, to: room)
        payload.write(to: .init(rebasing: room[(RecordLayout.headerBytes + nameBytes)...]))
        if !mayUseReserve { ordinary.append(count) }
        ends.append(start + recordBytes)
        return sequence
    }

    /// Takes back everything appended since the mark was made.
    package mutating func rollback(to mark: Mark) {
        precondition(mark.count <= count, "a mark of another batch")
        ends.removeLast(count - mark.count)
        while let last = ordinary.last, last >= mark.count { ordinary.removeLast() }
    }

    /// Gives the record with this number to `body`, as a reader of the log will see it; nil when it is not in here.
    package func withRecord<Result>(
        _ sequence: Envelope.Sequence,
        _ body: (borrowing RecordView) -> Result
    ) -> Result? {
        guard sequence >= firstSequence, sequence < nextSequence else { return nil }
        return withRecord(at: Int(sequence.rawValue - firstSequence.rawValue), body)
    }

    /// Gives the records from `start`, or from the first, to `body` in order.
    package func forEach(from start: Envelope.Sequence? = nil, _ body: (borrowing RecordView) -> Void) {
        let first = max(start ?? firstSequence, firstSequence)
        guard first < nextSequence else { return }
        for index in Int(first.rawValue - firstSequence.rawValue)..<count { withRecord(at: index, body) }
    }

    mutating func restart(at sequence: Envelope.Sequence, reserveOnly: Bool) {
        ends.removeAll(keepingCapacity: true)
        ordinary.removeAll(keepingCapacity: true)
        firstSequence = sequence
        self.reserveOnly = reserveOnly
    }

    func recordBytes(_ index: Int) -> UnsafeRawBufferPointer {
        let start = index == 0 ? 0 : ends[index - 1]
        return bytes.bytes(start..<ends[index])
    }

    /// The records from `index` on, as they lie side by side.
    func recordBytes(from index: Int, count: Int) -> UnsafeRawBufferPointer {
        let start = index == 0 ? 0 : ends[index - 1]
        return bytes.bytes(start..<ends[index + count - 1])
    }

    private func withRecord<Result>(at index: Int, _ body: (borrowing RecordView) -> Result) -> Result {
        let record = RawSpan(_unsafeBytes: recordBytes(index))
        let sequence = Envelope.Sequence(rawValue: firstSequence.rawValue + UInt64(index))
        do {
            return body(try RecordView(validating: record, sequence: sequence))
        } catch {
            preconditionFailure("a record of our own making is malformed: \(error)")
        }
    }

    private func check(_ envelope: Envelope, sequence: Envelope.Sequence) throws(EventLogError) {
        if envelope.actor.name.utf8.count > Envelope.Actor.nameBytesMax {
            throw EventLogError(.invalidEnvelope, sequence: sequence, detail: "the actor's name is too long")
        }
        if let causation = envelope.causation, causation >= sequence || causation < .first {
            throw EventLogError(
                .invalidEnvelope, sequence: sequence, detail: "the cause is not an earlier event")
        }
        if let correlation = envelope.correlation, correlation > sequence || correlation < .first {
            throw EventLogError(
                .invalidEnvelope, sequence: sequence, detail: "the correlation is a later event")
        }
        if envelope.occurredAt == RecordLayout.noInteger {
            throw EventLogError(.invalidEnvelope, sequence: sequence, detail: "the time is out of range")
        }
    }

    private static func write(
        _ envelope: Envelope,
        nameBytes: Int,
        to bytes: UnsafeMutableRawBufferPointer
    ) {
        func store<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value, _ offset: Int) {
            bytes.storeBytes(of: value.littleEndian, toByteOffset: offset, as: Value.self)
        }
        store(envelope.kind, RecordLayout.kind)
        store(envelope.schemaVersion, RecordLayout.schemaVersion)
        store(envelope.realm, RecordLayout.realm)
        store(envelope.at, RecordLayout.at)
        store(envelope.occurredAt ?? RecordLayout.noInteger, RecordLayout.occurredAt)
        store(envelope.causation?.rawValue ?? 0, RecordLayout.causation)
        store(envelope.correlation?.rawValue ?? 0, RecordLayout.correlation)
        store(envelope.actor.uid ?? RecordLayout.noUid, RecordLayout.actorUid)
        store(envelope.actor.loginUid ?? RecordLayout.noUid, RecordLayout.actorLoginUid)
        store(envelope.flags.rawValue, RecordLayout.flags)
        store(envelope.actor.kind, RecordLayout.actorKind)
        store(UInt8(nameBytes), RecordLayout.actorNameCount)
        if nameBytes > 0 {
            var name = envelope.actor.name
            name.withUTF8 { name in
                UnsafeMutableRawBufferPointer(rebasing: bytes[RecordLayout.headerBytes...]).copyMemory(
                    from: UnsafeRawBufferPointer(name))
            }
        }
    }
}
