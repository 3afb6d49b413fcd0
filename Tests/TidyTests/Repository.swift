import FoundationEssentials

/// The repository that this test was built from, as files and texts. It reads and changes nothing.
enum Repository {
    /// Symbolic links are resolved: a package that only borrows these folders is looked at where they really are.
    static let root: String = {
        let file = URL(filePath: #filePath).resolvingSymlinksInPath()
        return file.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path()
            .trimmingSuffix("/")
    }()

    /// What is built, downloaded or kept by the version control is not the repository's own.
    private static let foreign: Set<String> = [".build", ".git", ".swiftpm"]

    /// Names in a folder, hidden ones too, in order.
    static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? root : root + "/" + folder)
            .sorted()
    }

    /// Paths of all files below a folder, from the root, in order.
    static func files(under folder: String = "", endingIn suffixes: [String] = [""]) throws -> [String] {
        var found: [String] = []
        for name in try names(in: folder)
        where !foreign.contains(name) && !name.hasPrefix(".build") && name != "__pycache__" {
            let path = folder.isEmpty ? name : folder + "/" + name
            if isFolder(path) {
                found += try files(under: path, endingIn: suffixes)
            } else if suffixes.contains(where: { name.hasSuffix($0) }) {
                found.append(path)
            }
        }
        return found
    }

    static func isFolder(_ path: String) -> Bool {
        var isDirectory = false
        return FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isDirectory)
            && isDirectory
    }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root + "/" + path) }

    static func byteCount(of path: String) throws -> Int {
        try Data(contentsOf: URL(filePath: root + "/" + path)).count
    }

    /// Nil: not UTF-8, so not a text.
    static func text(of path: String) throws -> String? {
        String(validating: try Data(contentsOf: URL(filePath: root + "/" + path)), as: UTF8.self)
    }

    static func lines(of path: String) throws -> [Substring] {
        try text(of: path)?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
    }

    /// The folders of the product, which are its targets.
    static func targets() throws -> [String] {
        try names(in: "Sources").filter { isFolder("Sources/" + $0) }
    }
}

extension String {
    func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
