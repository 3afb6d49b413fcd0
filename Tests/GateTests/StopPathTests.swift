import Glibc
import Testing

@testable import Gate

@Suite("Stop path", .timeLimit(.minutes(1)))
struct StopPathTests {
    private let engage = #"{"method":"org.tocsin.Stop.Engage","parameters":"#

    @Test("Newline, NUL and the end of the stream each end a message, and the answer ends the same way")
    func terminators() throws {
        let running = try RunningStopPath()
        defer { running.end() }
        #expect(running.call("fire\n").hasPrefix("STOPPED "))
        #expect(running.call("fire\0").hasSuffix(".\0"))
        #expect(running.call("", endsStream: true).hasSuffix(".\n"))
        #expect(running.call("x\n").hasSuffix(".\n"))
        #expect(running.call(engage + "{}}\0").hasSuffix("}}\0"))
        #expect(running.gate.engagedStops().map { $0.reason.string } == ["fire", "fire", "", "x", ""])
    }

    @Test("The stop is in force, on disk and told with who pressed when it is answered")
    func acknowledged() throws {
        let running = try RunningStopPath()
        defer { running.end() }
        #expect(running.gate.decision(for: Facts.post()) == .permitted)
        let reply = running.call(engage + #"{"scopes":["account:rail_uk"],"reason":"why"}}"# + "\0")
        #expect(reply.contains(#""durability":"durable""#) && reply.contains(#""widened":false"#))
        #expect(running.gate.decision(for: Facts.post()) == .held(by: running.gate.epoch))
        #expect(running.gate.decision(for: Facts.post(account: "rail_fr")) == .permitted)
        let notice = try #require(running.nextNotice())
        #expect(notice.record.actor.uid == getuid() && notice.record.actor.gid == getgid())
        #expect(notice.record.actor.pid == getpid() && notice.record.actor.origin == .socket)
        #expect(notice.record.reason.string == "why" && notice.answer.durability == .durable)
        #expect(notice.answer.durableAt >= notice.answer.gateClosedAt)
        #expect(notice.answer.gateClosedAt >= notice.answer.receivedAt)
        let next = LatchPair.open(
            runtimeDirectory: running.folder.path + "/run", stateDirectory: running.folder.path + "/state")
        #expect(next.diskReading.state?.table.record(id: notice.record.id) == notice.record)
        #expect(next.runtimeReading.state?.table.record(id: notice.record.id) == notice.record)
    }

    @Test("A scope of nothing is answered NOT STOPPED, is told to nobody and changes nothing")
    func notStopped() throws {
        let running = try RunningStopPath()
        defer { running.end() }
        let reply = running.call(engage + #"{"scopes":["account:rail_ukk"]}}"# + "\0")
        #expect(reply.hasPrefix(#"{"error":"org.tocsin.Stop.ScopeMatchesNothing""#))
        #expect(running.gate.engagedStops().isEmpty)
    }

    @Test("The same client id is answered with the stop it is, and told once")
    func repeated() throws {
        let running = try RunningStopPath()
        defer { running.end() }
        let first = running.call(engage + #"{"clientId":"a"}}"# + "\0")
        let again = running.call(engage + #"{"clientId":"a"}}"# + "\0")
        #expect(first.contains(#""repeated":false"#) && again.contains(#""repeated":true"#))
        #expect(again.contains(#""durability":"durable""#))
        _ = running.call("other\n")
        #expect(running.nextNotice()?.record.clientID.string == "a")
        #expect(running.nextNotice()?.record.reason.string == "other")
    }

    @Test("Hostile input stops everything and is answered; the path goes on")
    func hostile() throws {
        let running = try RunningStopPath()
        defer { running.end() }
        let texts = [
            "{", "{\"method\":", String(repeating: "[", count: 3_000), String(repeating: "{", count: 3_000),
            String(repeating: "x", count: 10_000), "{" + String(repeating: " ", count: 10_000),
            "\u{1B}]0;x\u{7}",
        ]
        for text in texts {
            let before = running.gate.epoch
            let reply = running.call(text + "\n")
            #expect(reply.hasPrefix("STOPPED") || reply.contains(#""widened":true"#), "\(text.prefix(20))")
            #expect(running.gate.epoch == before + 1)
        }
        #expect(running.call("still there\n").hasPrefix("STOPPED"))
    }

    @Test("Who begins a message and falls silent has pressed; who says nothing has not")
    func idle() throws {
        let running = try RunningStopPath(idleMilliseconds: 30)
        defer { running.end() }
        #expect(StopClient(running.socketPath).readToEnd().isEmpty)
        #expect(running.gate.engagedStops().isEmpty)
        let client = StopClient(running.socketPath)
        client.send("fi")
        _ = client.readToEnd()
        #expect(running.gate.engagedStops().map { $0.reason.string } == ["fi"])
    }

    @Test("Forty silent connections do not keep a stop out: the oldest are dropped")
    func flood() throws {
        let running = try RunningStopPath(idleMilliseconds: 60_000)
        defer { running.end() }
        let silent = (0..<40).map { _ in StopClient(running.socketPath) }
        #expect(running.call("stop\n").hasPrefix("STOPPED"))
        #expect(silent[0].readToEnd().isEmpty)
        silent[39].send("late\n")
        #expect(silent[39].readToEnd().hasPrefix("STOPPED"))
    }

    @Test("A letter from inside the process is answered like a message, from many threads at once")
    func letters() async throws {
        let running = try RunningStopPath()
        defer { running.end() }
        let answers = await withTaskGroup(of: StopAnswer.self) { group in
            for number in 0..<24 {
                group.addTask {
                    await running.path.engageOnOwnThread(Facts.request(clientID: "letter-\(number)"))
                }
            }
            return await group.reduce(into: [StopAnswer]()) { $0.append($1) }
        }
        #expect(Set(answers.map(\.record.epoch)).count == 24)
        #expect(answers.allSatisfy { $0.durability == .durable && $0.result == .stopped })
        let nothing = await running.path.engageOnOwnThread(Facts.request([.account(Facts.name("nobody"))]))
        #expect(nothing.result == .notStopped || nothing.record.widening == .none)
        #expect(running.gate.engagedStops().count == 17)
    }

    @Test("After the end of the loop a stop from inside the process still closes the gate")
    func afterTheEnd() throws {
        let running = try RunningStopPath()
        running.end()
        let answer = running.path.engage(Facts.request())
        #expect(answer.result == .stopped)
        #expect(running.gate.decision(for: Facts.post()) == .held(by: answer.record.epoch))
    }

    @Test("The loop turns when it is probed")
    func probe() throws {
        let running = try RunningStopPath()
        defer { running.end() }
        _ = running.call("x\n")
        let before = Clocks.monotonicNanoseconds()
        running.path.probe()
        // One turn takes several connections, so the next answer may still come from the turn before the probe.
        for _ in 0..<1_000 where running.path.health.lastTurn <= before { _ = running.call("y\n") }
        #expect(running.path.health.lastTurn > before)
        #expect(running.path.health.watchedDirectories == 1 && running.path.health.droppedNotices == 0)
    }
}
