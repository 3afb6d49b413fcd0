import Foundation
import Systemd
import Testing

struct CredentialsTests {
    @Test("A credential is read whole, and its one trailing line break is not part of its text")
    func read() throws {
        let folder = try TemporaryFolder()
        try folder.write("hush\n\n", to: "token", mode: 0o400)
        let credentials = Credentials(directory: folder.url.path())
        #expect(try credentials.read("token") == Array("hush\n\n".utf8))
        #expect(try credentials.readText("token") == "hush\n")
    }

    @Test("A credential that was not passed is none, with or without a directory")
    func missing() throws {
        let folder = try TemporaryFolder()
        #expect(try Credentials(directory: folder.url.path()).read("token") == nil)
        #expect(try Credentials(directory: nil).readText("token") == nil)
    }

    @Test(
        "A credential that others could read or change is refused",
        arguments: [0o404, 0o444, 0o420, 0o422, 0o402, 0o777] as [mode_t])
    func exposed(mode: mode_t) throws {
        let folder = try TemporaryFolder()
        try folder.write("hush", to: "token", mode: mode)
        #expect(refusal(folder, "token") == .credentialExposed)
    }

    @Test("A credential over its bound is refused, one at the bound is read")
    func bound() throws {
        let folder = try TemporaryFolder()
        try folder.write(String(repeating: "x", count: 5_000), to: "token", mode: 0o400)
        let credentials = Credentials(directory: folder.url.path())
        #expect(try credentials.read("token", maximumBytes: 5_000)?.count == 5_000)
        #expect(throws: SystemdError(.credentialTooLarge, subject: "token")) {
            try credentials.read("token", maximumBytes: 4_999)
        }
    }

    @Test("A link, a folder and a pipe are no credentials, and none of them hangs the reader")
    func otherKinds() throws {
        let folder = try TemporaryFolder()
        try folder.write("hush", to: "real", mode: 0o400)
        let path = folder.url.path()
        #expect(symlink("real", path + "/link") == 0)
        #expect(mkdir(path + "/folder", 0o700) == 0)
        #expect(mkfifo(path + "/pipe", 0o600) == 0)
        #expect(refusal(folder, "link") == .credentialUnreadable)
        #expect(refusal(folder, "folder") == .credentialExposed)
        #expect(refusal(folder, "pipe") == .credentialExposed)
    }

    @Test("A name is no path", arguments: ["", ".", "..", "a/b", "../real", "a b", "a:b", "ä", "a\u{0}b"])
    func names(name: String) throws {
        #expect(refusal(try TemporaryFolder(), name) == .credentialNameInvalid)
    }

    @Test("Bytes that are no text are refused as text, without being shown")
    func notText() throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "token")
        try Data([0x68, 0xFF, 0xFE]).write(to: file)
        chmod(file.path(), 0o400)
        #expect(throws: SystemdError(.credentialNotText, subject: "token")) {
            try Credentials(directory: folder.url.path()).readText("token")
        }
    }

    private func refusal(_ folder: TemporaryFolder, _ name: String) -> SystemdError.Code? {
        do throws(SystemdError) {
            _ = try Credentials(directory: folder.url.path()).read(name)
            return nil
        } catch {
            return error.code
        }
    }
}
