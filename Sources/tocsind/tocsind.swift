import ArgumentParser
import TocsinDaemon

@main
enum Main {
    /// Synchronous: the main thread becomes the stop path's.
    static func main() {
        DaemonCommand.main()
    }
}
