import Foundation

/// Compiles a program against the modules that this test was built with.
struct Compiler {
    struct Outcome {
        let isAccepted: Bool
        let messages: String
    }

    private let modules: URL
    private let root: URL

    /// Nil when the built modules do not lie beside the test.
    init?(testFile: String = #filePath) {
        let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        modules = executable.deletingLastPathComponent().appendingPathComponent("Modules")
        root = URL(fileURLWithPath: testFile).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        guard FileManager.default.fileExists(atPath: modules.path + "/Gate.swiftmodule") else { return nil }
    }

    /// The name that SwiftPM derives from the package's folder, which `package` access goes by.
    private var packageName: String {
        let name = root.lastPathComponent.lowercased()
        let mangled = String(name.map { $0.isLetter || $0.isNumber ? $0 : "_" })
        return mangled.first?.isNumber == true ? "_" + mangled : mangled
    }

    /// Up to the checks of ownership, which come after those of types.
    func compile(_ program: String) throws -> Outcome {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tocsin-misuse-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = folder.appendingPathComponent("program.swift")
        try program.write(to: source, atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "swiftc", "-emit-sil", "-o", "/dev/null", "-parse-as-library", "-swift-version", "6",
            "-package-name", packageName, "-I", modules.path, "-I", root.path + "/Sources/CStopPath/include",
            "-module-cache-path", modules.deletingLastPathComponent().path + "/ModuleCache",
            "-no-color-diagnostics", source.path,
        ]
        let output = Pipe()
        process.standardError = output
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let messages = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Outcome(isAccepted: process.terminationStatus == 0, messages: messages)
    }
}
