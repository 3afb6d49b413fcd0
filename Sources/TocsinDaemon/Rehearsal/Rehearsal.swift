import ControlInterface
import CrisisModel
import EventCodec
import Glibc
import Scenarios
import Varlink

/// Plays a scenario against a daemon over its control socket, as a facilitator would, and tells what happens.
struct Rehearsal: Sendable {
    enum Limits {
        /// How long a rehearsal on a terminal takes, about.
        static let terminalSeconds = 90.0
        /// No pause on a terminal is longer.
        static let pauseSecondsMax = 1.5
        /// Lines a call when nobody watches.
        static let linesAtOnce = 250
    }

    let files: ScenarioFiles
    let socket: String
    let runtimeDirectory: String
    let speed: Double?
    let isHandsOn: Bool

    private static let operatorNouns = ["stop", "crisis", "task", "alert"]

    /// The number of expectations that do not hold.
    func play() throws(StartFailure) -> Int {
        do throws(VarlinkClientError) {
            let client = try VarlinkClient(connectingTo: socket, timeout: .seconds(300))
            var player = try Player(client: client, files: files)
            say("EXERCISE \(files.name): a drill on a machine of its own. Nothing leaves it.")
            if isHandsOn {
                say(
                    "Your part, in another terminal: tocsinctl --help, with --runtime-directory \(runtimeDirectory) --drill \(files.name)"
                )
            }
            try player.start()
            try playLines(&player)
            try player.finish()
            return try conclude(&player)
        } catch {
            throw StartFailure(.general, "the rehearsal was interrupted: \(error)")
        }
    }

    private func playLines(_ player: inout Player) throws(VarlinkClientError) {
        let pace = Pace(speed: speed, lines: player.times, isTerminal: isatty(1) == 1)
        let played = files.lines.indices.filter { index in
            !files.lines[index].isEmpty && !(isHandsOn && Self.operatorNouns.contains(player.noun(of: index)))
        }
        if pace.isImmediate {
            for start in stride(from: 0, to: played.count, by: Limits.linesAtOnce) {
                for line in try player.inject(played[start..<min(start + Limits.linesAtOnce, played.count)]) {
                    say(line)
                }
            }
        } else {
            for index in played {
                for line in try player.advance(to: index) { say(line) }
                pace.wait(before: index)
                for line in try player.inject([index]) { say(line) }
            }
        }
        for line in try player.advanceToEnd() { say(line) }
    }

    private func conclude(_ player: inout Player) throws(VarlinkClientError) -> Int {
        say("")
        say("Report on \(files.name)")
        say(player.timeline.summary)
        let verification = try player.verify()
        say(verification.conclusion ?? "")
        var failures = verification.sound == true ? 0 : 1
        for problem in player.problems {
            say("REFUSED  \(problem)")
            failures += 1
        }
        for result in player.evaluate() {
            say("\(result)")
            failures += result.held ? 0 : 1
        }
        guard files.expectations != nil else {
            say("The scenario has no expect.yaml: nothing was expected, nothing is proved.")
            return failures
        }
        say(failures == 0 ? "Every expectation holds." : "\(failures) expectations do not hold.")
        return failures
    }

    private func say(_ text: String) {
        var line = text + "\n"
        line.withUTF8 { bytes in _ = write(1, bytes.baseAddress, bytes.count) }
    }
}

/// How fast the lines follow each other.
struct Pace {
    private let pauses: [Double]

    init(speed: Double?, lines times: [EventTime?], isTerminal: Bool) {
        var gaps: [Double] = []
        var last: EventTime?
        for time in times {
            gaps.append(last.flatMap { last in time.map { Double($0.microseconds(since: last)) / 1e6 } } ?? 0)
            last = time ?? last
        }
        if let speed, speed > 0 {
            pauses = gaps.map { $0 / speed }
        } else if isTerminal {
            let total = max(gaps.reduce(0, +), 1)
            pauses = gaps.map {
                min($0 / total * Rehearsal.Limits.terminalSeconds, Rehearsal.Limits.pauseSecondsMax)
            }
        } else {
            pauses = gaps.map { _ in 0 }
        }
    }

    var isImmediate: Bool { pauses.allSatisfy { $0 == 0 } }

    func wait(before index: Int) {
        guard pauses[index] > 0.001 else { return }
        usleep(UInt32(min(pauses[index], 3600) * 1e6))
    }
}
