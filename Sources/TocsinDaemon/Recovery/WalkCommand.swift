import ArgumentParser
import EventLog
import Glibc
import Varlink

/// Reads every block of a range, and nothing else: no key, no socket, no network. The daemon runs it as a child
/// before it trusts a file, because a damaged page of LMDB ends whoever reads it.
struct WalkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "walk", abstract: "Read and check the blocks of a log.", shouldDisplay: false)

    @Option(help: "The log's directory.")
    var directory: String

    @Option(help: "The first event's number.")
    var from: UInt64 = 1

    @Option(help: "The last event's number. Left out: the log's end.")
    var to: UInt64?

    func run() throws {
        // The log's map is large and mostly holes: a core file of it helps nobody.
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        let walk = BlockWalk.run(directory: directory, from: from, to: to) {
            Self.say(["at": .integer(Int64($0.lastSequence))])
        }
        var fields: [(String, JSONValue)] = [
            ("sound", .bool(walk.problem == nil)), ("blocks", .integer(Int64(walk.blockCount))),
            ("events", .integer(Int64(walk.eventCount))), ("at", .integer(Int64(walk.lastSequence))),
        ]
        if let problem = walk.problem {
            fields.append(("code", .string(problem.code.rawValue)))
            if let sequence = problem.sequence {
                fields.append(("sequence", .integer(Int64(sequence.rawValue))))
            }
            fields.append(("problem", .string(problem.description)))
        }
        Self.say(.object(JSONObject(fields)))
        if walk.problem != nil { throw ExitCode(WalkChild.exitDamaged) }
    }

    private static func say(_ value: JSONValue) {
        let line = value.serialized() + [UInt8(ascii: "\n")]
        _ = write(1, line, line.count)
    }
}
