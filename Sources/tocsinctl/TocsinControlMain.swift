import Glibc
import TocsinCommands

/// The door: everything is in the library, where tests can reach it.
@main
enum TocsinControlMain {
    static func main() {
        exit(CommandLineTool.run(Array(CommandLine.arguments.dropFirst())))
    }
}
