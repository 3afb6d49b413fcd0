package import CrisisModel
import EventCodec
package import EventLog

extension MentionIndex {
    /// As above; begins anew too when its last event is not that event of this log, as after a backup of either was
    /// put back.
    package static func open(directory: String, log: EventLog, boot: UInt64) -> MentionIndex? {
        let index = open(directory: directory, identity: log.identity, boot: boot)
        if let index, index.belongs(to: log) { return index }
        return open(directory: directory, identity: log.identity, boot: boot, anew: true)
    }

    private func belongs(to log: EventLog) -> Bool {
        if through == 0 { return true }
        guard through <= log.head.lastSequence?.rawValue ?? 0 else { return false }
        do throws(EventLogError) {
            return try log.withRecord(Envelope.Sequence(rawValue: through)) { record in
                record.at == lastFolded.at && UInt64(record.kind) == lastFolded.kind
            } ?? false
        } catch {
            return false
        }
    }

    /// With the evidence of detections, which names mentions by their events: their authors were heard in a crisis.
    package func apply(_ events: [RecordedEvent], resolving log: EventLog) {
        apply(events) { fired in
            for sequence in fired.mentions {
                if let author = Self.author(of: UInt64(bitPattern: sequence), in: log) {
                    markInCrisis(author)
                }
            }
        }
    }

    /// After it was full: true when there was room for all that the log has by now.
    package func recover(with log: EventLog) -> Bool {
        tryAgain()
        return catchUp(with: log) && !isFull
    }

    private static func author(of sequence: UInt64, in log: EventLog) -> Int64? {
        do throws(EventLogError) {
            return try log.withRecord(Envelope.Sequence(rawValue: sequence)) { record -> Int64? in
                do throws(EventCodecError) {
                    guard
                        case .mentionRecorded(let mention) = try EventCodec.decode(record, withSealed: false)
                            .event
                    else { return nil }
                    return mention.authorNumber
                } catch {
                    return nil
                }
            } ?? nil
        } catch {
            return nil
        }
    }

    /// Reads the log from where this ends, or where the log begins if what was before is in archives, at most `limit` events; false when it cannot be read. True with `through`
    /// at the head means that it has caught up.
    package func catchUp(with log: EventLog, limit: Int = .max) -> Bool {
        var portion: [RecordedEvent] = []
        var left = limit
        do throws(ReplayError) {
            try Replay.forEach(
                in: log, from: max(through + 1, log.beginning.firstSequence.rawValue), withSealed: false
            ) { event in
                portion.append(event)
                left -= 1
                if portion.count == 4_096 {
                    apply(portion, resolving: log)
                    portion.removeAll(keepingCapacity: true)
                }
                return left > 0 ? .continue : .stop
            }
        } catch {
            return false
        }
        apply(portion, resolving: log)
        return !isFull
    }
}
