import Testing

@Suite("The repository's shape")
struct LayoutTests {
    private static let topLevel: Set<String> = [
        "LICENSE", "Package.swift", "README.md", "Sources", "Tests", "docs", "replay-fixtures", "systemd",
    ]
    /// Folders that hold no code, with who reads them.
    private static let read = ["Corpora": "EventCodecTests"]
    /// Folders of tests that no target runs, each with its reason.
    private static let runByHand: [String: String] = [
        "BootTests": "boots a whole machine, which not every one can do",
        "CounterpartTests": "needs a real server of a network, which not every machine has",
    ]
    /// A file that cannot be read in a review does not belong here.
    private static let fileBytesMax = 1 << 20

    @Test("The top level is a map: nothing else may appear there")
    func topLevel() throws {
        let found = try Repository.names(in: "").filter { !$0.hasPrefix(".") && $0 != "Package.resolved" }
        #expect(Set(found).subtracting(Self.topLevel).isEmpty)
        #expect(Self.topLevel.subtracting(found).isEmpty)
    }

    @Test("Every folder of the sources is a target, and every target has its folder")
    func targets() throws {
        let package = try #require(try Repository.text(of: "Package.swift"))
        let named = package.matches(of: /\.(?:target|systemLibrary|executableTarget)\(\s*name: "([^"]+)"/).map
        { String($0.1) }
        let tests = try Repository.names(in: "Tests") + Repository.names(in: "Tests/Benchmarks")
        let product = Set(named).subtracting(tests)
        #expect(product == Set(try Repository.targets()))
    }

    @Test("Every folder of tests is a target, or is used by one")
    func testTargets() throws {
        let package = try #require(try Repository.text(of: "Package.swift"))
        for folder in try Repository.names(in: "Tests")
        where Repository.isFolder("Tests/" + folder) && Self.runByHand[folder] == nil
            && Self.read[folder] == nil
        {
            let isTarget =
                package.contains("name: \"\(folder)\"") || package.contains("path: \"Tests/\(folder)")
            #expect(isTarget, "Tests/\(folder) is no target: nobody runs it")
        }
    }

    @Test("No file is larger than a megabyte")
    func sizes() throws {
        for path in try Repository.files() {
            #expect(try Repository.byteCount(of: path) <= Self.fileBytesMax, "\(path)")
        }
    }

    @Test("The executables are doors: one short file each")
    func executables() throws {
        for target in ["tocsind", "tocsinctl"] {
            let files = try Repository.files(under: "Sources/" + target)
            #expect(files.count == 1)
            for file in files { #expect(try Repository.lines(of: file).count <= 40, "\(file)") }
        }
    }
}
