import ControlInterface
import Evidence

/// A final receipt as a signed note: what the stop did and did not do, line by line, under the log's own key. Its first
/// line keeps it apart from a checkpoint, which the same key signs.
enum ReceiptNote {
    static let firstLine = "tocsin-receipt@v1"

    static func text(of receipt: StopInterface.Receipt, log: String) -> String {
        let stop = receipt.stop
        var lines = [
            firstLine, "log \(log)", "stop \(stop.epoch)", "covers \(stop.scopes.joined(separator: " "))",
        ]
        lines.append("event \(receipt.sequence ?? 0)")
        lines.append("pressed-by \(plain(stop.engagedBy)) by \(stop.origin)")
        lines.append("received \(receipt.receivedAt)")
        lines.append("gate-closed-microseconds \(receipt.gateClosedMicroseconds)")
        if let durable = receipt.durableMicroseconds { lines.append("durable-microseconds \(durable)") }
        if let ended = receipt.lastTransferEndedAt { lines.append("last-transfer-ended \(ended)") }
        lines.append("posts-held \(receipt.heldAtStop)")
        for account in receipt.heldByAccount { lines.append("held \(account.account) \(account.count)") }
        for post in receipt.inFlight {
            lines.append(
                "in-flight \(post.post) \(post.account) \(post.outcome)"
                    + (post.link.map { " \(plain($0))" } ?? ""))
        }
        for item in receipt.outsideOurReach { lines.append("outside-our-reach \(plain(item))") }
        lines.append(stop.released ? "released" : "release-needs \(plain(receipt.releaseNeeds))")
        if let checkpoint = receipt.checkpoint { lines.append(checkpoint) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A note's text has no control characters but its newlines.
    private static func plain(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? " " : $0 }))
    }

    /// As it is without a key.
    static func signed(
        _ receipt: StopInterface.Receipt, log: String, key: SigningKey?, checkpoint: String?
    ) -> StopInterface.Receipt {
        var receipt = receipt
        receipt.checkpoint = checkpoint
        guard receipt.final, let key else { return receipt }
        do throws(EvidenceError) {
            receipt.note = try SignedNote.sign(text(of: receipt, log: log), with: [key]).encoded
            receipt.signed = true
            receipt.summary = receipt.summary.replacing("Receipt unsigned.", with: "Receipt signed.")
        } catch {
            receipt.note = nil
        }
        return receipt
    }
}
