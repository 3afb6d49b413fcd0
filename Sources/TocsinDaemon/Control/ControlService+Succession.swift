import ControlInterface
import CrisisModel
import Engine
import VarlinkServer

/// Repair of a damaged log, by two persons.
extension ControlService {
    func succeed(
        _ passphrase: String, _ context: CallContext
    ) async throws(MethodError) -> LogInterface.Succeed.Reply {
        guard case .readOnly(let cause) = mode, cause.code == .damaged else {
            throw refused(
                code: "wrong-state", "the log is not damaged behind what was folded: it needs no successor",
                next: "tocsinctl log verify")
        }
        if let problem = await access.problem(withPassphrase: passphrase, of: context.peer.userID) {
            throw refused(code: "passphrase-refused", problem, next: "tocsinctl passphrase")
        }
        let persons = succession.agree(
            actor(context), needed: Int(published.read { $0.settings.releasePersons }), at: writer.now)
        switch persons {
        case .waiting(let names, let until):
            return .init(outcome: "proposed", persons: names, expiresAt: until.rfc3339)
        case .samePerson(let name):
            throw refused(
                code: "needs-another-person",
                "\(name) has proposed it already; a second person with another uid must agree",
                next: "the other person: tocsinctl log succeed")
        case .agreed(let names):
            let options = self.options
            let log = self.log
            let made = await Thread.run(name: "tocsin-succession") {
                () -> Result<LogSucceeded, StartFailure> in
                do throws(StartFailure) {
                    return .success(
                        try Succession(options: options, openLog: log).make(
                            persons: names, checkpoint: nil))
                } catch {
                    return .failure(error)
                }
            }
            switch made {
            case .success(let succeeded):
                // The daemon has the frozen log open: it starts anew on the other one.
                requestEnd()
                return .init(outcome: "succeeded", persons: names, keptThrough: succeeded.keptThrough)
            case .failure(let failure):
                throw refused(code: "not-succeeded", failure.message, next: failure.next)
            }
        }
    }
}
