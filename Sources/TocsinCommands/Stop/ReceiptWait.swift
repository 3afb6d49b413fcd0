import ControlInterface
import Glibc
import Varlink

/// The receipt after a stop, until it is final or the time is over. The stop itself is in force already: nothing
/// that goes wrong here changes that, or the exit status.
struct ReceiptWait {
    /// Transfers fully sent get five seconds for their answer; then the receipt is made.
    static let patience: Duration = .seconds(8)
    /// The stop is acknowledged before the log has it: until then the daemon knows no receipt of that number.
    static let pauseMicrosecondsFirst: UInt32 = 1_000
    static let pauseMicrosecondsMax: UInt32 = 64_000

    var epoch: Int64
    var drill: String?

    func show(in session: Session) {
        let end = ContinuousClock.now + Self.patience
        var latest: Answer<StopInterface.GetReceipt>?
        do throws(CommandError) {
            try follow(&latest, until: end, in: session)
        } catch {
            guard latest != nil else {
                session.note("The receipt is not to be had now: \(error.message).")
                session.note("Next: " + session.command("receipt \(epoch)", drill: drill))
                return
            }
        }
        guard let latest else { return }
        session.show(
            ReceiptWords.report(latest.reply.receipt, json: latest.json, session: session, drill: drill),
            drill: drill)
    }

    private func follow(
        _ latest: inout Answer<StopInterface.GetReceipt>?, until end: ContinuousClock.Instant,
        in session: Session
    ) throws(CommandError) {
        let parameters = StopInterface.GetReceipt.Parameters(epoch: epoch, drill: drill)
        var pause = Self.pauseMicrosecondsFirst
        while true {
            do throws(CommandError) {
                try session.askMore(
                    StopInterface.GetReceipt.self, parameters,
                    timeout: .after(max(end - .now, .milliseconds(1)))
                ) { answer, isLast throws(CommandError) in
                    latest = answer
                    if answer.reply.receipt.final || isLast { return .stop }
                    return ContinuousClock.now > end ? .stop : .next
                }
                return
            } catch {
                guard error.code == "unknown-stop", ContinuousClock.now < end else { throw error }
                usleep(pause)
                pause = min(pause * 2, Self.pauseMicrosecondsMax)
            }
        }
    }
}
