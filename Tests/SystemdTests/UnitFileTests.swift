import Foundation
import Systemd
import Testing

struct UnitFileTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "systemd")
    static let units = ["tocsind.service", "tocsind.socket", "tocsind-stop.socket", "tocsin-stop.service"]
    static let analyze = Tool.find("systemd-analyze")
    static let journalctl = Tool.find("journalctl")

    private func text(_ name: String) throws -> String {
        try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
    }

    /// The units with a program that exists in the place of ours, which are not installed where tests run.
    private func checkableCopies() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for unit in Self.units {
            let lines = try text(unit).split(separator: "\n", omittingEmptySubsequences: false).map { line in
                guard line.hasPrefix("ExecStart=/usr/bin/tocsin") else { return String(line) }
                return "ExecStart=/bin/true" + line.drop { $0 != " " }
            }
            try folder.write(lines.joined(separator: "\n"), to: unit, mode: 0o644)
        }
        return folder
    }

    @Test(
        "systemd has nothing to say about the units",
        .enabled(if: analyze != nil, "systemd-analyze is missing"))
    func verify() throws {
        let analyze = try #require(Self.analyze)
        let copies = try checkableCopies()
        // Unknown keys are printed only, so the output counts and not the status alone.
        let result = try analyze.run(["verify"] + Self.units.map { copies.url.appending(path: $0).path() })
        #expect(result.status == 0)
        #expect(result.output.isEmpty, "\(result.output)")
    }

    @Test(
        "The services are exposed by 1.2 at most", .enabled(if: analyze != nil, "systemd-analyze is missing"),
        arguments: ["tocsind.service", "tocsin-stop.service"])
    func exposure(unit: String) throws {
        let analyze = try #require(Self.analyze)
        let copies = try checkableCopies()
        let result = try analyze.run([
            "security", "--offline=true", "--no-pager", "--threshold=12",
            copies.url.appending(path: unit).path(),
        ])
        #expect(result.status == 0, "\(result.output.suffix(200))")
    }

    @Test(
        "Every message id of the code is explained in the catalogue, once, and nothing else is",
        .enabled(if: journalctl != nil, "journalctl is missing"))
    func catalogue() throws {
        let journalctl = try #require(Self.journalctl)
        let root = try TemporaryFolder()
        let catalogue = root.url.appending(path: "usr/lib/systemd/catalog")
        try FileManager.default.createDirectory(at: catalogue, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: Self.folder.appending(path: "tocsin.catalog"), to: catalogue.appending(path: "tocsin.catalog")
        )
        let update = try journalctl.run(["--update-catalog", "--root=\(root.url.path())"])
        #expect(update.status == 0, "\(update.output)")
        let list = try journalctl.run(["--list-catalog", "--no-pager", "--root=\(root.url.path())"])
        let found = list.output.split(separator: "\n").compactMap {
            $0.split(separator: " ").first.map(String.init)
        }
        #expect(found.sorted() == JournalMessageID.all.map(\.description).sorted(), "\(list.output)")
    }

    @Test(
        "The units say what the design rests on",
        arguments: [
            ("tocsind.service", "Type=notify"), ("tocsind.service", "StartLimitIntervalSec=0"),
            ("tocsind.service", "CPUSchedulingPolicy=fifo"),
            ("tocsind.service", "CPUSchedulingResetOnFork=yes"),
            ("tocsind.service", "LimitCORE=0"), ("tocsind.service", "Environment=SWIFT_BACKTRACE=enable=no"),
            ("tocsind.service", "OOMScoreAdjust=-900"), ("tocsind.service", "Restart=always"),
            ("tocsind.socket", "FileDescriptorName=varlink"), ("tocsind.socket", "PartOf=tocsind.service"),
            ("tocsind-stop.socket", "FileDescriptorName=stop"), ("tocsind-stop.socket", "SocketMode=0660"),
            ("tocsind-stop.socket", "SocketGroup=tocsin-stop"), ("tocsin-stop.service", "Type=oneshot"),
        ])
    func says(unit: String, line: String) throws {
        #expect(try text(unit).split(separator: "\n").contains(Substring(line)))
    }

    @Test("The units do not say what would break the stop")
    func doesNotSay() throws {
        let service = try text("tocsind.service")
        // These hide the caller's uid, or take the latch and the sentinels away with the unit.
        for key in ["PrivateUsers=", "RuntimeDirectory="] {
            #expect(!service.split(separator: "\n").contains { $0.hasPrefix(key) })
        }
        #expect(try !text("tocsind-stop.socket").contains("PartOf="))
        let stop = try text("tocsin-stop.service")
        for key in ["RemainAfterExit=", "After=", "Requires=", "BindsTo="] { #expect(!stop.contains(key)) }
    }
}
