import ControlInterface
import Varlink

/// One run of a command: its console, its instance, its connection.
final class Session {
    /// A call that is answered from memory; scrypt and large exports have longer ones of their own.
    static let callTimeout: Duration = .seconds(45)
    /// A busy daemon may need long for a listing of everything.
    static let listTimeout: Duration = .seconds(120)

    let console: any Console
    let surroundings: ProcessSurroundings
    private(set) var place: RuntimePlace
    private(set) var json = false
    var stopPatience = StopSocket.Patience.standard
    private let connect: (String) throws(VarlinkClientError) -> any ControlChannel
    private let connectPipeline: (String) throws(VarlinkClientError) -> any CallPipeline
    private let findPlace: (String?) -> RuntimePlace
    private var channel: (any ControlChannel)?

    init(
        console: any Console, surroundings: ProcessSurroundings,
        findPlace: @escaping (String?) -> RuntimePlace,
        connect: @escaping (String) throws(VarlinkClientError) -> any ControlChannel,
        connectPipeline: @escaping (String) throws(VarlinkClientError) -> any CallPipeline
    ) {
        self.console = console
        self.surroundings = surroundings
        self.findPlace = findPlace
        self.connect = connect
        self.connectPipeline = connectPipeline
        place = .installed
    }

    static func system() -> Session {
        let surroundings = ProcessSurroundings.current()
        return Session(
            console: SystemConsole(), surroundings: surroundings,
            findPlace: { RuntimePlace.find(named: $0, surroundings) },
            connect: { path throws(VarlinkClientError) in
                try VarlinkClient(connectingTo: path, timeout: callTimeout)
            },
            connectPipeline: { path throws(VarlinkClientError) in try SocketPipeline(connectingTo: path) })
    }

    func adopt(_ options: SharedOptions) {
        adopt(json: options.json, runtimeDirectory: options.runtimeDirectory)
    }

    func adopt(json: Bool, runtimeDirectory: String?) {
        self.json = json
        place = findPlace(runtimeDirectory)
    }

    /// For a verb whose answer is read by programs unless a person looks on.
    func answerJSON() { json = true }

    /// `tocsinctl` and the words, with what is needed to reach the same instance and the same drill.
    func command(_ words: String, drill: String? = nil) -> String {
        var text = "tocsinctl " + words
        if let drill { text += " --drill " + ShellWord.quoted(drill) }
        if place.isNamed { text += " --runtime-directory " + ShellWord.quoted(place.directory) }
        return text
    }

    /// The daemon's own suggestions: it does not know by which path it was reached, nor how a drill was named.
    func adapted(_ command: String, drill: String? = nil) -> String {
        guard command.hasPrefix("tocsinctl ") else { return command }
        var text = command
        if let drill, text.hasSuffix(" --drill NAME") {
            text = String(text.dropLast("NAME".count)) + ShellWord.quoted(drill)
        }
        guard place.isNamed, !text.contains("--runtime-directory") else { return text }
        return text + " --runtime-directory " + ShellWord.quoted(place.directory)
    }

    func renderer(drill: String? = nil) -> Renderer {
        Renderer(
            json: json, colour: console.isTerminal && allowsColour, width: console.width, drill: drill)
    }

    func errorRenderer() -> Renderer {
        Renderer(json: json, colour: console.isErrorTerminal && allowsColour, width: nil, drill: nil)
    }

    private var allowsColour: Bool { !surroundings.noColour && surroundings.terminalName != "dumb" }

    func show(_ report: Report, drill: String? = nil) {
        console.write(renderer(drill: drill).render(report))
    }

    /// For standard error, without colour: progress, hints, what went on besides.
    func note(_ text: String) {
        console.writeError(text + "\n")
    }
}

/// Calls.
extension Session {
    func ask<Method: ControlMethod>(
        _ method: Method.Type, _ parameters: Method.Parameters, timeout: Duration? = nil
    ) throws(CommandError) -> Answer<Method> {
        let encoded = try encode(parameters, method: Method.name)
        let json: JSONValue
        do throws(VarlinkClientError) {
            json = try openChannel().call(Method.name, encoded, timeout: timeout)
        } catch {
            throw fault(error, method: Method.name)
        }
        return try decode(json, of: method)
    }

    /// Several replies to one call. After `.stop` the next call opens a new connection.
    func askMore<Method: ControlMethod>(
        _ method: Method.Type, _ parameters: Method.Parameters, timeout: VarlinkClient.Timeout = .connection,
        _ onReply: (_ answer: Answer<Method>, _ isLast: Bool) throws(CommandError) -> VarlinkClient.Flow
    ) throws(CommandError) {
        let encoded = try encode(parameters, method: Method.name)
        var failure: CommandError?
        do throws(VarlinkClientError) {
            try openChannel().callMore(Method.name, encoded, timeout: timeout) { json, isLast in
                do throws(CommandError) {
                    let flow = try onReply(try decode(json, of: method), isLast)
                    if flow == .stop { channel = nil }
                    return flow
                } catch {
                    failure = error
                    channel = nil
                    return .stop
                }
            }
        } catch {
            throw fault(error, method: Method.name)
        }
        if let failure { throw failure }
    }

    /// A method without parameters that is in no file of ours.
    func askPlain(_ method: String) throws(CommandError) -> JSONValue {
        do throws(VarlinkClientError) {
            return try openChannel().call(method, [:], timeout: nil)
        } catch {
            throw fault(error, method: method)
        }
    }

    func pipeline() throws(CommandError) -> any CallPipeline {
        do throws(VarlinkClientError) {
            return try connectPipeline(place.controlSocket)
        } catch {
            throw fault(error, method: "connect")
        }
    }

    func fault(_ error: VarlinkClientError, method: String) -> CommandError {
        if case .errorReply = error {} else { channel = nil }
        var fault = CommandError(error, method: method, socket: place.controlSocket)
        fault.next = fault.next.map { adapted($0) }
        return fault
    }

    func decode<Method: ControlMethod>(
        _ json: JSONValue, of method: Method.Type
    ) throws(CommandError) -> Answer<Method> {
        do throws(JSONCodingError) {
            return Answer(reply: try JSONValueDecoder().decode(Method.Reply.self, from: json), json: json)
        } catch {
            throw fault(.decoding(error), method: Method.name)
        }
    }

    func encode(_ parameters: some Encodable, method: String) throws(CommandError) -> JSONValue {
        do throws(JSONCodingError) {
            return try JSONValueEncoder().encode(parameters)
        } catch {
            throw fault(.encoding(error), method: method)
        }
    }

    /// Opened by the first call: a command line that is wrong never reaches the daemon.
    private func openChannel() throws(VarlinkClientError) -> any ControlChannel {
        if let channel { return channel }
        let opened = try connect(place.controlSocket)
        channel = opened
        return opened
    }
}

/// A second connection beside the first.
extension Session {
    static func beside(_ other: Session) -> Session {
        let session = Session(
            console: other.console, surroundings: other.surroundings, findPlace: other.findPlace,
            connect: other.connect, connectPipeline: other.connectPipeline)
        session.place = other.place
        session.json = other.json
        return session
    }
}
