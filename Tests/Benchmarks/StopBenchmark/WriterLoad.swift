import BenchmarkSupport
import CrisisModel
import Varlink

/// Connections that each record one mention after the other, as fast as they are answered.
final class WriterLoad {
    static let connections = 64

    private let ended = Flag()
    private let recorded = Counter()
    private let failures = Counter()
    private var workers: [Worker] = []

    init(_ daemon: LiveDaemon) throws(BenchmarkError) {
        for number in 0..<Self.connections {
            let socket = daemon.controlSocket
            workers.append(
                try Worker { [ended, recorded, failures] in
                    do throws(VarlinkClientError) {
                        let client = try VarlinkClient(connectingTo: socket, timeout: .seconds(120))
                        var mentions = SyntheticMentions(seed: UInt64(number + 1), prefix: "w\(number)")
                        while !ended.isSet {
                            let now = EventTime(microsecondsSinceEpoch: BenchmarkClock.wallMicroseconds())
                            let reply = try client.call(
                                "org.tocsin.Mention.Import",
                                ["lines": [.string(mentions.line(at: now))], "firstLine": 1, "mode": "live"]
                            )
                            if reply["recorded"]?.integerValue == 1 { recorded.add() } else { failures.add() }
                        }
                    } catch {
                        failures.add()
                    }
                })
        }
    }

    var mentionCount: Int { recorded.value }

    func end() throws(BenchmarkError) {
        ended.set()
        for worker in workers { worker.join() }
        guard failures.value == 0 else {
            throw BenchmarkError("\(failures.value) mentions were not recorded")
        }
    }
}
