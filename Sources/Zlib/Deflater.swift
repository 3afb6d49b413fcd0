internal import CZlib

/// Compresses a stream of bytes, in the format of RFC 1950.
@safe package struct Deflater: ~Copyable {
    private static let chunkBytes = 64 << 10
    /// Good compression at a speed that a disk can follow.
    private static let level: Int32 = 6

    private let stream: UnsafeMutablePointer<z_stream>
    private let chunk: UnsafeMutableBufferPointer<UInt8>

    package init() throws(ZlibError) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: unsafe z_stream())
        unsafe chunk = .allocate(capacity: Self.chunkBytes)
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        guard unsafe deflateInit_(stream, Self.level, ZLIB_VERSION, size) == Z_OK else {
            throw .outOfMemory
        }
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
        unsafe chunk.deallocate()
    }

    /// Appends to `output` what is ready; some of it comes later.
    package mutating func add(_ bytes: [UInt8], to output: inout [UInt8]) { run(bytes, Z_NO_FLUSH, &output) }

    /// Appends the rest. Nothing may be added afterwards.
    package mutating func finish(to output: inout [UInt8]) { run([], Z_FINISH, &output) }

    private mutating func run(_ bytes: [UInt8], _ flush: Int32, _ output: inout [UInt8]) {
        var input = bytes
        unsafe input.withUnsafeMutableBufferPointer { input in
            unsafe stream.pointee.next_in = input.baseAddress
            unsafe stream.pointee.avail_in = UInt32(input.count)
            var status = Z_OK
            repeat {
                unsafe stream.pointee.next_out = chunk.baseAddress
                unsafe stream.pointee.avail_out = UInt32(chunk.count)
                status = unsafe deflate(stream, flush)
                let made = unsafe chunk.count - Int(stream.pointee.avail_out)
                unsafe output.append(contentsOf: UnsafeBufferPointer(rebasing: chunk[..<made]))
            } while unsafe status == Z_OK && (stream.pointee.avail_out == 0 || flush == Z_FINISH)
        }
    }
}
