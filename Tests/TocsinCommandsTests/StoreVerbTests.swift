import ControlInterface
import Testing
import Varlink

@testable import TocsinCommands

@Suite("The verbs of the log's store")
struct StoreVerbTests {
    @Test("What cannot go together is refused before anything is read")
    func usage() {
        for words in [
            ["log", "archive", "DIR"], ["log", "archive", "DIR", "--through", "5"],
            ["log", "archive", "--check", "A", "--through", "5", "--directory", "D"],
            ["log", "archive", "A", "B", "--through", "5", "--directory", "D"],
            ["log", "export", "--exact", "--from", "3"], ["log", "export", "--directory", "D"],
            ["log", "import", "FILE"], ["log", "restore", "--directory", "D"],
            ["log", "prune", "--directory", "D", "--through", "5"],
        ] {
            let harness = Harness()
            #expect(harness.run(words: words) == .usage, "\(words)")
        }
    }

    @Test("A folder that is not there is named, with what to do")
    func missing() {
        for words in [
            "log backup /nowhere/copy --directory /nowhere/log", "log stats --directory /nowhere/log",
            "log export --exact --directory /nowhere/log",
            "log import /nowhere/file --directory /nowhere/new",
            "log archive --check /nowhere/a.archive",
            "log prune --directory /nowhere/log --through 1 --archives /nowhere",
        ] {
            let harness = Harness()
            let status = harness.run(words: words.split(separator: " ").map(String.init))
            #expect([.noInput, .cannotWrite].contains(status), "\(words): \(status)")
            #expect(harness.console.errors.contains("/nowhere"), "\(words): \(harness.console.errors)")
        }
    }

    @Test("The figures are given in units that a person reads")
    func figures() throws {
        let harness = Harness()
        try harness.channel.answer(
            LogInterface.Statistics.self,
            .init(
                events: 12_000, blocks: 70, archivedEvents: 2_000, firstTime: "2026-01-01T00:00:00Z",
                lastTime: "2026-01-02T00:00:00Z", bytesInUse: 3 << 20, reusableBytes: 1 << 20,
                fileBytes: 64 << 20, reserveBytes: 61 << 20, bytesPerEvent: 209.7, mapBytes: 1 << 40,
                mapShare: 0.000_01, diskFreeBytes: 5 << 30, eventsPerDay: 10_000, bytesPerDay: 2_097_152,
                daysLeft: 2_560.4))
        #expect(harness.run("log", "stats") == .done)
        for text in [
            "12000 in 70 blocks", "events 1 to 2000", "3.0 MiB, 1.0 MiB of it freed", "210 bytes",
            "10000 events, 2.0 MiB", "less than 0.1 %", "5.0 GiB", "2560",
        ] {
            #expect(harness.console.output.contains(text), "\(text) in \(harness.console.output)")
        }
    }
}
