import CrisisModel
import Engine
import EventCodec
import EventLog
import Rewind
import Testing
import Varlink

@Suite("Exports as lines")
struct NDJSONTests {
    private static func lines(_ told: Told) -> [String] { told.events.map { EventCodec.json($0).text } }

    @Test("An export answers like the log itself")
    func same() throws {
        let told = Told.random(seed: 4, commands: 200)
        try TextFile.with(Self.lines(told).joined(separator: "\n")) { path in
            let source = NDJSONSource(path: path)
            #expect(try DecisionReplay.run(source) == DecisionReplay.run(told))
            let last = UInt64(told.events.count)
            #expect(try Why.find(last, in: source) == Why.find(last, in: told))
            var read: [UInt64] = []
            try source.forEach(from: 5, through: 9) { event in
                read.append(event.envelope.sequence)
                return .continue
            }
            #expect(read == [5, 6, 7, 8, 9])
        }
    }

    @Test("A line that is no event is named by its number; a gap proves nothing")
    func refused() throws {
        var lines = Self.lines(Told.random(seed: 4, commands: 20))
        lines[3] = "{"
        try TextFile.with(lines.joined(separator: "\n")) { path in
            let error = #expect(throws: RewindError.self) { try DecisionReplay.run(NDJSONSource(path: path)) }
            #expect(error?.code == .badLine && error?.message.contains("line 4:") == true)
        }
        lines.remove(at: 3)
        try TextFile.with(lines.joined(separator: "\n")) { path in
            let error = #expect(throws: RewindError.self) { try DecisionReplay.run(NDJSONSource(path: path)) }
            #expect(error?.code == .incomplete && error?.message.contains("event 4 is missing") == true)
        }
        try TextFile.with(lines.reversed().joined(separator: "\n")) { path in
            let error = #expect(throws: RewindError.self) { try DecisionReplay.run(NDJSONSource(path: path)) }
            #expect(error?.code == .badLine || error?.code == .incomplete)
        }
        #expect(
            #expect(throws: RewindError.self) { try DecisionReplay.run(NDJSONSource(path: "/nowhere")) }?.code
                == .unreadable)
    }
}
