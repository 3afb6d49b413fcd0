import Glibc
import Varlink

@testable import TocsinCommands

/// The six series of mention counts of the Numenta Anomaly Benchmark, where they lie beside the repository.
struct NabSeries {
    var name: String
    /// The file, unpacked.
    var text: String
    var timestamps: [String]
    var windows: [ClosedRange<Int>]

    static let folder: String? = {
        let parts = #filePath.split(separator: "/").dropLast(4)
        let folder = "/" + parts.joined(separator: "/") + "/../shared/data/nab-realtweets"
        return access(folder + "/windows.json", R_OK) == 0 ? folder : nil
    }()

    static func all(in folder: String) throws -> [NabSeries] {
        let text = try ByteSource.wholeText(folder + "/windows.json", bytesMax: 1 << 20)
        guard case .object(let object) = try JSONValue(parsing: text) else { return [] }
        return object.keys.sorted().map { key in
            let file = key.split(separator: "/").last.map(String.init) ?? key
            let text = unpacked(folder + "/series/" + file + ".gz")
            let timestamps = text.split(separator: "\n").dropFirst().map { line in
                String(line.prefix { $0 != "," })
            }
            let windows = (object[key]?.arrayValue ?? []).compactMap { window in
                let ends = (window.arrayValue ?? []).compactMap { end in
                    end.stringValue.flatMap { timestamps.firstIndex(of: String($0.prefix(19))) }
                }
                return ends.count == 2 ? ends[0]...ends[1] : nil
            }
            return NabSeries(name: file, text: text, timestamps: timestamps, windows: windows)
        }
    }

    private static func unpacked(_ path: String) -> String {
        guard let stream = popen("gzip -dc '\(path)'", "r") else { return "" }
        defer { pclose(stream) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&piece, 1, piece.count, stream)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += piece[..<count]
        }
    }

    /// What `tocsinctl rule series RULE` says of it.
    func part(rule: String, threshold: Int64, in folder: TemporaryFolder) -> NabScore.Part? {
        let harness = Harness()
        guard harness.run("rule", "series", rule, folder.file(name, text)) == .done else { return nil }
        let rows = harness.console.output.split(separator: "\n").dropFirst()
        guard rows.count == timestamps.count else { return nil }
        let detected = rows.map { row -> Bool in
            let digits = row.suffix(8).filter { $0 != "." }
            return Int64(digits).map { $0 >= threshold } ?? false
        }
        return NabScore.part(detected: detected, windows: windows)
    }
}
