import Foundation
import Testing

/// Real input: the airline week of February 2015, as a drill on the clock of those days. The texts may not be
/// distributed; without `../shared` this is skipped.
@Suite struct AirlineTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let data = root.deletingLastPathComponent().appending(path: "shared/data/airline")
    private static let binaries = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent()

    static var isDataThere: Bool { FileManager.default.fileExists(atPath: data.path()) }

    @Test(
        "On 22 February American's storm is detected and its posts held, and no other airline's",
        .enabled(if: isDataThere, "needs ../shared/data/airline, which this clone does not have"))
    func airlineWeek() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "tocsin-airline-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let made = try Self.run(
            "/usr/bin/env",
            [
                "python3", Self.root.appending(path: "Tests/ScenarioTests/airline-drill.py").path(),
                Self.data.path(),
                Self.binaries.appending(path: "tocsinctl").path(), folder.path(),
            ])
        #expect(made.status == 0, "\(made.output)")
        #expect(made.output.contains("N: "))
        let rehearsed = try Self.run(
            Self.binaries.appending(path: "tocsind").path(),
            ["rehearse", folder.appending(path: "airline-week").path()])
        #expect(rehearsed.status == 0, "\(rehearsed.output.suffix(4000))")
        #expect(rehearsed.output.contains("Every expectation holds."))
        #expect(rehearsed.output.contains("02-22") && rehearsed.output.contains("rule storm-american"))
    }

    private static func run(_ program: String, _ arguments: [String]) throws -> (
        status: Int32, output: String
    ) {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
