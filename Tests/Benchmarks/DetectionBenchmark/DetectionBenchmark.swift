import BenchmarkSupport
import CrisisModel
import Detection
import Glibc

/// How many buckets a second the burst rule takes, on one thread, beside a fading mean and variance.
@main
enum DetectionBenchmark {
    private static let usage = "DetectionBenchmark [--streams N] [--days N] [--repetitions N]"

    static func main() {
        do throws(BenchmarkError) {
            try run()
        } catch {
            print("\(error)\n\(usage)")
            exit(1)
        }
    }

    private static func run() throws(BenchmarkError) {
        var words = Words()
        let streams = try words.number("--streams", default: 2_000)
        let days = try words.number("--days", default: 10)
        let repetitions = try words.number("--repetitions", default: 3)
        try words.end()
        let counts = counts(1 << 16)
        let buckets = days * 288
        var report = Report()
        let simple = best(repetitions, buckets * streams) { simplest(counts, streams, buckets) }
        let rule = best(repetitions, buckets * streams) { burst(counts, streams, buckets) }
        let configuration = "\(streams) streams, \(days) days"
        report.add("burst", configuration, "mean and variance", simple, "buckets/s")
        report.add(
            "burst", configuration, "burst rule", rule, "buckets/s",
            beside: .init("mean and variance", simple))
        report.add("burst", "5 minutes", "state of a stream", Double(stateBytes(5)), "bytes")
        report.add("burst", "1 minute", "state of a stream", Double(stateBytes(1)), "bytes")
        report.printTable()
    }

    /// Mostly a few, sometimes many: the lengths of the runs are the same for every machine.
    private static func counts(_ number: Int) -> [Int64] {
        var state: UInt64 = 1
        return (0..<number).map { index in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let noise = Int64(state >> 33) % 9
            return index % 4_001 < 12 ? 200 + noise * 20 : 4 + noise
        }
    }

    /// Of processor time of this thread: other programs do not count.
    private static func best(_ repetitions: Int, _ buckets: Int, _ body: () -> Int64) -> Double {
        var best = 0.0
        for _ in 0..<repetitions {
            let start = BenchmarkClock.threadCPU()
            guard body() >= 0 else { return 0 }
            best = max(best, Double(buckets) * 1e9 / Double(BenchmarkClock.threadCPU() - start))
        }
        return best
    }

    private static func burst(_ counts: [Int64], _ streams: Int, _ buckets: Int) -> Int64 {
        var detectors = [BurstDetector](repeating: BurstDetector(parameters: .shipped), count: streams)
        var detections: Int64 = 0
        for bucket in 0..<buckets {
            for stream in detectors.indices {
                let count = counts[(bucket + stream * 977) & (counts.count - 1)]
                if detectors[stream].observe(count: count, bucket: Int64(bucket)).detected { detections += 1 }
            }
        }
        return detections
    }

    private static func simplest(_ counts: [Int64], _ streams: Int, _ buckets: Int) -> Int64 {
        var means = [Double](repeating: 0, count: streams)
        var variances = [Double](repeating: 1, count: streams)
        var detections: Int64 = 0
        for bucket in 0..<buckets {
            for stream in means.indices {
                let count = Double(counts[(bucket + stream * 977) & (counts.count - 1)])
                let distance = count - means[stream]
                if distance > 6 * variances[stream].squareRoot() { detections += 1 }
                means[stream] += distance / 288
                variances[stream] += (distance * distance - variances[stream]) / 288
            }
        }
        return detections
    }

    private static func stateBytes(_ minutes: Int64) -> Int {
        var parameters = BurstDetector.Parameters.shipped
        parameters.bucketMinutes = minutes
        var detector = BurstDetector(parameters: parameters)
        var bytes = CanonicalBytes()
        detector.visit(&bytes)
        return bytes.bytes.count
    }
}
