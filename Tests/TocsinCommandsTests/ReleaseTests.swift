@testable import TocsinCommands
import ControlInterface
import Glibc
import Testing
import Varlink

@Suite("release and passphrase")
struct ReleaseTests {
    private let harness = Harness()

    private func reply(_ outcome: String) -> StopInterface.Release.Reply {
        .init(
            outcome: outcome, persons: ["anna"], personsNeeded: 2, expiresAt: "2026-01-01T10:30:00Z",
            effectiveAt: outcome == "waiting" ? "2026-01-01T10:10:00Z" : nil, heldPosts: 3)
    }

    @Test("The first person proposes: it is not released, who is missing is said, and the status is its own")
    func proposal() throws {
        harness.console.secrets = ["open sesame"]
        try harness.channel.answer(StopInterface.Release.self, reply("proposed"))
        #expect(harness.run("release", "7") == .releasePending)
        #expect(
            harness.channel.parameters(of: StopInterface.Release.self) == [
                "epoch": 7, "passphrase": "open sesame",
            ])
        #expect(harness.console.output.hasPrefix("NOT RELEASED YET: 1 more person must release it too.\n"))
        #expect(!harness.console.output.contains("open sesame"))
    }

    @Test("A release sends nothing, and says how the held posts are reviewed")
    func released() throws {
        harness.console.secrets = ["open sesame"]
        try harness.channel.answer(StopInterface.Release.self, reply("released"))
        #expect(harness.run("release", "7") == .done)
        #expect(harness.console.output.contains("Nothing was sent by this. 3 posts held."))
        #expect(harness.console.output.contains("tocsinctl post list --held --csv > held.csv"))
    }

    @Test("In the solo profile the person types the count, once asked, and learns of the delay")
    func solo() throws {
        harness.console.secrets = ["open sesame"]
        harness.console.answers = ["3"]
        harness.channel.refuse(
            StopInterface.Release.self, code: "held-count-wrong", "type the number of held posts")
        try harness.channel.answer(StopInterface.Release.self, reply("waiting"))
        #expect(harness.run("release", "7") == .releasePending)
        #expect(harness.channel.parameters(of: StopInterface.Release.self)?["heldCount"] == 3)
        #expect(harness.console.errors.contains("SOLO: nobody else looks at this."))
        #expect(harness.console.output.contains("Not before  2026-01-01T10:10:00Z"))
        #expect(harness.console.prompts == ["Passphrase: ", "Held posts: "])
    }

    @Test("A count that was given and is wrong is not asked for again")
    func soloWrong() {
        harness.console.secrets = ["open sesame"]
        harness.channel.refuse(StopInterface.Release.self, code: "held-count-wrong", "no")
        #expect(harness.run("release", "7", "--held-count", "4") == .refused)
        #expect(harness.console.prompts == ["Passphrase: "])
    }

    @Test("Without a terminal the answer says which option takes the count")
    func soloWithoutTerminal() {
        harness.console.secrets = ["open sesame"]
        harness.channel.refuse(StopInterface.Release.self, code: "held-count-wrong", "no")
        #expect(harness.run("release", "7") == .refused)
        #expect(harness.console.errors.contains("tocsinctl release 7 --held-count NUMBER"))
    }

    @Test("A rehearsal releases nothing; a wrong passphrase has its own status")
    func rehearsal() throws {
        harness.console.secrets = ["right", "wrong"]
        try harness.channel.answer(StopInterface.RehearseRelease.self, .init(accepted: true))
        #expect(harness.run("release", "--rehearse") == .done)
        #expect(harness.console.output.hasPrefix("REHEARSAL"))
        let other = Harness()
        other.console.secrets = ["wrong"]
        other.channel.refuse(StopInterface.RehearseRelease.self, code: "passphrase-refused", "it is wrong")
        #expect(other.run("release", "--rehearse") == .passphraseNotAccepted)
        #expect(harness.channel.calls.allSatisfy { $0.method == StopInterface.RehearseRelease.name })
    }

    @Test("A passphrase is no argument: nothing on the command line takes one")
    func noArgument() {
        #expect(harness.run("release", "7", "--passphrase", "secret") == .usage)
        #expect(harness.run("passphrase", "secret") == .usage)
        #expect(harness.channel.calls.isEmpty)
    }

    @Test("A new passphrase is typed twice, and both must be the same")
    func passphrase() throws {
        harness.console.secrets = ["one two three", "one two four"]
        #expect(harness.run("passphrase") == .badInput)
        #expect(harness.channel.calls.isEmpty)
        harness.console.secrets = ["one two three", "one two three"]
        try harness.channel.answer(StopInterface.SetPassphrase.self, .init())
        #expect(harness.run("passphrase") == .done)
        #expect(
            harness.channel.parameters(of: StopInterface.SetPassphrase.self) == [
                "replacement": "one two three"
            ])
    }

    @Test(
        "From a descriptor the first line is taken, without its end",
        arguments: [
            ("secret\nmore\n", "secret"), ("secret\r\n", "secret"), ("secret", "secret"),
            ("sécret\n", "sécret"),
        ])
    func descriptor(text: String, expected: String) throws {
        let folder = TemporaryFolder()
        let descriptor = open(folder.file("p", text), O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        #expect(try SecretReader.firstLine(of: descriptor) == expected)
    }

    @Test(
        "A descriptor that gives no passphrase is refused",
        arguments: [
            [], [0x0A], [0xFF, 0x0A], [UInt8](repeating: 0x61, count: SecretReader.bytesMax + 1),
        ])
    func badDescriptor(bytes: [UInt8]) {
        let folder = TemporaryFolder()
        let descriptor = open(folder.file("p", bytes), O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        #expect(throws: CommandError.self) { try SecretReader.firstLine(of: descriptor) }
        #expect(throws: CommandError.self) { try SecretReader.firstLine(of: 1_000_000) }
    }
}
