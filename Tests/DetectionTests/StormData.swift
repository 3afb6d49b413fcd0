import CrisisModel
import Glibc
import Sentiment
import Varlink

/// What was said to six airlines in a week, and how real crises began: public data, where it lies beside the repository.
struct StormData {
    struct Mention {
        var time: EventTime
        var author: UInt64
        var isNegative: Bool
    }

    struct Brand {
        var name: String
        var mentions: [Mention]
        /// What the scorer says of each text that people found negative.
        var storms: [Bool]
    }

    var brands: [Brand]
    /// Microseconds after a crisis's busiest hour began at which something was said, for each crisis.
    var shapes: [[Int64]]

    /// As the default rule counts.
    private static let valenceBelow: Int32 = -200
    private static let hour: Int64 = 3_600_000_000

    static let folder: String? = {
        let parts = #filePath.split(separator: "/").dropLast(3)
        let folder = "/" + parts.joined(separator: "/") + "/../shared/data"
        let files = ["/airline/airline-dev70.jsonl.gz", "/crisislex-t26/volume-all-ids.csv.gz"]
        return files.allSatisfy { access(folder + $0, R_OK) == 0 } ? folder : nil
    }()

    init(_ folder: String) throws {
        var byName: [String: Brand] = [:]
        for line in Self.lines(folder + "/airline/airline-dev70.jsonl.gz") {
            let json = try JSONValue(parsing: line)
            guard let name = json["airline"]?.stringValue, let text = json["text"]?.stringValue,
                let user = json["user"]?.stringValue, let stamp = json["created_at"]?.stringValue
            else { continue }
            let isNegative = Scorer.shipped.score(text).valence < Self.valenceBelow
            let author = user.utf8.reduce(UInt64(7)) { $0 &* 31 &+ UInt64($1) }
            byName[name, default: Brand(name: name, mentions: [], storms: [])].mentions.append(
                Mention(time: try EventTime(rfc3339: stamp), author: author, isNegative: isNegative))
            if json["sentiment"] == "negative" { byName[name]?.storms.append(isNegative) }
        }
        brands = byName.keys.sorted().compactMap { byName[$0] }
        for index in brands.indices { brands[index].mentions.sort { $0.time < $1.time } }
        shapes = try Self.shapes(folder + "/crisislex-t26/volume-all-ids.csv.gz")
    }

    /// Three hours from the beginning of the busiest hour on.
    private static func shapes(_ file: String) throws -> [[Int64]] {
        var times: [String: [Int64]] = [:]
        for line in lines(file).dropFirst() {
            let fields = line.split(separator: ",")
            guard fields.count == 4 else { continue }
            times[String(fields[1]), default: []].append(
                try EventTime(rfc3339: String(fields[0])).microsecondsSinceEpoch)
        }
        return times.keys.sorted().compactMap { key in
            guard let sorted = times[key]?.sorted() else { return nil }
            var best = (count: 0, start: Int64(0))
            var low = 0
            for high in sorted.indices {
                while sorted[high] - sorted[low] > hour { low += 1 }
                if high - low + 1 > best.count { best = (high - low + 1, sorted[low]) }
            }
            return sorted.map { $0 - best.start }.filter { (0..<3 * hour).contains($0) }
        }
    }

    private static func lines(_ path: String) -> [String] {
        guard let stream = popen("gzip -dc '\(path)'", "r") else { return [] }
        defer { pclose(stream) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&piece, 1, piece.count, stream)
            guard count > 0 else { break }
            bytes += piece[..<count]
        }
        return bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }
}
