import ControlInterface
import CrisisModel
import Engine
import Projections
import Varlink
import VarlinkServer

/// The state at any time.
extension ControlService {
    private enum StateLimits {
        /// Of a document, in one reply: below what a frame may hold.
        static let partBytes = 256 << 10
        static let changesPerReply = 256
        static let changesMax = 100_000
    }

    func stateHandlers() -> [String: MethodHandler] {
        Dictionary(
            uniqueKeysWithValues: [
                stream(LogInterface.StateAt.self) { [self] _, call, replies throws(MethodError) in
                    try await stateAt(call, replies)
                },
                stream(LogInterface.Difference.self) { [self] _, call, replies throws(MethodError) in
                    try await difference(call, replies)
                },
            ]
        )
    }

    private func past(_ sequence: UInt64) async throws(MethodError) -> PastState {
        try refuseDamaged()
        let log = self.log
        let snapshots = snapshotDirectory
        let result = await Thread.run(name: "tocsin-past") { () -> Result<PastState, ReplayError> in
            do throws(ReplayError) {
                return .success(try PastState.at(sequence, in: log, snapshots: snapshots))
            } catch {
                return .failure(error)
            }
        }
        switch result {
        case .success(let past): return past
        case .failure(let error):
            throw refused(code: "log-unreadable", "\(error)", next: "tocsinctl log verify")
        }
    }

    private func sequence(
        _ call: LogInterface.StateAt.Parameters
    ) throws(MethodError) -> UInt64 {
        let head = published.read { $0.lastSequence }
        if let given = call.sequence {
            guard given >= 0, UInt64(given) <= head else {
                throw refused(code: "out-of-range", "the log ends at event \(head)", next: nil)
            }
            return UInt64(given)
        }
        guard let text = call.time else { return head }
        let time = try time("time", text)
        do throws(ReplayError) {
            return try PastState.lastEvent(atOrBefore: time, in: log)
        } catch {
            throw refused(code: "log-unreadable", "\(error)", next: "tocsinctl log verify")
        }
    }

    private func stateAt(
        _ call: LogInterface.StateAt.Parameters, _ replies: ReplyStream
    ) async throws(MethodError) {
        let past = try await past(try sequence(call))
        let document = Array(StateDocument.json(past.state).text.utf8)
        var position = 0
        func reply(_ part: ArraySlice<UInt8>) -> LogInterface.StateAt.Reply {
            .init(
                part: String(decoding: part, as: UTF8.self), sequence: Int64(past.state.lastSequence),
                stateHash: past.hash.description, recordedHash: past.recordedHash?.description,
                recordedBefore: past.recordedBefore.map { Int64($0) },
                recordedAfter: past.recordedAfter.map { Int64($0) })
        }
        while document.count - position > StateLimits.partBytes {
            var end = position + StateLimits.partBytes
            // A character is not cut in two.
            while document[end] & 0xC0 == 0x80 { end -= 1 }
            try await replies.send(encoding: reply(document[position..<end]))
            position = end
        }
        try replies.finish(encoding: reply(document[position...]))
    }

    private func difference(
        _ call: LogInterface.Difference.Parameters, _ replies: ReplyStream
    ) async throws(MethodError) {
        let head = Int64(published.read { $0.lastSequence })
        guard (0...head).contains(call.from), (0...head).contains(call.to) else {
            throw refused(code: "out-of-range", "the log ends at event \(head)", next: nil)
        }
        let before = try await past(UInt64(call.from)).state
        let after = try await past(UInt64(call.to)).state
        let changes = await Thread.run(name: "tocsin-difference") {
            StateDiff.between(before, after).prefix(StateLimits.changesMax).map {
                LogInterface.Change(path: $0.path, before: $0.before?.text, after: $0.after?.text)
            }
        }
        var rest = changes[...]
        while rest.count > StateLimits.changesPerReply {
            try await replies.send(
                encoding: LogInterface.Difference.Reply(
                    changes: Array(rest.prefix(StateLimits.changesPerReply))))
            rest = rest.dropFirst(StateLimits.changesPerReply)
        }
        try replies.finish(encoding: LogInterface.Difference.Reply(changes: Array(rest)))
    }
}
