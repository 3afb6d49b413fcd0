import ControlInterface
import CrisisModel
import Engine
import EventLog
import Projections
import Varlink
import VarlinkServer

/// What the methods of the control channel share: who is calling, which realm is meant, and how a command and its
/// refusal become an answer. The methods themselves stand in one file a noun.
final class ControlService: Sendable {
    let writer: Writer
    let log: EventLog
    let access: AccessControl
    let drills: DrillRunner
    let stops: StopDesk
    let refusals: RefusalLog
    let version: String
    let mode: StartMode
    let reader: MentionReader
    let checkpointer: Checkpointer
    let options: DaemonOptions
    let succession = SuccessionDesk()
    let keyProblem: String?
    let keysProblem: String?
    let logDamage: @Sendable () -> String?
    let requestEnd: @Sendable () -> Void
    let questions = TurnTaker<QuestionKey>()
    let reload: @Sendable () async throws(MethodError) -> Int64

    var published: Published { writer.published }
    var snapshotDirectory: String { options.stateDirectory + "/snapshots" }

    init(
        writer: Writer, log: EventLog, access: AccessControl, drills: DrillRunner, stops: StopDesk,
        refusals: RefusalLog, version: String, mode: StartMode, reader: MentionReader,
        checkpointer: Checkpointer, options: DaemonOptions,
        keyProblem: String?, keysProblem: String?, logDamage: @escaping @Sendable () -> String?,
        requestEnd: @escaping @Sendable () -> Void,
        reload: @escaping @Sendable () async throws(MethodError) -> Int64
    ) {
        self.writer = writer
        self.log = log
        self.access = access
        self.drills = drills
        self.stops = stops
        self.refusals = refusals
        self.version = version
        self.mode = mode
        self.reader = reader
        self.checkpointer = checkpointer
        self.options = options
        self.requestEnd = requestEnd
        self.keyProblem = keyProblem
        self.keysProblem = keysProblem
        self.logDamage = logDamage
        self.reload = reload
    }

    /// Every method of every interface, independent of the transport.
    func makeRegistry() throws(RegistryError) -> MethodRegistry {
        var registry = MethodRegistry(
            service: ServiceInformation(
                vendor: "Tocsin", product: "tocsind", version: version, url: "file:///usr/share/doc/tocsin"
            )
        )
        let handlers: [(String, [String: MethodHandler])] = [
            (StopInterface.name, stopHandlers()), (PostInterface.name, postHandlers()),
            (AccountInterface.name, accountHandlers()), (MentionInterface.name, mentionHandlers()),
            (RuleInterface.name, ruleHandlers()), (CrisisInterface.name, crisisHandlers()),
            (TaskInterface.name, taskHandlers()), (AlertInterface.name, alertHandlers()),
            (DrillInterface.name, drillHandlers()),
            (LogInterface.name, logHandlers().merging(logStoreHandlers()) { $1 }),
            (ServiceInterface.name, serviceHandlers()),
        ]
        for (name, methods) in handlers {
            guard let interface = Interfaces.named(name) else {
                preconditionFailure("no interface file \(name)")
            }
            try registry.add(interface, methods)
        }
        return registry
    }

    /// A method with one answer. The caller's right to it is checked before anything else.
    func method<Method: ControlMethod>(
        _: Method.Type,
        _ body: @escaping @Sendable (CallContext, Method.Parameters) async throws(MethodError) -> Method.Reply
    ) -> (String, MethodHandler) {
        (
            Method.bareName,
            .reply(Method.Parameters.self, Method.Reply.self) {
                [self] context, parameters throws(MethodError) in
                try checkRight(Method.name, context)
                return try await body(context, parameters)
            }
        )
    }

    /// A method with several answers.
    func stream<Method: ControlMethod>(
        _: Method.Type,
        _ body:
            @escaping @Sendable (CallContext, Method.Parameters, ReplyStream) async throws(MethodError) ->
            Void
    ) -> (String, MethodHandler) {
        (
            Method.bareName,
            .stream(Method.Parameters.self) { [self] context, parameters, replies throws(MethodError) in
                try checkRight(Method.name, context)
                try await body(context, parameters, replies)
            }
        )
    }

    private func checkRight(_ method: String, _ context: CallContext) throws(MethodError) {
        guard access.permits(method, context.peer) else {
            noteRefusal(method, "permission-denied", access.explanation(of: method), context)
            throw .permissionDenied
        }
    }

    // MARK: Realms and callers

