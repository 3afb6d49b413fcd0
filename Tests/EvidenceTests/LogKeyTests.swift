import Evidence
import Glibc
import Testing

@Suite("The log's key")
struct LogKeyTests {
    private let name = "tocsin/00112233445566778899aabbccddeeff"

    @Test("It is made once, readable by its owner alone, and loaded ever after")
    func madeOnce() throws {
        let directory = try TemporaryDirectory()
        let made = try LogKey.open(directory: directory.path, name: name)
        #expect(made.isNew && made.verifier.name == name)
        #expect(TemporaryDirectory.mode(directory.path + "/log-key") == 0o600)
        #expect(TemporaryDirectory.mode(directory.path + "/log-key.pub") & 0o600 == 0o600)
        let loaded = try LogKey.open(directory: directory.path, name: name)
        #expect(!loaded.isNew && loaded.verifier == made.verifier && loaded.signing.text == made.signing.text)
        #expect(try LogKey.loadPublic(directory.path + "/log-key.pub") == made.verifier)
        #expect(access(directory.path + "/log-key.new", F_OK) != 0)
        #expect(!"\(made)".contains("PRIVATE"))
    }

    @Test("A crash between the two files leaves a key that is completed at the next start")
    func completed() throws {
        let directory = try TemporaryDirectory()
        let made = try LogKey.open(directory: directory.path, name: name)
        unlink(directory.path + "/log-key.pub")
        #expect(try LogKey.open(directory: directory.path, name: name).verifier == made.verifier)
        #expect(try LogKey.loadPublic(directory.path + "/log-key.pub") == made.verifier)
        // Half a draft of an earlier start is not in the way.
        let other = try TemporaryDirectory()
        _ = try other.file("log-key.new", Array("PRIVATE+K".utf8))
        #expect(try LogKey.open(directory: other.path, name: name).isNew)
    }

    @Test("A key that others may read, a link, another's, a lost or a damaged one is refused and left alone")
    func refused() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/log-key"
        let made = try LogKey.open(directory: directory.path, name: name)
        func refusal() -> EvidenceError.Code? {
            code { _ = try LogKey.open(directory: directory.path, name: name) }
        }
        for mode: mode_t in [0o640, 0o604, 0o660, 0o666, 0o601] {
            chmod(path, mode)
            #expect(refusal() == .keyExposed)
        }
        chmod(path, 0o600)
        #expect(refusal() == nil)
        #expect(code { _ = try LogKey.open(directory: directory.path, name: "tocsin/other") } == .keyMismatch)
        rename(path, path + "-kept")
        #expect(refusal() == .keyLost)
        symlink(path + "-kept", path)
        #expect(refusal() == .cannotRead)
        unlink(path)
        mkdir(path, 0o700)
        #expect(refusal() == .keyExposed)
        rmdir(path)
        let stranger = try SigningKey.make(name: name)
        _ = try directory.file("log-key", Array((stranger.text + "\n").utf8))
        #expect(refusal() == .keyMismatch)
        _ = try directory.file("log-key", Array(made.signing.text.utf8.dropLast(9)))
        #expect(refusal() == .malformedKey)
        _ = try directory.file("log-key", [UInt8](repeating: 0x61, count: EvidenceLimits.keyBytesMax + 1))
        #expect(refusal() == .tooLarge)
        _ = try directory.file("log-key", Array(made.signing.text.utf8))
        _ = try directory.file("log-key.pub", Array("damaged\n".utf8))
        #expect(refusal() == .malformedKey)
        #expect(code { _ = try LogKey.open(directory: directory.path + "/none", name: name) } == .cannotWrite)
    }
}
