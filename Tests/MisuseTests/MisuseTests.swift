import Testing

@Suite("Misuse that does not compile")
struct MisuseTests {
    @Test("Neither does its program compile, nor is its twin refused", arguments: Misuse.all)
    func refused(misuse: Misuse) throws {
        let compiler = try #require(Compiler(), "the built modules do not lie beside the test")
        let right = try compiler.compile(misuse.program(misuse.right))
        #expect(right.isAccepted, "\(right.messages)")
        let wrong = try compiler.compile(misuse.program(misuse.wrong))
        #expect(!wrong.isAccepted)
        #expect(wrong.messages.contains(misuse.complaint), "\(wrong.messages)")
    }
}