    func realm(_ drill: String?) throws(MethodError) -> RealmID {
        guard let drill else { return .live }
        guard let found = published.read({ $0.drill(named: drill) }) else {
            throw refused(
                Refusal(
                    .unknownDrill, "there is no running drill named \(drill)", next: "tocsinctl drill list")
            )
        }
        return RealmID(UInt32(found.started.drill))
    }

    func actor(_ context: CallContext) -> Actor {
        Actor(
            kind: .person, uid: context.peer.userID, loginUid: context.peer.loginUserID,
            name: access.name(of: context.peer.userID)
        )
    }

    // MARK: Commands

    @discardableResult
    func submit(
        _ command: Command, _ context: CallContext, realm: RealmID = .live, clientID: String? = nil
    ) async throws(MethodError) -> [RecordedEvent] {
        do throws(WriterError) {
            return try await writer.submit(
                Writer.Submission(command: command, realm: realm, actor: actor(context), clientID: clientID)
            )
        } catch {
            if case .refused(let refusal) = error {
                noteRefusal(context.method, refusal.code.rawValue, refusal.message, context)
            }
            throw answer(error)
        }
    }

    func answer(_ error: WriterError) -> MethodError {
        switch error {
        case .refused(let refusal): refused(refusal)
        case .noSpace:
            refused(
                code: "no-space",
                "the disk is full: nothing was recorded. A stop, a release and alerts still work",
                next: "free space on the file system of the state directory"
            )
        case .readOnly(let words, let next):
            MethodError(
                ServiceInterface.ReadOnly.name,
                encoding: ServiceInterface.ReadOnly(message: "nothing was recorded: \(words)", next: next))
        case .overloaded:
            refused(code: "overloaded", "too many commands wait; nothing was recorded", next: "try again")
        case .closed: refused(code: "closing", "the daemon is stopping; nothing was recorded", next: nil)
        case .outcomeUnknown:
            MethodError(
                ServiceInterface.OutcomeUnknown.name,
                encoding: ServiceInterface.OutcomeUnknown(
                    message:
                        "the log could not be written: it is not known whether this was recorded. The daemon "
                        + "restarts and publishes nothing; ask again with the same client id"
                )
            )
        }
    }

    func refused(_ refusal: Refusal) -> MethodError {
        refused(code: refusal.code.rawValue, refusal.message, next: refusal.next)
    }

    func refused(code: String, _ message: String, next: String?) -> MethodError {
        MethodError(
            ServiceInterface.Refused.name,
            encoding: ServiceInterface.Refused(code: code, message: message, next: next)
        )
    }

    /// Who was told no, and why: an event, within bounds.
    func noteRefusal(_ method: String, _ code: String, _ message: String, _ context: CallContext) {
        refusals.note(method, code, message, by: context.peer)
    }

    // MARK: Reading parameters

    func name<Subject>(_ field: String, _ text: String) throws(MethodError) -> Identifier<Subject> {
        do throws(IdentifierFailure) {
            return try Identifier(validating: text)
        } catch {
            throw refused(Refusal(.badName, "\(field): \(error)"))
        }
    }

    func name<Subject>(_ field: String, _ text: String?) throws(MethodError) -> Identifier<Subject>? {
        guard let text else { return nil }
        let name: Identifier<Subject> = try name(field, text)
        return name
    }

    func time(_ field: String, _ text: String) throws(MethodError) -> EventTime {
        do throws(EventTime.ParseFailure) {
            return try EventTime(rfc3339: text)
        } catch {
            throw refused(code: "bad-time", "\(field): \"\(text.prefix(40))\": \(error.rawValue)", next: nil)
        }
    }

    func choice<Choice: RawRepresentable & CaseIterable>(
        _ field: String, _ text: String, _: Choice.Type
    ) throws(MethodError) -> Choice where Choice.RawValue == String {
        guard let value = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw refused(code: "bad-word", "\(field): \"\(text.prefix(40))\" is none of \(known)", next: nil)
        }
        return value
    }

    func scopes(_ texts: [String]) throws(MethodError) -> [StopScope] {
        var scopes: [StopScope] = []
        for text in texts {
            guard let scope = StopScope(text) else {
                throw refused(
                    Refusal(
                        .badScope,
                        "\"\(text.prefix(80))\" is no scope: all, network:NAME, account:NAME, campaign:NAME, class:NAME"
                    )
                )
            }
            scopes.append(scope)
        }
        return scopes
    }

    /// Every other text that a person types.
    func note(_ field: String, _ text: String?) throws(MethodError) -> String? {
        guard let text, text.utf8.count > EngineLimits.noteBytesMax else { return text }
        throw refused(
            code: "too-long", "\(field): longer than \(EngineLimits.noteBytesMax) bytes", next: nil
        )
    }
}
