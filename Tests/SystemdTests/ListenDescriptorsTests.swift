import Foundation
import Testing

@testable import Systemd

struct ListenDescriptorsTests {
    @Test("Inherited sockets are found by name, closed on exec, and only a listening Unix socket is one")
    func inherited() async {
        await #expect(processExitsWith: .exitCode(0)) {
            let path = FileManager.default.temporaryDirectory
                .appending(path: "tocsin-listen-\(UUID().uuidString)").path()
            let listener = try listenStreamSocket(path)
            unlink(path)
            // The numbers are the protocol's; whatever this process had there is not needed any more.
            for number in Int32(3)...6 where number != listener { close(number) }
            let plain = open("/dev/null", O_RDONLY)
            let safe = fcntl(listener, F_DUPFD, 20)
            let safePlain = fcntl(plain, F_DUPFD, 20)
            for number in Int32(3)...5 { dup2(safe, number) }
            dup2(safePlain, 6)
            setenv("LISTEN_PID", "\(getpid())", 1)
            setenv("LISTEN_FDS", "4", 1)
            setenv("LISTEN_FDNAMES", "varlink:twice:twice:file", 1)
            let found = try? ListenDescriptors.take()
            var isRight = found?.names == ["varlink", "twice", "twice", "file"]
            isRight = isRight && (try? found?.unixListener(named: "varlink")) == 3
            isRight = isRight && found?.descriptors(named: "twice") == [4, 5]
            isRight = isRight && (try? found?.unixListener(named: "stop")) == .some(nil)
            for name in ["twice", "file"] {
                do throws(SystemdError) {
                    _ = try found?.unixListener(named: name)
                    isRight = false
                } catch {
                    isRight = isRight && error.code == .descriptorUnusable
                }
            }
            isRight = isRight && fcntl(3, F_GETFD) == FD_CLOEXEC
            isRight = isRight && getenv("LISTEN_FDS") == nil
            // Descriptor 3 may have been the way back to the testing library, so it is not asked to report.
            _exit(isRight ? 0 : 1)
        }
    }

    @Test("Without a service manager there are none")
    func none() async {
        await #expect(processExitsWith: .success) {
            unsetenv("LISTEN_FDS")
            try exitUnless(ListenDescriptors.take().isEmpty)
            setenv("LISTEN_FDS", "2", 1)
            setenv("LISTEN_PID", "1", 1)
            try exitUnless(ListenDescriptors.take().isEmpty)
        }
    }
}
