import BenchmarkSupport
import Varlink

/// What else the machine does while stops are pressed.
enum StopLoad: String, CaseIterable {
    /// Nothing.
    case quiet
    /// 64 connections recording mentions.
    case writers
    /// The same, and a computing process on each processor.
    case busy
}

/// One daemon, one load, one policy, many stops.
struct StopRun {
    static let posts = 10_000
    static let accounts = 200
    /// Flushes of our own between two stops: the reference, under exactly the stops' load.
    private static let flushesPerStop = 4
    /// A load needs a moment to be in full swing.
    private static let settleMicroseconds: UInt64 = 1_000_000
    private static let patienceMicroseconds: UInt64 = 60_000_000

    let load: StopLoad
    let policy: SchedulingPolicy
    let stops: Int

    private var configuration: String { load.rawValue + (policy == .realTime ? ", real-time grant" : "") }

    func run(into report: inout Report) throws(BenchmarkError) {
        let daemon = try LiveDaemon(policy: policy)
        try daemon.schedule(posts: Self.posts, accounts: Self.accounts)
        try daemon.adoptQuietRule()
        let flushes = try FlushLoop(in: daemon.disk.path)
        if !daemon.runtimeIsInMemory {
            report.note("the runtime directory is on the disk: stops pay two flushes")
        }
        let writers = load == .quiet ? nil : try WriterLoad(daemon)
        let hogs = load == .busy ? try Hogs() : nil
        BenchmarkClock.pause(microseconds: Self.settleMicroseconds)
        let mentionsBefore = writers?.mentionCount ?? 0
        let start = BenchmarkClock.monotonic()
        // The presser has the daemon's policy: what it measures is not its own wait for a processor.
        guard policy.applyToThisThread() else {
            throw BenchmarkError("no right to the policy \(policy.rawValue)")
        }
        let measured = try press(daemon, flushes)
        guard SchedulingPolicy.normal.applyToThisThread() else {
            throw BenchmarkError("the policy cannot be left")
        }
        let seconds = Double(BenchmarkClock.monotonic() - start) / 1e9
        let mentions = Double((writers?.mentionCount ?? 0) - mentionsBefore) / seconds
        withExtendedLifetime(hogs) {}
        try writers?.end()
        try checkLogged(daemon)
        try daemon.end()
        add(measured, mentionsPerSecond: writers == nil ? nil : mentions, to: &report)
    }

    private struct Measured {
        var gateClosed = Samples()
        var gateClosedInside = Samples()
        var durable = Samples()
        var durableInside = Samples()
        var roundTrip = Samples()
        var flush = Samples()
        var notDurable = 0
    }

    private func press(_ daemon: LiveDaemon, _ flushes: FlushLoop) throws(BenchmarkError) -> Measured {
        var measured = Measured()
        var state: UInt64 = 88_172_645_463_325_252
        for _ in 0..<stops {
            let stop = try StopPress.make(at: daemon.stopSocket)
            measured.gateClosed.append(stop.gateClosed)
            measured.gateClosedInside.append(stop.gateClosedInside)
            measured.roundTrip.append(stop.roundTrip)
            if let durable = stop.durable, let inside = stop.durableInside {
                measured.durable.append(durable)
                measured.durableInside.append(inside)
            } else {
                measured.notDurable += 1
            }
            for _ in 0..<Self.flushesPerStop { measured.flush.append(Double(try flushes.flush()) / 1_000) }
            // At no fixed distance, or the stops would keep step with the writer.
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            BenchmarkClock.pause(microseconds: 1_000 + state % 4_000)
        }
        return measured
    }

    /// Every stop that was answered must be in the log.
    private func checkLogged(_ daemon: LiveDaemon) throws(BenchmarkError) {
        let start = BenchmarkClock.monotonic()
        var count = 0
        while BenchmarkClock.monotonic() - start < Self.patienceMicroseconds * 1_000 {
            count = try daemon.call("org.tocsin.Stop.List")["stops"]?.arrayValue?.count ?? 0
            if count == stops { return }
            BenchmarkClock.pause(microseconds: 10_000)
        }
        throw BenchmarkError("\(stops) stops were answered, \(count) are in the log")
    }

    private func add(_ measured: Measured, mentionsPerSecond: Double?, to report: inout Report) {
        func add(_ name: String, _ samples: Samples, beside flush: Bool) {
            for percent in [50.0, 99.0] {
                let reference = Report.Reference("flush p\(Int(percent))", measured.flush.percentile(percent))
                report.add(
                    "stop", configuration, "\(name) p\(Int(percent))", samples.percentile(percent), "us",
                    beside: flush ? reference : nil
                )
            }
            report.add("stop", configuration, "\(name) max", samples.largest, "us")
        }
        add("gate closed", measured.gateClosed, beside: false)
        add("gate closed, inside", measured.gateClosedInside, beside: false)
        add("durable", measured.durable, beside: true)
        add("durable, inside", measured.durableInside, beside: true)
        add("answered", measured.roundTrip, beside: true)
        report.add("stop", configuration, "flush p50", measured.flush.median, "us")
        report.add("stop", configuration, "flush p99", measured.flush.percentile(99), "us")
        report.add("stop", configuration, "first press, durable", measured.durable.first, "us")
        report.add("stop", configuration, "not durable when answered", Double(measured.notDurable), "stops")
        if let mentionsPerSecond {
            report.add("stop", configuration, "mentions meanwhile", mentionsPerSecond, "/s")
        }
    }
}
