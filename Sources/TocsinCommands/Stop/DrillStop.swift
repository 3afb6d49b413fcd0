import ControlInterface
import Varlink

/// A drill's stop: over the control socket, to the drill that is named, and to nothing else.
struct DrillStop {
    var request: StopRequest
    var drill: String

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        var parameters = request.parameters
        parameters.drill = drill
        let answer: Answer<StopInterface.Engage>
        do throws(CommandError) {
            answer = try session.ask(StopInterface.Engage.self, parameters)
        } catch {
            if error.code == "scope-matches-nothing" || error.code == "bad-scope" {
                throw StopWords.matchesNothing([:], request: request, session: session, drill: drill)
            }
            var failure = error
            failure.message = "EXERCISE, NOT STOPPED: \(error.message)"
            throw failure
        }
        session.show(
            StopWords.answer(answer.reply, json: answer.json, session: session, drill: drill), drill: drill)
        ReceiptWait(epoch: answer.reply.epoch, drill: drill).show(in: session)
        return StopWords.status(answer.reply.durability)
    }
}
