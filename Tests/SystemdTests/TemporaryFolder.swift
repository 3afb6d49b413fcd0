import Foundation

/// A folder that is gone when its test is.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "tocsin-systemd-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    func write(_ text: String, to name: String, mode: mode_t = 0o600) throws {
        let file = url.appending(path: name)
        try Data(text.utf8).write(to: file)
        chmod(file.path(), mode)
    }
}
