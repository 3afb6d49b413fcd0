import Testing
import Varlink

@testable import TocsinCommands

@Suite("The documents say what the program does")
struct DocumentationTests {
    /// On every command, and described once.
    private static let common: Set<String> = ["json", "runtime-directory", "help", "version"]

    private func document(_ name: String) throws -> [String] {
        let parts = #filePath.split(separator: "/").dropLast(3)
        let path = "/" + parts.joined(separator: "/") + "/docs/" + name
        return try ByteSource.wholeText(path, bytesMax: 1 << 20).split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)
    }

    /// Options of every command that does something, by its full name.
    private func commands() throws -> [String: Set<String>] {
        let harness = Harness()
        #expect(harness.run("--experimental-dump-help") == .done)
        var found: [String: Set<String>] = [:]
        func walk(_ command: JSONValue, _ path: [String]) {
            let children = (command["subcommands"]?.arrayValue ?? []).filter { $0["commandName"] != "help" }
            for child in children { walk(child, path + [child["commandName"]?.stringValue ?? "?"]) }
            guard children.isEmpty else { return }
            let options = (command["arguments"]?.arrayValue ?? []).filter {
                $0["kind"] != "positional" && $0["shouldDisplay"] == .bool(true)
            }
            let names = options.compactMap { $0["preferredName"]?["name"]?.stringValue }
            found[path.joined(separator: " ")] = Set(names)
        }
        walk(try #require(try JSONValue(parsing: harness.console.output)["command"]), ["tocsinctl"])
        return found
    }

    @Test("Every command and every option is on the page, and nothing else is")
    func commandPage() throws {
        var written: [String: Set<String>] = [:]
        var current: String?
        for line in try document("tocsinctl.md") {
            if line.hasPrefix("### `"), line.hasSuffix("`") {
                current = String(line.dropFirst(5).dropLast())
            } else if let name = current {
                written[name, default: []].formUnion(Self.options(in: line))
            }
        }
        let commands = try commands()
        #expect(commands.count > 45)
        for (name, options) in commands {
            let missing = options.subtracting(Self.common).subtracting(written[name] ?? [])
            #expect(written[name] != nil, "\(name) is not described")
            #expect(missing.isEmpty, "\(name) has \(missing.sorted())")
            let invented = (written[name] ?? []).subtracting(options)
            #expect(invented.isEmpty, "\(name) has no \(invented.sorted())")
        }
        let nouns = Set(commands.keys.map { $0.split(separator: " ").prefix(2).joined(separator: " ") })
        #expect(Set(written.keys).subtracting(commands.keys).subtracting(nouns).isEmpty)
    }

    /// `--name` in the first cell of a table's row.
    private static func options(in line: String) -> [String] {
        guard line.hasPrefix("| `-") else { return [] }
        let cell = line.dropFirst(2).prefix { $0 != "|" }
        return cell.split { $0 == " " || $0 == "`" || $0 == "," }.filter { $0.hasPrefix("--") }.map {
            String($0.dropFirst(2))
        }
    }

    @Test("Every command knows --json and --runtime-directory")
    func shared() throws {
        for (name, options) in try commands() {
            #expect(options.contains("json") && options.contains("runtime-directory"), "\(name)")
        }
    }

    @Test("Every exit status is on the page with its word, and nothing else is")
    func exitCodes() throws {
        var written: [Int32: String] = [:]
        for line in try document("exit-codes.md") {
            let cells = line.split(separator: "|").map { $0.filter { $0 != " " && $0 != "`" } }
            guard cells.count >= 3, let code = Int32(cells[0]) else { continue }
            #expect(written.updateValue(cells[1], forKey: code) == nil, "\(code) stands there twice")
        }
        #expect(
            written == Dictionary(uniqueKeysWithValues: CommandStatus.allCases.map { ($0.rawValue, $0.word) })
        )
        #expect(Set(CommandStatus.allCases.map(\.word)).count == CommandStatus.allCases.count)
    }
}
